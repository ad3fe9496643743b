use keeper_schema::ColumnType;

#[derive(ColumnType)]
struct Wrapped<T>(T);

fn main() {}
