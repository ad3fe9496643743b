use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(length = "255")]
    slug: String,
}

fn main() {}
