//! Rows that revisions bring, on both databases.

use std::path::Path;

use rusqlite::Connection;

use crate::sandbox::Sandbox;

const TABLE: (&str, &str) = (
    "000000000001",
    r#"[[upgrade]]
op = "create_table"
table = "books"
columns = [
    { name = "id", type = "integer", identity = "serial" },
    { name = "title", type = "text", default = "untitled" },
    { name = "price", type = "numeric(8,2)", null = true },
    { name = "added", type = "timestamptz", null = true },
    { name = "cover", type = "bytes", null = true },
    { name = "notes", type = "json", null = true },
    { name = "stocked", type = "boolean", default = true },
]
primary_key = { name = "books_pkey", columns = ["id"] }
"#,
);

const ROWS: (&str, &str) = (
    "000000000002",
    r#"[[upgrade]]
op = "bulk_insert"
table = "books"
rows = [
    { id = 1, title = "it's", price = 12.50, added = 2026-01-31T12:30:00Z, cover = "00ff", notes = { a = [1, "b\"c"] }, stocked = false },
    { id = 2, title = "'); DROP TABLE books; --" },
    { id = 7 },
]
"#,
);

const CONFLICTS: (&str, &str) = (
    "000000000003",
    r#"[[upgrade]]
op = "bulk_insert"
table = "books"
rows = [{ id = 1, title = "skipped" }, { id = 8, title = "new" }]
on_conflict = "skip"
down = "DELETE FROM books WHERE id = 8"
[[upgrade]]
op = "bulk_insert"
table = "books"
rows = [{ id = 2, title = "updated" }]
on_conflict = "update"
down = "nothing"
[[upgrade]]
op = "bulk_delete"
table = "books"
rows = [{ id = 7, title = "untitled" }]
"#,
);

const ALL: &str = "SELECT id || ' ' || title || ' ' || stocked FROM books ORDER BY id";

fn sqlite(file: &Path, query: &str) -> Vec<String> {
    let connection = Connection::open(file).expect("it opens");
    let mut statement = connection.prepare(query).expect("it is a query");
    let rows = statement.query_map([], |row| row.get(0));
    let rows = rows.expect("it runs");
    rows.map(|row| row.expect("it is text")).collect()
}

#[test]
fn rows_come_and_go_on_postgresql() {
    let sandbox = Sandbox::with_history(&[TABLE, ROWS, CONFLICTS]);
    sandbox.done(&["upgrade", ROWS.0]);
    let rows = || sandbox.database.run(ALL);
    let inserted = [
        "1 it's false",
        "2 '); DROP TABLE books; -- true",
        "7 untitled true",
    ];
    assert_eq!(rows(), inserted);
    let first = "SELECT price || ' ' || (added AT TIME ZONE 'UTC') || ' ' || encode(cover, 'hex') || ' ' || (notes->'a'->>1) FROM books WHERE id = 1";
    assert_eq!(
        sandbox.database.run(first),
        ["12.50 2026-01-31 12:30:00 00ff b\"c"]
    );
    sandbox.done(&["upgrade"]);
    assert_eq!(rows(), ["1 it's false", "2 updated true", "8 new true"]);
    // The sequence goes on after the numbers that the rows brought.
    let next = "INSERT INTO books (title) VALUES ('next') RETURNING id";
    assert_eq!(sandbox.database.run(next), ["9"]);
    sandbox.done(&["downgrade", ROWS.0]);
    assert_eq!(
        rows(),
        [
            "1 it's false",
            "2 updated true",
            "7 untitled true",
            "9 next true"
        ]
    );
    sandbox.done(&["downgrade", TABLE.0]);
    assert_eq!(rows(), ["9 next true"]);
}

#[test]
fn rows_come_and_go_on_sqlite() {
    let sandbox = Sandbox::with_history(&[TABLE, ROWS, CONFLICTS]);
    let file = sandbox.home().join("books.db");
    let url = format!("sqlite:{}", file.display());
    let rows = || sqlite(&file, ALL);
    sandbox.done(&["upgrade", ROWS.0, "--url", &url]);
    let inserted = ["1 it's 0", "2 '); DROP TABLE books; -- 1", "7 untitled 1"];
    assert_eq!(rows(), inserted);
    let first = "SELECT price || ' ' || datetime(added) || ' ' || hex(cover) || ' ' || notes FROM books WHERE id = 1";
    assert_eq!(
        sqlite(&file, first),
        ["12.5 2026-01-31 12:30:00 00FF {\"a\": [1, \"b\\\"c\"]}"]
    );
    sandbox.done(&["upgrade", "--url", &url]);
    assert_eq!(rows(), ["1 it's 0", "2 updated 1", "8 new 1"]);
    sandbox.done(&["downgrade", ROWS.0, "--url", &url]);
    assert_eq!(rows(), ["1 it's 0", "2 updated 1", "7 untitled 1"]);
    sandbox.done(&["downgrade", TABLE.0, "--url", &url]);
    assert!(rows().is_empty());
}

#[test]
fn many_rows_go_in_statements_of_some_hundred() {
    let rows: Vec<String> = (1..=1201)
        .map(|id| format!("    {{ id = {id} }},"))
        .collect();
    let insert = format!(
        "[[upgrade]]\nop = \"bulk_insert\"\ntable = \"books\"\nrows = [\n{}\n]\n",
        rows.join("\n")
    );
    let sandbox = Sandbox::with_history(&[TABLE, ("000000000002", &insert)]);
    let count = "SELECT count(*) FROM books";
    let file = sandbox.home().join("books.db");
    let url = format!("sqlite:{}", file.display());
    let on_sqlite = || sqlite(&file, "SELECT CAST(count(*) AS TEXT) FROM books");
    let script = sandbox
        .done(&["upgrade", "--sql", "--dialect", "sqlite"])
        .stdout;
    assert_eq!(script.matches("INSERT INTO \"books\"").count(), 3);
    sandbox.done(&["upgrade"]);
    sandbox.done(&["upgrade", "--url", &url]);
    assert_eq!(sandbox.database.run(count), ["1201"]);
    assert_eq!(on_sqlite(), ["1201"]);
    sandbox.done(&["downgrade", TABLE.0]);
    sandbox.done(&["downgrade", TABLE.0, "--url", &url]);
    assert_eq!(sandbox.database.run(count), ["0"]);
    assert_eq!(on_sqlite(), ["0"]);
}

#[test]
fn keys_of_several_columns_and_numbers_that_the_database_gives() {
    let operations = r#"[[upgrade]]
op = "create_schema"
schema = "shop"
[[upgrade]]
op = "create_table"
schema = "shop"
table = "parts"
columns = [
    { name = "maker", type = "uuid" },
    { name = "number", type = "integer", identity = "always" },
]
primary_key = { name = "parts_pkey", columns = ["maker", "number"] }
"#;
    let rows = r#"[[upgrade]]
op = "bulk_insert"
schema = "shop"
table = "parts"
rows = [
    { maker = "00000000-0000-0000-0000-000000000001", number = 5 },
    { maker = "00000000-0000-0000-0000-000000000002", number = 5 },
    { maker = "00000000-0000-0000-0000-000000000002", number = 6 },
]
"#;
    let sandbox = Sandbox::with_history(&[("000000000001", operations), (ROWS.0, rows)]);
    sandbox.done(&["upgrade"]);
    let next = "INSERT INTO shop.parts (maker) VALUES ('00000000-0000-0000-0000-000000000001') RETURNING number";
    assert_eq!(sandbox.database.run(next), ["7"]);
    sandbox.done(&["downgrade", "000000000001"]);
    assert_eq!(sandbox.database.run("SELECT number FROM shop.parts"), ["7"]);
}

#[test]
fn a_squashed_run_brings_the_same_rows() {
    let sandbox = Sandbox::with_history(&[TABLE, ROWS, CONFLICTS]);
    let run = format!("{}:{}", TABLE.0, CONFLICTS.0);
    sandbox.done(&["squash", &run, "-m", "books", "--delete"]);
    sandbox.done(&["upgrade"]);
    let rows = ["1 it's false", "2 updated true", "8 new true"];
    assert_eq!(sandbox.database.run(ALL), rows);
    sandbox.done(&["downgrade", "base"]);
}

#[test]
fn a_mistake_in_a_row_is_told_with_its_file() {
    let wrong = ROWS.1.replace("price", "prise");
    let sandbox = Sandbox::with_history(&[TABLE, (ROWS.0, &wrong)]);
    sandbox.refused(
        &["upgrade"],
        &[
            "000000000002_x.toml:6:6",
            "table `books` has no column `prise`, did you mean `price`?",
        ],
    );
}
