use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    value: std::collections::HashMap<String, String>,
}

fn main() {}
