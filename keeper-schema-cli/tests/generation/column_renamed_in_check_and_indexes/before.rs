use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "books")]
#[keeper(check("pages > 0 OR title = 'pages'"), index(title, where = "pages IS NOT NULL"), index("pages * 2"))]
pub struct Book {
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(length = 255)]
    pub title: String,
    pub pages: Option<i32>,
}
