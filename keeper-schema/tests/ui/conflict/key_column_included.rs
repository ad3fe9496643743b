use keeper_schema::Model;

#[derive(Model)]
#[keeper(unique(a, include(a)))]
struct Tag {
    a: i32,
}

fn main() {}
