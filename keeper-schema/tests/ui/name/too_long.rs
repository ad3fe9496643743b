use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
struct Tag {
    id: i32,
}

fn main() {}
