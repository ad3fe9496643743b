use keeper_schema::SqlObject;

#[derive(SqlObject)]
#[keeper(veiw = "v", sql = "CREATE VIEW v AS SELECT 1")]
struct View;

fn main() {}
