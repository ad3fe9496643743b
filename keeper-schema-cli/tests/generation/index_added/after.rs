use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "books")]
#[keeper(index(pages, title))]
pub struct Book {
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(length = 255, index)]
    pub title: String,
    pub pages: Option<i32>,
}
