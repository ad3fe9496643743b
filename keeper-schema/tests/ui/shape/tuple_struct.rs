use keeper_schema::Model;

#[derive(Model)]
struct Tag(i32);

fn main() {}
