//! `kill -9` in the middle of the work: what is there afterwards is a state that history
//! knows, and another run goes on from it.

use keeper_schema::database_url::{SqliteMode, SqliteUrl};
use keeper_schema::migrate::{DatabaseErrorKind, Executor, MigrateError, Options};
use keeper_schema::sqlite::{OpenOptions, SqliteExecutor};

use crate::child;
use crate::support::{Database, upgrade};

/// How a database keeps what it may have to take back.
#[derive(Clone, Copy)]
enum Journal {
    Delete,
    Wal,
}

impl Journal {
    fn mode(self) -> &'static str {
        match self {
            Self::Delete => "delete",
            Self::Wal => "wal",
        }
    }

    fn suffix(self) -> &'static str {
        match self {
            Self::Delete => "-journal",
            Self::Wal => "-wal",
        }
    }
}

fn database(journal: Journal) -> Database {
    let database = child::filled();
    database.rows(&format!("PRAGMA journal_mode = {}", journal.mode()));
    database
}

/// The schema and the rows must be those of what is recorded, and an upgrade completes it.
fn is_whole(database: &Database, allowed: &[&str]) {
    assert_eq!(database.rows("PRAGMA integrity_check"), "ok");
    let recorded = database.recorded();
    assert!(allowed.contains(&recorded.as_str()), "{recorded}");
    let applied = recorded.split(' ').count();
    let facts = "SELECT (SELECT count(*) FROM tags),
        (SELECT sum(i.length) FROM (SELECT length(slug) AS length FROM tags) AS i),
        (SELECT \"notnull\" FROM pragma_table_info('tags') WHERE name = 'slug'),
        (SELECT count(*) FROM sqlite_master WHERE name IN ('others', 'tags_slug_idx')),
        (SELECT count(*) FROM sqlite_master WHERE sql LIKE '%tags_slug_check%'),
        (SELECT count(*) FROM sqlite_master WHERE name LIKE '\\_keeper%' ESCAPE '\\')";
    let expected = [
        "12000|2400000|0|1|0|0",
        "12000|2400000|1|1|0|0",
        "12000|2412000|1|1|0|0",
        "12000|2412000|1|2|1|0",
    ];
    assert_eq!(database.rows(facts), expected[applied - 1], "{recorded}");
    database.upgrade(&child::work()).unwrap();
    assert_eq!(database.recorded(), "r1 r2 r3 r4");
    assert_eq!(database.rows(facts), expected[3]);
    assert_eq!(database.rows("PRAGMA integrity_check"), "ok");
}

/// Kills the work when its journal has grown to so many bytes.
fn kill_at(database: &Database, journal: Journal, bytes: u64) {
    let mut child = child::command(&database.path()).spawn().unwrap();
    let path = format!("{}{}", database.path().display(), journal.suffix());
    let size = || std::fs::metadata(&path).map_or(0, |file| file.len());
    while size() < bytes && child.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    child::kill(child);
}

#[test]
fn while_a_table_is_rebuilt() {
    for journal in [Journal::Delete, Journal::Wal] {
        for kilobytes in [1, 100, 700, 2000, 3500, 6000] {
            let database = database(journal);
            kill_at(&database, journal, kilobytes * 1024);
            is_whole(&database, &["r1", "r1 r2 r3 r4"]);
        }
    }
}

/// Before, between and after the change of each revision and its record.
#[test]
fn between_the_steps() {
    for events in 0..7 {
        let database = database(Journal::Delete);
        let mut command = child::command(&database.path());
        let output = child::dies_after(&mut command, events).output().unwrap();
        assert!(!output.status.success(), "{output:?}");
        let allowed = if events < 6 { "r1" } else { "r1 r2 r3 r4" };
        is_whole(&database, &[allowed]);
    }
}

#[test]
fn between_the_transactions_of_revisions() {
    // Each revision starts, is finished and is committed.
    for events in 0..9 {
        let database = database(Journal::Delete);
        let mut command = child::command(&database.path());
        child::per_revision(&mut command);
        let output = child::dies_after(&mut command, events).output().unwrap();
        assert!(!output.status.success(), "{output:?}");
        let committed = ["r1", "r1 r2", "r1 r2 r3", "r1 r2 r3 r4"][(events + 1) / 3];
        is_whole(&database, &[committed]);
    }
}

/// The file is half changed, and whoever only reads cannot take that back.
#[test]
fn a_hot_journal_cannot_be_rolled_back_by_a_reader() {
    let database = database(Journal::Delete);
    kill_at(&database, Journal::Delete, 3000 * 1024);
    let reader = SqliteUrl {
        mode: Some(SqliteMode::ReadOnly),
        ..SqliteUrl::file(database.path())
    };
    let open = || SqliteExecutor::open(&reader, &OpenOptions::default());
    let error = open().unwrap_err();
    assert_eq!(error.kind, DatabaseErrorKind::HotJournal);
    assert_eq!(
        error.to_string(),
        "attempt to write a readonly database; a writer was interrupted and left a journal; open the database once for writing, which rolls it back"
    );
    is_whole(&database, &["r1"]);
    let mut executor = open().unwrap();
    assert_eq!(executor.state().unwrap().revisions.len(), 4);
    let history = child::work();
    let nothing = upgrade(&mut executor, &history, "heads", &Options::default());
    assert_eq!(nothing.unwrap(), [""; 0]);
    let more = upgrade(&mut executor, &history, "r1", &Options::default());
    assert!(!matches!(more, Err(MigrateError::Database(_))));
}
