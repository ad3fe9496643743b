use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(table = "tags")]
    id: i32,
}

fn main() {}
