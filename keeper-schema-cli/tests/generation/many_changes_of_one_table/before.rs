use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "books")]
#[keeper(index(title))]
pub struct Book {
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(length = 255)]
    pub title: String,
    pub pages: Option<i32>,
    #[keeper(default = "en")]
    pub language: String,
    #[keeper(length = 13)]
    pub isbn: Option<String>,
}
