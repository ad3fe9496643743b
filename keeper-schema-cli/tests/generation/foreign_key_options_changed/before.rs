use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "authors", primary_key(name, country))]
pub struct Author {
    pub name: String,
    pub country: String,
}

#[derive(Model)]
#[keeper(table = "books", foreign_key(author, country, references = Author))]
pub struct Book {
    #[keeper(primary_key)]
    pub id: i32,
    pub author: Option<String>,
    pub country: String,
}
