use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(primary_key)]
    id: Option<i32>,
}

fn main() {}
