//! `check --database` has the database read the SQL of revisions that are yet to run.

use crate::sandbox::Sandbox;

const TABLE: (&str, &str) = (
    "000000000001",
    r#"[[upgrade]]
op = "create_table"
table = "books"
columns = [{ name = "id", type = "integer" }, { name = "title", type = "text" }]
primary_key = { name = "books_pkey", columns = ["id"] }
"#,
);

/// What both databases say of a revision on top, if not that it is right.
fn check(operations: &str, [on_sqlite, on_postgres]: [&str; 2]) {
    let sandbox = Sandbox::with_history(&[TABLE, ("000000000002", operations)]);
    let sqlite = format!("sqlite:{}", sandbox.home().join("books.db").display());
    for (url, said) in [
        (sqlite.as_str(), on_sqlite),
        (sandbox.database.url(), on_postgres),
    ] {
        sandbox.done(&["upgrade", TABLE.0, "--url", url]);
        let checked = sandbox.call(&["check", "--database", "--url", url]);
        assert_eq!(
            checked.status,
            i32::from(!said.is_empty()),
            "{operations}: {checked:?}"
        );
        assert!(checked.stderr.contains(said), "{said}: {checked:?}");
        let is_placed = checked.stderr.contains("000000000002_x.toml:");
        assert_eq!(is_placed, !said.is_empty(), "{checked:?}");
        assert!(!checked.stderr.contains("was not read"), "{checked:?}");
    }
    let left = "SELECT count(*) FROM books UNION ALL SELECT count(*) FROM pg_namespace WHERE nspname = 'keeper_scratch'";
    assert_eq!(sandbox.database.run(left), ["0", "0"]);
}

fn execute(sql: &str) -> String {
    format!("[[upgrade]]\nop = \"execute\"\nsql = {sql}\ndown = \"nothing\"\n")
}

fn backfill(rest: &str) -> String {
    format!("[[upgrade]]\nop = \"backfill\"\ntable = \"books\"\n{rest}\n")
}

#[test]
fn names_that_will_not_be_there_are_told() {
    let postgres = "column \"tilte\" does not exist";
    let both = ["no such column: tilte", postgres];
    check(&execute("\"UPDATE books SET title = tilte\""), both);
    check(
        &execute("[\"INSERT INTO books VALUES (1, 'a')\", \"DELETE FROM books WHERE tilte = ''\"]"),
        both,
    );
    check(
        &backfill("set = { title = \"tilte || 'a'\" }\nwhere = \"id > 0\""),
        both,
    );
    check(
        &backfill("set = { title = \"'a'\" }\nwhere = \"tilte IS NULL\""),
        both,
    );
    let down =
        "set = { title = \"'a'\" }\nwhere = \"id > 0\"\ndown = \"UPDATE books SET title = tilte\"";
    check(&backfill(down), both);
    check(
        &execute("\"DELETE FROM nowhere\""),
        [
            "no such table: nowhere",
            "relation \"nowhere\" does not exist",
        ],
    );
}

#[test]
fn mistakes_of_grammar_are_told() {
    check(
        &execute("\"UPDATE books SETT title = ''\""),
        [
            "near \"SETT\": syntax error",
            "syntax error at or near \"title\"",
        ],
    );
    check(
        &execute("\"CREATE INDEX ON ON books\""),
        ["syntax error", "syntax error"],
    );
}

#[test]
fn what_revisions_make_is_there() {
    let added = "[[upgrade]]\nop = \"add_column\"\ntable = \"books\"\ncolumn = { name = \"pages\", type = \"integer\", null = true }\n";
    let operations = format!(
        "{added}{}{}[[upgrade]]\nop = \"drop_column\"\ntable = \"books\"\ncolumn = \"pages\"\n",
        execute("\"INSERT INTO books (id, title, pages) VALUES (1, 'a', 2)\""),
        backfill("set = { pages = \"length(title)\" }\nwhere = \"pages IS NULL\"")
    );
    check(&operations, ["", ""]);
    let dropped = format!("{operations}{}", execute("\"UPDATE books SET pages = 1\""));
    check(
        &dropped,
        [
            "no such column: pages",
            "column \"pages\" of relation \"books\" does not exist",
        ],
    );
}

#[test]
fn what_an_execute_makes_is_no_mistake() {
    let made = execute(
        "[\"CREATE TABLE others (x integer); INSERT INTO others VALUES (1)\", \"INSERT INTO books SELECT x, 'a' FROM others\"]",
    );
    let later = execute("\"DELETE FROM others\"");
    let gone = execute("\"DROP TABLE others\"");
    check(&format!("{made}{later}{gone}"), ["", ""]);
}

#[test]
fn a_table_in_no_revision_is_there() {
    let sandbox = Sandbox::with_history(&[
        TABLE,
        (
            "000000000002",
            &execute("\"DELETE FROM legacy WHERE x = 1\""),
        ),
    ]);
    let file = sandbox.home().join("books.db");
    let sqlite = format!("sqlite:{}", file.display());
    for url in [sqlite.as_str(), sandbox.database.url()] {
        sandbox.done(&["upgrade", TABLE.0, "--url", url]);
    }
    let legacy = "CREATE TABLE legacy (x integer)";
    let connection = rusqlite::Connection::open(&file).expect("it opens");
    connection.execute_batch(legacy).expect("it is SQL");
    sandbox.database.run(legacy);
    for url in [sqlite.as_str(), sandbox.database.url()] {
        sandbox.done(&["check", "--database", "--url", url]);
    }
}

#[test]
fn bodies_of_functions_are_one_statement() {
    let sql = "{ sqlite = \"SELECT 1\", postgres = \"CREATE FUNCTION f() RETURNS integer AS $$ BEGIN; RETURN 1; END $$ LANGUAGE plpgsql; UPDATE books SET title = 'a;b'\" }";
    check(&execute(sql), ["", ""]);
}
