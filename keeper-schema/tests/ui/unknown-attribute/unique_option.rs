use keeper_schema::Model;

#[derive(Model)]
#[keeper(unique(id, nulls_distinct))]
struct Tag {
    id: i32,
}

fn main() {}
