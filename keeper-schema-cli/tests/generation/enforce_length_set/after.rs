use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "books")]
pub struct Book {
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(length = 5, enforce_length)]
    pub title: String,
}
