use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    id: i32,
    #[keeper(skip, length = 5)]
    slug: String,
}

fn main() {}
