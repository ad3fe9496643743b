use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(primary_key)]
    a: i32,
    #[keeper(primary_key)]
    b: i32,
}

fn main() {}
