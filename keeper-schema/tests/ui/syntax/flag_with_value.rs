use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(primary_key, autoincrement = true)]
    id: i32,
}

fn main() {}
