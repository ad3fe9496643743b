use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "books", unique(slug, shelf))]
pub struct Book {
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(unique)]
    pub slug: Option<String>,
    pub shelf: i32,
}
