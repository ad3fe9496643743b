use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    size: u64,
}

fn main() {}
