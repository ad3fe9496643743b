use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    size: u8,
}

fn main() {}
