use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(generated("1", stored, virtual))]
    size: i32,
}

fn main() {}
