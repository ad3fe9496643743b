use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "books", index(key(slug, collation(sqlite = "NOCASE", postgres = "C")), desc(shelf, nulls = "last")))]
pub struct Book {
    #[keeper(primary_key)]
    pub id: i32,
    pub slug: Option<String>,
    pub shelf: i32,
}
