use keeper_schema::SqlObject;

#[derive(SqlObject)]
#[keeper(view = "v")]
struct View;

fn main() {}
