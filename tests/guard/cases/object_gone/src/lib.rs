//! A view that the history makes and no struct declares, beside one that is declared.

use keeper_schema::{Model, SqlObject};

#[derive(Model)]
#[keeper(table = "books")]
pub struct Book {
    #[keeper(primary_key)]
    pub id: i32,
    pub title: String,
}

/// The ids.
#[derive(SqlObject)]
#[keeper(view = "ids", sql = "CREATE VIEW ids AS SELECT id FROM books")]
pub struct Ids;
