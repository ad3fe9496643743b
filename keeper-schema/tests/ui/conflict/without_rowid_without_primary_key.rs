use keeper_schema::Model;

#[derive(Model)]
#[keeper(without_rowid)]
struct Tag {
    size: i32,
}

fn main() {}
