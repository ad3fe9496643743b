//! The server is stopped in the middle as `pg_ctl stop -m immediate` does it.

use keeper_schema_testing::Cluster;

use crate::sandbox::{Sandbox, ended, failed, until};

const BOOKS: (&str, &str) = (
    "000000000001",
    "[[upgrade]]\nop = \"create_table\"\ntable = \"books\"\ncolumns = [{ name = \"title\", type = \"text\" }]\n",
);

const SHELVES: (&str, &str) = (
    "000000000002",
    r#"
[[upgrade]]
op = "create_table"
table = "shelves"
columns = [{ name = "id", type = "integer" }]
[[upgrade]]
op = "execute"
sql = "INSERT INTO books VALUES ('a'), ('b')"
down = "nothing"
[[upgrade]]
op = "add_column"
table = "books"
column = { name = "pages", type = "integer", null = true }
"#,
);

const INDEX: (&str, &str) = (
    "000000000003",
    r#"
[[upgrade]]
op = "add_column"
table = "books"
column = { name = "year", type = "integer", null = true }
[[upgrade]]
op = "create_index"
table = "books"
name = "books_title_idx"
keys = ["title"]
concurrently = true
"#,
);

const HISTORY: [(&str, &str); 3] = [BOOKS, SHELVES, INDEX];

/// What a client is told whose server is gone.
const LOST: &[&str] = &["connection", "again"];

fn rows(sandbox: &Sandbox) -> Vec<String> {
    sandbox.database.run("SELECT title FROM books ORDER BY 1")
}

#[test]
fn a_rerun_completes_what_the_server_was_stopped_in() {
    let undisturbed = Sandbox::with_history(&HISTORY);
    undisturbed.done(&["upgrade"]);
    // What is acknowledged is to be there: the tests are quicker without.
    let mut cluster = Cluster::start_with(&["synchronous_commit=on"]);
    let sandbox = Sandbox::on(&cluster, &HISTORY);
    sandbox.done(&["upgrade", BOOKS.0]);

    // In a transaction, whose last statement waits for a reader.
    let before = sandbox.declared();
    let mut reader = sandbox.connect("reader");
    reader
        .batch_execute("BEGIN; SELECT count(*) FROM books")
        .unwrap();
    let migrator = sandbox.start(&["upgrade", "--lock-timeout", "0"]);
    until("the migrator waits", || sandbox.waiting() == 1);
    cluster.crash();
    failed(&ended(migrator), LOST);
    cluster.start_again();
    assert_eq!(sandbox.recorded(), [BOOKS.0]);
    assert_eq!(sandbox.declared(), before);
    assert_eq!(rows(&sandbox), [""; 0]);
    sandbox.done(&["upgrade", SHELVES.0]);
    assert_eq!(rows(&sandbox), ["a", "b"]);

    // In a concurrent build, which waits for an old snapshot.
    let mut old = sandbox.connect("old report");
    old.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1")
        .unwrap();
    let migrator = sandbox.start(&["upgrade"]);
    let valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('books_title_idx')";
    until("the build waits", || sandbox.database.run(valid) == ["f"]);
    cluster.crash();
    failed(&ended(migrator), LOST);
    cluster.start_again();
    assert_eq!(sandbox.recorded(), [BOOKS.0, SHELVES.0]);
    assert_eq!(sandbox.database.run(valid), ["f"]);
    sandbox.done(&["upgrade"]);
    assert_eq!(sandbox.recorded(), [BOOKS.0, SHELVES.0, INDEX.0]);
    assert_eq!(sandbox.declared(), undisturbed.declared());
    assert_eq!(rows(&sandbox), rows(&undisturbed));
    assert_eq!(sandbox.database.run("SELECT * FROM keeper_steps"), [""; 0]);
}
