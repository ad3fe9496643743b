use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    slug: Option<Option<String>>,
}

fn main() {}
