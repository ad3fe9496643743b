use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(primary_key, identity(always, begin = 5))]
    id: i32,
}

fn main() {}
