use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "notes")]
pub struct Note {
    #[keeper(primary_key)]
    pub id: i32,
}
