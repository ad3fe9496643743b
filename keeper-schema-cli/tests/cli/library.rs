//! A small history with two branches, for what Keeper's own has none of.

use crate::sandbox::Sandbox;

pub(crate) const BOOKS: (&str, &str) = (
    "000000000001_books.toml",
    r#"format = 1
revision = "000000000001"
message = "books"
create_date = 2026-01-01T00:00:00Z

[[upgrade]]
op = "create_table"
table = "books"
columns = [
    { name = "id", type = "integer", identity = "serial" },
    { name = "title", type = "text" },
    { name = "pages", type = "integer", null = true },
]
primary_key = { name = "books_pkey", columns = ["id"] }
"#,
);

pub(crate) const AUTHORS: (&str, &str) = (
    "00000000000a_authors.toml",
    r#"format = 1
revision = "00000000000a"
down_revision = "000000000001"
branch_labels = ["people"]
message = "authors"
create_date = 2026-01-02T00:00:00Z

[[upgrade]]
op = "create_table"
table = "authors"
columns = [{ name = "id", type = "integer", identity = "serial" }]
primary_key = { name = "authors_pkey", columns = ["id"] }
"#,
);

pub(crate) const PAGES: (&str, &str) = (
    "00000000000b_no_pages.toml",
    r#"format = 1
revision = "00000000000b"
down_revision = "000000000001"
depends_on = ["00000000000a"]
message = "no pages"
create_date = 2026-01-03T00:00:00Z

[[upgrade]]
op = "drop_column"
table = "books"
column = "pages"
"#,
);

/// `000000000001`, and on top of it `00000000000a` and `00000000000b`.
pub(crate) fn two_heads() -> Sandbox {
    Sandbox::with_files(&[BOOKS, AUTHORS, PAGES])
}

/// `000000000001`, and a revision on top of it with these operations.
pub(crate) fn books_and(operations: &str) -> Sandbox {
    let second = format!(
        "format = 1\nrevision = \"000000000002\"\ndown_revision = \"000000000001\"\nmessage = \"second\"\n\n{operations}"
    );
    Sandbox::with_files(&[BOOKS, ("000000000002_second.toml", &second)])
}
