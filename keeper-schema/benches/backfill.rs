//! A backfill of a table of 1,000,000 rows, and a loop that runs the same batches raw.
//!
//! `ROWS`, `BATCH` and `RUNS` of the environment set the size. The two are measured in turn, each
//! on a copy of the same file, by the same SQLite.
#![allow(
    clippy::disallowed_methods,
    reason = "a benchmark measures time, and is told its size"
)]

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use keeper_schema::database_url::SqliteUrl;
use keeper_schema::migrate::{Migrator, Options, Silent};
use keeper_schema::sqlite::{OpenOptions, SqliteExecutor};
use keeper_schema_core::graph::RevisionSpec;
use keeper_schema_core::history::History;
use keeper_schema_core::revision::read;
use rusqlite::Connection;

const TABLE: &str = r#"format = 1
revision = "000000000001"
message = "items"

[[upgrade]]
op = "create_table"
table = "items"
columns = [
    { name = "id", type = "integer", identity = "serial" },
    { name = "title", type = "text" },
    { name = "title_lower", type = "text", null = true },
]
primary_key = { name = "items_pkey", columns = ["id"] }
"#;

const FILL: &str = r#"format = 1
revision = "000000000002"
down_revision = "000000000001"
message = "fill"

[[upgrade]]
op = "backfill"
table = "items"
set = { title_lower = "lower(title)" }
where = "title_lower IS NULL"
batch_size = "#;

fn main() {
    let [rows, batch, runs] = [("ROWS", 1_000_000), ("BATCH", 1000), ("RUNS", 5)].map(number);
    let fill = format!("{FILL}{batch}\n");
    let files = [("a.toml", TABLE), ("b.toml", fill.as_str())];
    let files = files.map(|(name, text)| read::revision(Path::new(name), text).expect("it is one"));
    let history = History::new(files.to_vec()).expect("the history is right");
    let folder = tempfile::tempdir().expect("a folder can be made");
    let pristine = folder.path().join("pristine.db");
    upgrade(&history, &pristine, "000000000001");
    let connection = Connection::open(&pristine).expect("it opens");
    let insert = format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows}) INSERT INTO items (id, title) SELECT i, 'The title of item ' || i FROM n"
    );
    connection.execute_batch(&insert).expect("they fit");
    for journal in ["delete", "wal"] {
        let set = format!("PRAGMA journal_mode = {journal}");
        connection
            .query_row(&set, [], |_| Ok(()))
            .expect("it is a mode");
        let checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)";
        connection
            .query_row(checkpoint, [], |_| Ok(()))
            .expect("it is idle");
        let (mut ours, mut raw) = (Vec::new(), Vec::new());
        for run in 0..runs {
            let copy = |name: &str| {
                let copy = folder.path().join(format!("{journal}-{run}-{name}.db"));
                fs::copy(&pristine, &copy).expect("it can be copied");
                fs::File::open(&copy)
                    .and_then(|file| file.sync_all())
                    .expect("it is on the disk");
                copy
            };
            let (for_raw, for_ours) = (copy("raw"), copy("ours"));
            raw.push(timed(|| loop_of_batches(&for_raw, rows, batch)));
            ours.push(timed(|| upgrade(&history, &for_ours, "heads")));
            for file in [for_raw, for_ours] {
                is_filled(&file, rows);
                fs::remove_file(file).expect("it is there");
            }
        }
        let (ours, raw) = (median(ours), median(raw));
        println!(
            "SQLite, journal_mode={journal}, {rows} rows in batches of {batch}: backfill {ours:.2?}, raw loop {raw:.2?}, ratio of throughput {:.2} (at least 0.80)",
            raw.as_secs_f64() / ours.as_secs_f64()
        );
    }
}

fn number((name, usual): (&str, u32)) -> u32 {
    let given = std::env::var(name).ok();
    given.map_or(usual, |given| given.parse().expect("it is a number"))
}

fn upgrade(history: &History, file: &Path, target: &str) {
    let url = SqliteUrl::file(file);
    let mut executor = SqliteExecutor::open(&url, &OpenOptions::default()).expect("it opens");
    let target = RevisionSpec::parse(target).expect("it is a target");
    let migrator = Migrator::new(history);
    let done = migrator.upgrade(&mut executor, &target, &Options::default(), &mut Silent);
    done.expect("it is upgraded");
}

fn loop_of_batches(file: &Path, rows: u32, batch: u32) {
    let connection = Connection::open(file).expect("it opens");
    let update = "UPDATE items SET title_lower = lower(title) WHERE title_lower IS NULL AND id > ?1 AND id <= ?2";
    let mut update = connection.prepare(update).expect("it is SQL");
    let mut after = 0;
    while after < rows {
        connection
            .execute_batch("BEGIN IMMEDIATE")
            .expect("nobody else is there");
        update
            .execute([after, after + batch])
            .expect("it is filled");
        connection
            .execute_batch("COMMIT")
            .expect("nobody else is there");
        after += batch;
    }
}

fn is_filled(file: &Path, rows: u32) {
    let connection = Connection::open(file).expect("it opens");
    let filled = "SELECT count(*) FROM items WHERE title_lower = lower(title)";
    let filled: u32 = connection
        .query_row(filled, [], |row| row.get(0))
        .expect("it counts");
    assert_eq!(filled, rows);
}

fn timed(work: impl FnOnce()) -> Duration {
    let begun = Instant::now();
    work();
    begun.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
