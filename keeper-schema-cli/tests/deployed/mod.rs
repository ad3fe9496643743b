//! A change that is deployed while the code before it runs, for both databases.

/// What the code before says.
pub(crate) const BEFORE: &str = r#"
use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "books")]
pub struct Book {
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(length = 20)]
    pub title: String,
    pub pages: i32,
    pub note: Option<String>,
}

#[derive(Model)]
#[keeper(table = "loans")]
pub struct Loan {
    #[keeper(primary_key)]
    pub id: i32,
}
"#;

/// A table and a column go, one that takes no NULL comes, another takes none any more, titles
/// may be longer and are unique.
pub(crate) const AFTER: &str = r#"
use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "books", unique(title))]
pub struct Book {
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(length = 40)]
    pub title: String,
    pub note: String,
    pub slug: String,
}
"#;

pub(crate) const MIGRATE: [&str; 14] = [
    "migrate",
    "--phased",
    "-m",
    "slugs",
    "--rev-id",
    "000000000002",
    "--drop",
    "loans",
    "--drop",
    "books.pages",
    "--backfill",
    "books.slug=lower(title)",
    "--backfill",
    "books.note=''",
];

/// What the code before writes, with the id of a row.
pub(crate) fn old_code(id: u32) -> String {
    format!(
        "INSERT INTO books (id, title, pages, note) VALUES ({id}, 'Old {id}', 5, NULL);
         INSERT INTO loans (id) VALUES ({id});"
    )
}

/// What the new code writes, with the id of a row.
pub(crate) fn new_code(id: u32) -> String {
    format!(
        "INSERT INTO books (id, title, note, slug)
         VALUES ({id}, 'New, and longer than 20 {id}', 'n', 'new')"
    )
}

/// The rows in the end, where old code wrote 1 and 2 and new code 3.
pub(crate) const ROWS: &str = "SELECT id || ' ' || slug || ' ' || note FROM books ORDER BY id";
pub(crate) const EXPECTED: [&str; 3] = ["1 old 1 ", "2 old 2 ", "3 new n"];
