use keeper_schema::ColumnType;

#[derive(ColumnType)]
#[keeper(lenght = 5)]
struct Slug(String);

fn main() {}
