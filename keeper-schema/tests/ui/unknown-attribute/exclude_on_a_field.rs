use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(exclude(key(id, with = "=")))]
    id: i32,
}

fn main() {}
