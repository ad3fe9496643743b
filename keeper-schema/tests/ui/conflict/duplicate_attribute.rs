use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(length = 5, length = 6)]
    slug: String,
}

fn main() {}
