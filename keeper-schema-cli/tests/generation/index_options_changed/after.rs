use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "books", 
    index(
        key(slug, collation = "C", opclass = "text_pattern_ops"),
        desc(shelf, nulls = "last"),
        include(id),
        with(fillfactor = 70)
    )
)]
pub struct Book {
    #[keeper(primary_key)]
    pub id: i32,
    pub slug: Option<String>,
    pub shelf: i32,
}
