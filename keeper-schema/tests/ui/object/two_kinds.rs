use keeper_schema::SqlObject;

#[derive(SqlObject)]
#[keeper(view = "v", function = "f", sql = "CREATE VIEW v AS SELECT 1")]
struct View;

fn main() {}
