use keeper_schema::Model;

#[derive(Model)]
#[keeper(exclude(key(id, with = "="), methot = "gist"))]
struct Tag {
    id: i32,
}

fn main() {}
