use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "books")]
#[keeper(comment = "what is lent")]
pub struct Book {
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(length = 255, comment = "as printed")]
    pub title: String,
    pub pages: Option<i32>,
}
