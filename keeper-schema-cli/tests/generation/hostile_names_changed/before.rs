use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "books")]
pub struct Book {
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(length = 255)]
    pub title: String,
    pub pages: Option<i32>,
}

#[derive(Model)]
#[keeper(table = "select \"; DROP TABLE books; --", comment = "a ' and a \" and a \\ and $$")]
#[keeper(check("\"naïve 'col; --\" <> 'it''s; -- \"x\"'", name = "check'\"; --"))]
pub struct Hostile {
    #[keeper(primary_key, column = "order")]
    pub id: i32,
    #[keeper(column = "naïve 'col; --", default = "it's; -- \"$$\" \\", index = "group by")]
    pub naive: String,
    #[keeper(column = "日本語.`[x]`", unique = "用\"户")]
    pub r#where: Option<i32>,
}
