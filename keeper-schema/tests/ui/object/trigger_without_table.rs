use keeper_schema::SqlObject;

#[derive(SqlObject)]
#[keeper(trigger = "t", sql = "CREATE TRIGGER t")]
struct Trigger;

fn main() {}
