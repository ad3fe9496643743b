use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(autoincrement)]
    size: i32,
}

fn main() {}
