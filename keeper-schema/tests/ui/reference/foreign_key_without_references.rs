use keeper_schema::Model;

#[derive(Model)]
#[keeper(foreign_key(a))]
struct Tag {
    a: i32,
}

fn main() {}
