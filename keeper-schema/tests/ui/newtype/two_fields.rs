use keeper_schema::ColumnType;

#[derive(ColumnType)]
struct Slug(String, String);

fn main() {}
