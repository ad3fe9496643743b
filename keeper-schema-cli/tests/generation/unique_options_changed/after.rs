use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "books", unique(slug, shelf, deferrable = "initially deferred"))]
pub struct Book {
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(unique(nulls_not_distinct, include(shelf)))]
    pub slug: Option<String>,
    pub shelf: i32,
}
