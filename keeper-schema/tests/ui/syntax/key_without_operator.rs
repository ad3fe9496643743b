use keeper_schema::Model;

#[derive(Model)]
#[keeper(exclude(key(id)))]
struct Tag {
    id: i32,
}

fn main() {}
