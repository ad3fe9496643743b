use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(not_valid)]
    a: i32,
}

fn main() {}
