use keeper_schema::ColumnType;

#[derive(ColumnType)]
struct Slug;

fn main() {}
