use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "books")]
#[keeper(check("length > 0 OR title = 'pages'"), index(title, where = "length IS NOT NULL"), index("length * 2"))]
pub struct Book {
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(length = 255)]
    pub title: String,
    #[keeper(renamed_from = "pages")]
    pub length: Option<i32>,
}
