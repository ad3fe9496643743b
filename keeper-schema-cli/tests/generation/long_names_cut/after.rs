use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "books")]
#[keeper(index(aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb), unique(aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb))]
pub struct Book {
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(length = 255)]
    pub title: String,
    pub pages: Option<i32>,
    pub aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: Option<i32>,
    pub bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb: Option<i32>,
}
