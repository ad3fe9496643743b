use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "books", check("shelf > 0", name = "on_a_shelf"))]
pub struct Book {
    #[keeper(primary_key)]
    pub id: i32,
    pub slug: Option<String>,
    pub shelf: i32,
}
