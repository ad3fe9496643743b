use keeper_schema::Model;

#[derive(Model)]
#[keeper(tabel = "tags")]
struct Tag {
    id: i32,
}

fn main() {}
