use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "books")]
#[keeper(unique(title, pages))]
pub struct Book {
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(length = 255, unique)]
    pub title: String,
    pub pages: Option<i32>,
}
