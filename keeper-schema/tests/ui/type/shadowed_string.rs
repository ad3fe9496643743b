use keeper_schema::{ColumnType, Model};

#[derive(ColumnType)]
struct String(i32);

#[derive(Model)]
struct Tag {
    slug: String,
}

fn main() {}
