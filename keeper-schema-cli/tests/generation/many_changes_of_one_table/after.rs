use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "books")]
#[keeper(index(name, desc(pages)))]
pub struct Book {
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(renamed_from = "title", length = 255)]
    pub name: Option<String>,
    #[keeper(check = "pages > 0")]
    pub pages: Option<i64>,
    #[keeper(length = 13, unique)]
    pub isbn: Option<String>,
    #[keeper(default = 1)]
    pub copies: i32,
    pub slug: String,
}
