use keeper_schema::SqlObject;

#[derive(SqlObject)]
#[keeper(sequence = "s", sql = "CREATE SEQUENCE s", min = 9, max = 3, increment = 0)]
#[keeper(owned_by = "number")]
struct Numbers;

fn main() {}
