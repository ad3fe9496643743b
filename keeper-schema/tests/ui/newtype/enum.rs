use keeper_schema::ColumnType;

#[derive(ColumnType)]
enum Slug {
    A,
}

fn main() {}
