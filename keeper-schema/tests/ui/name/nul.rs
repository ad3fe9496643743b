use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "a\0b")]
struct Tag {
    id: i32,
}

fn main() {}
