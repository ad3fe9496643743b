use keeper_schema::SqlObject;

#[derive(SqlObject)]
#[keeper(view = "v", sql = "CREATE VIEW v AS SELECT 1")]
struct View {
    id: i32,
}

fn main() {}
