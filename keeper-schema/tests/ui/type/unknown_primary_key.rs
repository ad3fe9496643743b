use keeper_schema::Model;

struct TagId(i32);

#[derive(Model)]
struct Tag {
    #[keeper(primary_key)]
    id: TagId,
}

fn main() {}
