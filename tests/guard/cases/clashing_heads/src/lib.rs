use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "editions")]
pub struct Edition {
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(length = 255)]
    pub title: String,
    #[keeper(default = false)]
    pub archived: bool,
}
