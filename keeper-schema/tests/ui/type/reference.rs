use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    slug: &'static str,
}

fn main() {}
