use keeper_schema::Model;

#[derive(Model)]
#[keeper(primary_key(id))]
struct Tag {
    #[keeper(primary_key)]
    id: i32,
}

fn main() {}
