use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "books")]
pub struct Book {
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(length = 255)]
    pub title: String,
    #[keeper(default = 100)]
    pub pages: i32,
    #[keeper(default = 2)]
    pub copies: i32,
    pub language: String,
}
