use keeper_schema::SqlObject;

#[derive(SqlObject)]
#[keeper(view = "v", file = "../v.sql", requires(table, "editions"))]
struct View;

fn main() {}
