use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "books")]
#[keeper(index(title, unique), index(pages, where = "pages > 100"), index("lower(title)", desc(pages)))]
pub struct Book {
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(length = 255)]
    pub title: String,
    pub pages: Option<i32>,
}
