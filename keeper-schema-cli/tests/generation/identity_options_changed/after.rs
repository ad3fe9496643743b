use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "books")]
pub struct Book {
    #[keeper(primary_key, identity(by_default, start = 100, increment = 10))]
    pub id: i32,
}
