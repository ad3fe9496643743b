//! The start of a program that carries 1,000 revisions, on a database that has them all; and
//! what any such start does at least: opening the file and reading what is applied.
#![allow(clippy::disallowed_methods, reason = "a benchmark measures time")]

mod carried;
#[path = "../../keeper-schema-core/benches/generated/paired.rs"]
mod paired;

use std::path::Path;
use std::time::{Duration, Instant};

use criterion::Criterion;
use keeper_schema::embedded::{Migrations, Migrator};
use rusqlite::Connection;

const REVISIONS: usize = 1_000;

/// How often each way is measured for the ratio.
const ROUNDS: usize = 101;

fn main() {
    let migrations = carried::migrations(REVISIONS);
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = folder.path().join("start.db");
    let mut connection = Connection::open(&path).expect("the file can be opened");
    let applied = Migrator::new(&migrations).upgrade(&mut connection);
    assert_eq!(applied.expect("the history applies").len(), REVISIONS);
    drop(connection);

    let mut criterion = Criterion::default().configure_from_args();
    criterion.bench_function("start", |b| {
        b.iter_custom(|times| (0..times).map(|_| ours(&migrations, &path)).sum());
    });
    criterion.final_summary();
    let title = format!("a start with nothing to do at {REVISIONS} revisions (at most 10 ms)");
    let (ours, raw) = (|| ours(&migrations, &path), || raw(&path));
    paired::report(&title, ROUNDS, 1.5, ours, raw);
}

fn ours(migrations: &Migrations, path: &Path) -> Duration {
    let start = Instant::now();
    let mut connection = Connection::open(path).expect("the file can be opened");
    let applied = Migrator::new(migrations).upgrade(&mut connection);
    let took = start.elapsed();
    assert!(applied.expect("there is nothing to do").is_empty());
    took
}

fn raw(path: &Path) -> Duration {
    let start = Instant::now();
    let connection = Connection::open(path).expect("the file can be opened");
    let sql = "SELECT revision, checksum FROM keeper_revisions ORDER BY seq";
    let mut statement = connection.prepare(sql).expect("the table is there");
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    let rows: Result<Vec<(String, String)>, _> = rows.expect("it can be read").collect();
    let took = start.elapsed();
    assert_eq!(rows.expect("it can be read").len(), REVISIONS);
    took
}
