use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(column = "")]
    id: i32,
}

fn main() {}
