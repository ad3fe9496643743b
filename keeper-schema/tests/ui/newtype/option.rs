use keeper_schema::ColumnType;

#[derive(ColumnType)]
struct Slug(Option<String>);

fn main() {}
