use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(primary_key, identity(always, increment = 0))]
    id: i32,
}

fn main() {}
