//! No room is left for what a revision makes.

use keeper_schema_testing::Cluster;

use crate::sandbox::Sandbox;

const BOOKS: (&str, &str) = (
    "000000000001",
    "[[upgrade]]\nop = \"create_table\"\ntable = \"books\"\ncolumns = [{ name = \"title\", type = \"text\" }]\n",
);

/// Some eight megabytes, in values that are just too short to be compressed.
const ROWS: (&str, &str) = (
    "000000000002",
    r#"
[[upgrade]]
op = "execute"
sql = "INSERT INTO books SELECT repeat(md5(n::text), 15) FROM generate_series(1, 16000) AS n"
down = "nothing"
"#,
);

/// And more than eight again.
const INDEX: (&str, &str) = (
    "000000000003",
    r#"
[[upgrade]]
op = "create_index"
table = "books"
name = "books_title_idx"
keys = ["title"]
unique = true
concurrently = true
"#,
);

const FULL: &[&str] = &["No space left on device", "the disk is full"];

/// Leaves so many megabytes of a disk of 28.
fn fill_up(sandbox: &Sandbox, left: u32) {
    let rows = (28 - left) * 2000;
    sandbox.database.run(&format!(
        "CREATE TABLE ballast AS SELECT repeat(md5(n::text), 15) FROM generate_series(1, {rows}) AS n"
    ));
}

#[test]
fn it_is_told_and_a_rerun_with_room_completes() {
    let cluster = Cluster::start_with_small_disk(28);
    let sandbox = Sandbox::on(&cluster, &[BOOKS, ROWS, INDEX]);
    sandbox.database.run(
        "SELECT format('ALTER DATABASE %I SET default_tablespace = small', current_database()) \\gexec",
    );
    sandbox.done(&["upgrade", BOOKS.0]);
    let before = sandbox.declared();

    // In a transaction.
    fill_up(&sandbox, 5);
    sandbox.refused(&["upgrade"], &[FULL, &[ROWS.0]].concat());
    assert_eq!(sandbox.recorded(), [BOOKS.0]);
    assert_eq!(sandbox.database.run("SELECT * FROM books"), [""; 0]);
    sandbox.database.run("DROP TABLE ballast");
    // Frees what the rows took that were rolled back.
    sandbox.database.run("VACUUM books");
    assert_eq!(sandbox.declared(), before);
    sandbox.done(&["upgrade", ROWS.0]);

    // In a concurrent build.
    fill_up(&sandbox, 13);
    sandbox.refused(&["upgrade"], &[FULL, &[INDEX.0]].concat());
    assert_eq!(sandbox.recorded(), [BOOKS.0, ROWS.0]);
    let valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('books_title_idx')";
    assert_eq!(sandbox.database.run(valid), ["f"]);
    sandbox.database.run("DROP TABLE ballast");
    sandbox.done(&["upgrade"]);
    assert_eq!(sandbox.recorded(), [BOOKS.0, ROWS.0, INDEX.0]);
    assert_eq!(sandbox.database.run(valid), ["t"]);
    assert_eq!(sandbox.database.run("SELECT * FROM keeper_steps"), [""; 0]);
    let rows = "SELECT count(*), count(DISTINCT title) FROM books";
    assert_eq!(sandbox.database.run(rows), ["16000|16000"]);
}
