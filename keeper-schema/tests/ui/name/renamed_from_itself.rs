use keeper_schema::Model;

#[derive(Model)]
#[keeper(renamed_from = "tag")]
struct Tag {
    id: i32,
}

fn main() {}
