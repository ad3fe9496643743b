use keeper_schema::SqlObject;

#[derive(SqlObject)]
#[keeper(view = "v", table = "t", start = 5, sql(sqlight = "SELECT 1", postgres = " ; "))]
struct View;

fn main() {}
