use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(length = 0)]
    slug: String,
}

fn main() {}
