//! A view whose statement is in a file, and says more than the history does.

use keeper_schema::{Model, SqlObject};

#[derive(Model)]
#[keeper(table = "books")]
pub struct Book {
    #[keeper(primary_key)]
    pub id: i32,
    pub title: String,
}

/// The titles.
#[derive(SqlObject)]
#[keeper(view = "titles", file = "sql/titles.sql")]
pub struct Titles;
