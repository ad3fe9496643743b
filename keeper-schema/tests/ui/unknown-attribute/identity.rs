use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(primary_key, identity = "bydefault")]
    id: i32,
}

fn main() {}
