use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(skip)]
    slug: String,
}

fn main() {}
