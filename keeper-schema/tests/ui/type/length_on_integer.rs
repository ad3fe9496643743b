use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(length = 5)]
    size: i32,
}

fn main() {}
