use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "books")]
#[keeper(comment = "what is read")]
pub struct Book {
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(length = 255)]
    pub title: String,
    #[keeper(comment = "without the cover; it's \"thin\"")]
    pub pages: Option<i32>,
}
