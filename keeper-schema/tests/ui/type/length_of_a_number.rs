use keeper_schema::Model;

const MAX: usize = 80;

#[derive(Model)]
struct Tag {
    #[keeper(primary_key, length = 2 * MAX)]
    id: i32,
}

fn main() {}
