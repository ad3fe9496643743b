//! The rebuild of a table of 1,000,000 rows by ten columns with an index; and the
//! statements that SQLite's documentation prescribes for it, as they are.
//!
//! Criterion is no help with one run of seconds: the two are measured in turn, each on a
//! copy of the same file.
#![allow(clippy::disallowed_methods, reason = "a benchmark measures time")]

#[path = "../../keeper-schema-core/benches/generated/paired.rs"]
mod paired;

use std::fs;
use std::path::Path;
use std::time::Instant;

use keeper_schema::database_url::SqliteUrl;
use keeper_schema::migrate::{Migrator, Options, Silent};
use keeper_schema::sqlite::{OpenOptions, SqliteExecutor};
use keeper_schema_core::dialect::quoted;
use keeper_schema_core::dialect::sqlite::{self, Rebuild, Statement};
use keeper_schema_core::graph::RevisionSpec;
use keeper_schema_core::history::History;
use keeper_schema_core::operation::Replay;
use keeper_schema_core::revision::read;
use rusqlite::Connection;

const ROWS: usize = 1_000_000;

/// How often each way is measured.
const ROUNDS: usize = 5;

const TABLE: &str = r#"format = 1
revision = "000000000001"
message = "items"

[[upgrade]]
op = "create_table"
table = "items"
columns = [
    { name = "id", type = "integer", identity = "serial" },
    { name = "slug", type = "varchar(255)" },
    { name = "title", type = "varchar(255)" },
    { name = "description", type = "text", null = true },
    { name = "position", type = "integer" },
    { name = "views", type = "bigint" },
    { name = "weight", type = "double" },
    { name = "hidden", type = "boolean", default = false },
    { name = "parent_id", type = "integer", null = true },
    { name = "payload", type = "bytes", null = true },
]
primary_key = { name = "items_pkey", columns = ["id"] }

[[upgrade]]
op = "create_index"
table = "items"
name = "items_slug_idx"
keys = ["slug"]
"#;

/// A check can be added by a rebuild only.
const CHANGE: &str = r#"format = 1
revision = "000000000002"
down_revision = "000000000001"
message = "positions"

[[upgrade]]
op = "create_check_constraint"
table = "items"
name = "items_position_check"
expression = "position >= 0"
"#;

fn main() {
    let history = history();
    let rebuild = rebuild(&history);
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let (filled, copy) = (
        folder.path().join("filled.db"),
        folder.path().join("copy.db"),
    );
    upgrade(&history, &filled, "000000000001");
    fill(&filled);
    let on_copy = |work: &dyn Fn(&Path)| {
        fs::copy(&filled, &copy).expect("there is room for a copy");
        let start = Instant::now();
        work(&copy);
        let took = start.elapsed();
        check(&copy);
        took
    };
    paired::report(
        &format!("rebuild of {ROWS} rows by 10 columns with an index"),
        ROUNDS,
        1.15,
        || on_copy(&|path| upgrade(&history, path, "heads")),
        || on_copy(&|path| raw(&rebuild, path)),
    );
}

fn history() -> History {
    let files = [("000000000001.toml", TABLE), ("000000000002.toml", CHANGE)];
    let files = files
        .map(|(name, text)| read::revision(Path::new(name), text).expect("the revision is right"));
    History::new(files.into()).expect("the history is right")
}

fn rebuild(history: &History) -> Rebuild {
    let mut replay = Replay::default();
    let mut last = Vec::new();
    for file in history.revisions() {
        let statements = sqlite::statements(&mut replay, &file.revision.upgrade);
        last = statements.expect("SQLite has all of it");
    }
    match last.pop() {
        Some(Statement::Rebuild(rebuild)) => *rebuild,
        other => unreachable!("the last revision is a rebuild and not {other:?}"),
    }
}

fn fill(path: &Path) {
    let connection = Connection::open(path).expect("the file can be opened");
    let sql = format!(
        "INSERT INTO items (slug, title, description, position, views, weight, hidden, parent_id, payload)
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS})
        SELECT hex(randomblob(8)), 'The title of item ' || i, iif(i % 3, 'Some words about it', NULL),
            i % 100, i * 1000, i / 7.0, i % 2, nullif(i / 10, 0), randomblob(16) FROM n"
    );
    connection.execute_batch(&sql).expect("the rows fit");
}

fn upgrade(history: &History, path: &Path, target: &str) {
    let executor = SqliteExecutor::open(&SqliteUrl::file(path), &OpenOptions::default());
    let mut executor = executor.expect("the file can be opened");
    let target = RevisionSpec::parse(target).expect("it is a target");
    let migrator = Migrator::new(history);
    let done = migrator.upgrade(&mut executor, &target, &Options::default(), &mut Silent);
    assert_eq!(done.expect("the history applies").len(), 1);
}

/// <https://www.sqlite.org/lang_altertable.html#otheralter>, from the first step to the
/// last, and the counting of rows that a careful person would do.
fn raw(rebuild: &Rebuild, path: &Path) {
    let connection = Connection::open(path).expect("the file can be opened");
    let run = |sql: &str| {
        connection
            .execute_batch(sql)
            .expect("the statement is right")
    };
    let name = |name: &str| quoted(name).expect("the name has no NUL");
    let (table, temporary) = (name(&rebuild.table), name(&rebuild.temporary));
    run("PRAGMA foreign_keys = OFF");
    run("BEGIN IMMEDIATE");
    run(&rebuild.create);
    let before = count(&connection);
    let copied = connection.execute(&rebuild.copy().expect("the names have no NUL"), []);
    assert_eq!(copied.expect("the rows fit"), before);
    run(&format!("DROP TABLE {table}"));
    run(&format!("ALTER TABLE {temporary} RENAME TO {table}"));
    for index in &rebuild.indexes {
        run(&index.create);
    }
    run("PRAGMA foreign_key_check");
    run("COMMIT");
    run("PRAGMA foreign_keys = ON");
}

/// All rows are there, and the table is the new one with its index.
fn check(path: &Path) {
    let connection = Connection::open(path).expect("the file can be opened");
    assert_eq!(count(&connection), ROWS);
    let sql = "SELECT count(*) FROM sqlite_master
        WHERE name = 'items_slug_idx' OR (name = 'items' AND sql LIKE '%items_position_check%')";
    let found = connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    assert_eq!(found.expect("the schema can be read"), 2);
}

fn count(connection: &Connection) -> usize {
    let count = connection.query_row("SELECT count(*) FROM items", [], |row| row.get::<_, i64>(0));
    count.expect("the rows can be counted") as usize
}
