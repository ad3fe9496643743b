use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    slug: String,
    #[keeper(column = "slug")]
    title: String,
}

fn main() {}
