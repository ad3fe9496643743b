use keeper_schema::ColumnType;

#[derive(ColumnType)]
struct Slug(#[keeper(length = 5)] String);

fn main() {}
