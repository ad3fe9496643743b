use keeper_schema::Model;

/// What can be read.
///
/// It's all of them.
#[derive(Model)]
#[keeper(table = "books")]
pub struct Book {
    /// Counts up.
    #[keeper(primary_key)]
    pub id: i32,
    /// Not in the database.
    #[keeper(comment = "as printed")]
    pub title: String,
}
