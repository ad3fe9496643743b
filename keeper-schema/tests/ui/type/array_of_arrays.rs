use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    slugs: Vec<Vec<String>>,
}

fn main() {}
