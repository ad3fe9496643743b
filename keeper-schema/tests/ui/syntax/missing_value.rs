use keeper_schema::Model;

#[derive(Model)]
#[keeper(table =)]
struct Tag {
    id: i32,
}

fn main() {}
