use keeper_schema::Model;

#[derive(Model)]
#[keeper(unique())]
struct Tag {
    id: i32,
}

fn main() {}
