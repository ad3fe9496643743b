use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "publishers")]
pub struct Publisher {
    #[keeper(primary_key)]
    pub id: i32,
    pub name: String,
}
