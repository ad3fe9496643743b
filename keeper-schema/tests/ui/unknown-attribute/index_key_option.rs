use keeper_schema::Model;

#[derive(Model)]
#[keeper(index(desc(id, null = "last")))]
struct Tag {
    id: i32,
}

fn main() {}
