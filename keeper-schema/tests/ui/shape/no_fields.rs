use keeper_schema::Model;

#[derive(Model)]
struct Tag {}

fn main() {}
