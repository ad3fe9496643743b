//! Rows that a revision fills some at a time, on SQLite.

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::sandbox::{Sandbox, outcome, strings};

const FIRST: &str = r#"format = 1
revision = "000000000001"
message = "books"

[[upgrade]]
op = "create_table"
table = "books"
columns = [
    { name = "shelf", type = "text" },
    { name = "id", type = "integer" },
    { name = "fills", type = "integer", default = 0 },
]
primary_key = { name = "books_pkey", columns = ["shelf", "id"] }
[[upgrade]]
op = "execute"
sql = "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1000) INSERT INTO books SELECT 'it''s ' || char(0) || (n % 3), n - 500, 0 FROM numbers"
down = "nothing"
"#;

/// Nothing but the log tells which rows are filled.
const SECOND: &str = r#"format = 1
revision = "000000000002"
down_revision = "000000000001"
message = "fill"

[[upgrade]]
op = "add_column"
table = "books"
column = { name = "before", type = "integer", null = true }
[[upgrade]]
op = "backfill"
table = "books"
set = { fills = "fills + 1" }
where = "id > -1000"
batch_size = 100
pause = 50
down = "UPDATE books SET fills = 0"
[[upgrade]]
op = "add_column"
table = "books"
column = { name = "after", type = "integer", null = true }
[[upgrade]]
op = "create_check_constraint"
table = "books"
name = "filled"
expression = "fills = 1"
"#;

const FILLED: &str = "SELECT CAST(count(*) AS TEXT) FROM books WHERE fills = 1";

/// A database at the first revision, in that journal mode.
fn sandbox(journal: &str) -> Sandbox {
    let files = [
        ("000000000001_books.toml", FIRST),
        ("000000000002_fill.toml", SECOND),
    ];
    let sandbox = Sandbox::with_files(&files);
    sandbox.done(&["upgrade", "000000000001"]);
    let mode = format!("PRAGMA journal_mode = {journal}");
    assert_eq!(strings(&sandbox.connection(), &mode), [journal]);
    sandbox
}

fn one(connection: &Connection, query: &str) -> String {
    strings(connection, query).concat()
}

fn filled(connection: &Connection) -> u32 {
    one(connection, FILLED).parse().expect("it is a number")
}

fn start(sandbox: &Sandbox) -> Child {
    let mut command = sandbox.command(&["upgrade"]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("the binary runs")
}

/// The database once something can be read there that is so.
fn until(sandbox: &Sandbox, is_so: impl Fn(&Connection) -> bool) -> Connection {
    let connection = sandbox.connection();
    let busy = connection.busy_timeout(Duration::from_secs(60));
    busy.expect("it can be set");
    let begun = Instant::now();
    while !is_so(&connection) {
        assert!(begun.elapsed() < Duration::from_secs(60), "it is never so");
        std::thread::yield_now();
    }
    connection
}

fn has_log(connection: &Connection) -> bool {
    let exists = "SELECT name FROM sqlite_master WHERE name = 'keeper_steps'";
    let running = "SELECT detail FROM keeper_steps WHERE state = 'running'";
    !strings(connection, exists).is_empty() && !strings(connection, running).is_empty()
}

fn check_done(sandbox: &Sandbox) {
    let connection = sandbox.connection();
    assert_eq!(filled(&connection), 1000);
    let recorded = "SELECT group_concat(revision, ' ') FROM keeper_revisions";
    assert_eq!(one(&connection, recorded), "000000000001 000000000002");
    assert_eq!(one(&connection, "SELECT revision FROM keeper_steps"), "");
    assert_eq!(
        one(&connection, "SELECT quote(after) FROM books LIMIT 1"),
        "NULL"
    );
    assert_eq!(one(&connection, "PRAGMA integrity_check"), "ok");
}

#[test]
fn each_batch_is_a_transaction() {
    let sandbox = sandbox("wal");
    let migrator = start(&sandbox);
    until(&sandbox, |connection| batches(connection) > 0);
    until(&sandbox, |connection| batches(connection) == 10);
    let done = outcome(migrator.wait_with_output().expect("it runs"));
    assert_eq!(done.status, 0, "{done:?}");
    check_done(&sandbox);
    sandbox.done(&["downgrade", "000000000001"]);
    assert_eq!(filled(&sandbox.connection()), 0);
}

/// How many batches are committed, whole ones only.
fn batches(connection: &Connection) -> u32 {
    let filled = filled(connection);
    assert_eq!(filled % 100, 0);
    filled / 100
}

#[test]
fn a_killed_run_goes_on_where_it_was() {
    for journal in ["delete", "wal"] {
        for batches in [0, 1, 4, 7] {
            let sandbox = sandbox(journal);
            let mut migrator = start(&sandbox);
            let connection = until(&sandbox, |connection| {
                has_log(connection) && filled(connection) >= batches * 100
            });
            migrator.kill().expect("it runs");
            migrator.wait().expect("it ends");
            let recorded = "SELECT revision FROM keeper_revisions";
            assert_eq!(one(&connection, recorded), "000000000001");
            assert_eq!(filled(&connection) % 100, 0);
            sandbox.done(&["upgrade"]);
            check_done(&sandbox);
        }
    }
}

#[test]
fn what_is_done_in_part_is_neither_left_nor_edited() {
    let sandbox = sandbox("delete");
    let mut migrator = start(&sandbox);
    until(&sandbox, has_log);
    migrator.kill().expect("it runs");
    migrator.wait().expect("it ends");
    let down = sandbox.call(&["downgrade", "base"]);
    assert!(down.stderr.contains("is done in part"), "{down:?}");
    let script = sandbox.done(&["upgrade", "--sql", "--dialect", "sqlite", "000000000001:"]);
    let stops = sandbox
        .connection()
        .execute_batch(&script.stdout.replace(".bail on\n", ""));
    let stops = stops.expect_err("a revision is unfinished").to_string();
    assert!(stops.contains("is_finished"), "{stops}");
    let file = sandbox
        .folder
        .path()
        .join("migrations/000000000002_fill.toml");
    std::fs::write(&file, SECOND.replace("fills + 1", "fills + 2")).expect("it can be written");
    let edited = sandbox.call(&["upgrade"]);
    assert!(edited.stderr.contains("part 2 of 3"), "{edited:?}");
    std::fs::write(&file, SECOND).expect("it can be written");
    sandbox.done(&["upgrade"]);
    check_done(&sandbox);
}

#[test]
fn whoever_stamps_says_what_is_done() {
    let sandbox = sandbox("delete");
    let mut migrator = start(&sandbox);
    until(&sandbox, has_log);
    migrator.kill().expect("it runs");
    migrator.wait().expect("it ends");
    sandbox.done(&["stamp", "000000000002"]);
    assert_eq!(
        one(&sandbox.connection(), "SELECT revision FROM keeper_steps"),
        ""
    );
}

#[test]
fn two_migrators_share_the_work() {
    for journal in ["delete", "wal"] {
        let sandbox = sandbox(journal);
        for migrator in [start(&sandbox), start(&sandbox), start(&sandbox)] {
            let done = outcome(migrator.wait_with_output().expect("it runs"));
            assert_eq!(done.status, 0, "{journal}: {done:?}");
        }
        check_done(&sandbox);
    }
}

#[test]
fn others_read_and_write_meanwhile() {
    for journal in ["delete", "wal"] {
        let sandbox = sandbox(journal);
        let mut migrator = start(&sandbox);
        let connection = until(&sandbox, has_log);
        let mut written = 0;
        while migrator.try_wait().expect("it runs").is_none() {
            // A read that lasts keeps a commit waiting where the journal is rolled back.
            connection.execute_batch("BEGIN").expect("it begins");
            filled(&connection);
            std::thread::sleep(Duration::from_millis(30));
            connection.execute_batch("COMMIT").expect("it ends");
            let write = format!("INSERT INTO books (shelf, id, fills) VALUES ('', {written}, 1)");
            connection.execute_batch(&write).expect("it waits");
            written += 1;
        }
        assert!(written > 1, "{written}");
        let done = outcome(migrator.wait_with_output().expect("it ran"));
        assert_eq!(done.status, 0, "{journal}: {done:?}");
        connection
            .execute_batch("DELETE FROM books WHERE shelf = ''")
            .expect("they go");
        check_done(&sandbox);
    }
}

#[test]
fn a_plan_shows_what_is_committed_on_its_own() {
    let plan = sandbox("delete").done(&["upgrade", "--plan"]).stdout;
    let marked: Vec<&str> = plan
        .lines()
        .filter(|line| line.ends_with("(in no transaction)"))
        .collect();
    assert!(
        matches!(marked.as_slice(), [line] if line.contains("backfill")),
        "{plan}"
    );
}

/// Nothing checks the whole database at the end: a run that was killed would not be seen.
#[test]
fn a_batch_that_leaves_rows_dangling_fails() {
    let third = r#"format = 1
revision = "000000000002"
down_revision = "000000000001"
message = "refer"

[[upgrade]]
op = "create_table"
table = "parents"
columns = [{ name = "id", type = "integer", identity = "serial" }]
primary_key = { name = "parents_pkey", columns = ["id"] }
[[upgrade]]
op = "execute"
sql = "INSERT INTO parents VALUES (1)"
down = "nothing"
[[upgrade]]
op = "add_column"
table = "books"
column = { name = "parent", type = "integer", null = true }
[[upgrade]]
op = "create_foreign_key"
table = "books"
name = "books_parent_fkey"
columns = ["parent"]
references = { table = "parents", columns = ["id"] }
[[upgrade]]
op = "backfill"
table = "books"
set = { parent = "CASE WHEN (id + 500) % 3 = 2 THEN 2 ELSE 1 END" }
where = "parent IS NULL"
batch_size = 100
"#;
    let files = [
        ("000000000001_books.toml", FIRST),
        ("000000000002_refer.toml", third),
    ];
    let sandbox = Sandbox::with_files(&files);
    let refused = sandbox.call(&["upgrade"]);
    assert_eq!(refused.status, 2, "{refused:?}");
    assert!(
        refused.stderr.contains("FOREIGN KEY constraint failed"),
        "{refused:?}"
    );
    let connection = sandbox.connection();
    assert_eq!(strings(&connection, "PRAGMA foreign_key_check"), [""; 0]);
    assert_eq!(
        one(&connection, "SELECT format('%d', count(parent)) FROM books"),
        "600"
    );
    connection
        .execute_batch("INSERT INTO parents VALUES (2)")
        .expect("it fits");
    sandbox.done(&["upgrade"]);
    assert_eq!(
        one(&connection, "SELECT format('%d', sum(parent)) FROM books"),
        "1333"
    );
}
