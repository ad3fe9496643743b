//! Others at the same database: migrators, writers and readers.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use keeper_schema::database_url::SqliteUrl;
use keeper_schema::migrate::{DatabaseErrorKind, MigrateError, Options, TransactionMode};
use keeper_schema::sqlite::{OpenOptions, SqliteExecutor};
use keeper_schema_core::history::History;

use crate::child;
use crate::support::{Database, history, upgrade};

fn revisions() -> History {
    let tables = (0..6).map(|number| {
        format!("op = \"create_table\"\ntable = \"t{number}\"\ncolumns = [{{ name = \"x\", type = \"text\" }}]")
    });
    let tables: Vec<String> = tables.collect();
    history(&tables.iter().map(String::as_str).collect::<Vec<_>>())
}

fn waiting(database: &Database, lock_wait: Duration) -> SqliteExecutor<'static> {
    let options = OpenOptions {
        lock_wait,
        ..OpenOptions::default()
    };
    SqliteExecutor::open(&SqliteUrl::file(database.path()), &options).unwrap()
}

const BRIEFLY: Duration = Duration::from_millis(60);

#[test]
fn threads_that_upgrade_at_once() {
    for journal in ["delete", "wal"] {
        for transactions in [TransactionMode::All, TransactionMode::PerRevision] {
            let database = Database::new();
            database.rows(&format!("PRAGMA journal_mode = {journal}"));
            let options = Options {
                transactions,
                ..Options::default()
            };
            let history = revisions();
            let applied: Vec<String> = thread::scope(|scope| {
                let upgrade = || database.upgrade_with(&history, "heads", &options).unwrap();
                let threads: Vec<_> = (0..8).map(|_| scope.spawn(upgrade)).collect();
                let done = threads
                    .into_iter()
                    .flat_map(|thread| thread.join().unwrap());
                done.collect()
            });
            let mut once = applied;
            once.sort();
            assert_eq!(once, ["r1", "r2", "r3", "r4", "r5", "r6"], "{journal}");
            assert_eq!(database.recorded(), "r1 r2 r3 r4 r5 r6");
        }
    }
}

#[test]
fn processes_that_upgrade_at_once() {
    for journal in ["delete", "wal"] {
        let database = Database::new();
        database.rows(&format!("PRAGMA journal_mode = {journal}"));
        let children: Vec<_> = (0..6)
            .map(|number| {
                let mut command = child::command(&database.path());
                if number % 2 == 0 {
                    child::per_revision(&mut command);
                }
                command.spawn().unwrap()
            })
            .collect();
        let mut applied = Vec::new();
        for child in children {
            let result = child::result(&child.wait_with_output().unwrap());
            let done = result
                .strip_prefix("ok")
                .unwrap_or_else(|| panic!("{result}"));
            applied.extend(done.split_whitespace().map(str::to_owned));
        }
        applied.sort();
        assert_eq!(applied, ["r1", "r2", "r3", "r4"], "{journal}");
        assert_eq!(database.recorded(), "r1 r2 r3 r4");
    }
}

#[test]
fn a_lock_that_is_held_for_too_long() {
    for (journal, lock) in [
        ("delete", "BEGIN IMMEDIATE"),
        ("wal", "BEGIN IMMEDIATE"),
        ("wal", "BEGIN EXCLUSIVE"),
    ] {
        let database = Database::at(&revisions(), "r2", "");
        database.rows(&format!("PRAGMA journal_mode = {journal}"));
        let before = database.contents();
        let mut executor = waiting(&database, BRIEFLY);
        let other = database.connection();
        other.execute_batch(lock).unwrap();
        let error = upgrade(&mut executor, &revisions(), "heads", &Options::default()).unwrap_err();
        assert!(
            matches!(error, MigrateError::Locked { waited, .. } if waited >= BRIEFLY),
            "{error}"
        );
        other.execute_batch("ROLLBACK").unwrap();
        assert_eq!(database.contents(), before);
        let done = upgrade(&mut executor, &revisions(), "heads", &Options::default());
        assert_eq!(done.unwrap().len(), 4);
    }
}

/// Nothing can be read, so that not even the state is known.
#[test]
fn a_lock_that_keeps_readers_out() {
    let database = Database::at(&revisions(), "r2", "");
    let mut executor = waiting(&database, BRIEFLY);
    let other = database.connection();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let error = upgrade(&mut executor, &revisions(), "heads", &Options::default()).unwrap_err();
    assert!(error.is_locked(), "{error}");
    let options = OpenOptions {
        lock_wait: BRIEFLY,
        ..OpenOptions::default()
    };
    let error = SqliteExecutor::open(&SqliteUrl::file(database.path()), &options).unwrap_err();
    assert_eq!(error.kind, DatabaseErrorKind::Busy);
    assert!(MigrateError::from(error).is_locked());
}

#[test]
fn a_lock_that_is_given_up_in_time() {
    let database = Database::at(&revisions(), "r2", "");
    let (locked, is_locked) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(|| {
            let other = database.connection();
            other
                .execute_batch("BEGIN IMMEDIATE; CREATE TABLE x (y)")
                .unwrap();
            locked.send(()).unwrap();
            // Long enough for the upgrade to find it, which is all it is for.
            thread::park_timeout(Duration::from_millis(50));
            other.execute_batch("COMMIT").unwrap();
        });
        is_locked.recv().unwrap();
        assert_eq!(database.upgrade(&revisions()).unwrap().len(), 4);
    });
}

#[test]
fn a_reader_at_the_commit() {
    let database = Database::at(&revisions(), "r2", "");
    let before = database.contents();
    let mut executor = waiting(&database, BRIEFLY);
    let reader = database.connection();
    let mut statement = reader.prepare("SELECT 1 FROM keeper_revisions").unwrap();
    let mut rows = statement.query([]).unwrap();
    rows.next().unwrap();
    let error = upgrade(&mut executor, &revisions(), "heads", &Options::default()).unwrap_err();
    assert!(matches!(error, MigrateError::Locked { .. }), "{error}");
    drop(rows);
    assert_eq!(database.contents(), before);
    let done = upgrade(&mut executor, &revisions(), "heads", &Options::default());
    assert_eq!(done.unwrap().len(), 4);
}

#[test]
fn a_reader_at_the_commit_that_goes_in_time() {
    let database = Database::at(&revisions(), "r2", "");
    let (reads, is_reading) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(|| {
            let reader = database.connection();
            reader
                .execute_batch("BEGIN; SELECT count(*) FROM keeper_revisions")
                .unwrap();
            reads.send(()).unwrap();
            thread::park_timeout(Duration::from_millis(50));
            reader.execute_batch("COMMIT").unwrap();
        });
        is_reading.recv().unwrap();
        assert_eq!(database.upgrade(&revisions()).unwrap().len(), 4);
    });
}

#[test]
fn a_reader_beside_a_write_ahead_log() {
    let database = Database::at(&revisions(), "r2", "");
    database.rows("PRAGMA journal_mode = wal");
    let reader = database.connection();
    reader.execute_batch("BEGIN").unwrap();
    let count = "SELECT count(*) FROM keeper_revisions";
    assert_eq!(crate::support::rows(&reader, count), "2");
    assert_eq!(database.upgrade(&revisions()).unwrap().len(), 4);
    assert_eq!(crate::support::rows(&reader, count), "2");
    reader.execute_batch("COMMIT").unwrap();
    assert_eq!(crate::support::rows(&reader, count), "6");
}
