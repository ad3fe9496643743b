use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "books")]
pub struct Book {
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(renamed_from = "second")]
    pub first: i32,
    #[keeper(renamed_from = "first")]
    pub second: i32,
}
