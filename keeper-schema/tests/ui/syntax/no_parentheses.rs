use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper]
    id: i32,
}

fn main() {}
