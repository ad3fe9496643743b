use keeper_schema::Model;

#[derive(Model)]
#[keeper(unique(slug))]
struct Tag {
    id: i32,
    #[keeper(skip)]
    slug: String,
}

fn main() {}
