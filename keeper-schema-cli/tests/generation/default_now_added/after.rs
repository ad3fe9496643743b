use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "books")]
pub struct Book {
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(type = "timestamp", default = now)]
    pub added: String,
    #[keeper(type = "date", default = now)]
    pub day: String,
}
