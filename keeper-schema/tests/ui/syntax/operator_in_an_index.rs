use keeper_schema::Model;

#[derive(Model)]
#[keeper(index(key(id, with = "=")))]
struct Tag {
    id: i32,
}

fn main() {}
