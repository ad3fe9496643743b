use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = 5)]
struct Tag {
    id: i32,
}

fn main() {}
