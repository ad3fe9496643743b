//! An upgrade through 1,000 revisions, each of which creates a table of ten columns, on an
//! empty SQLite file; and the same statements as they are, in one transaction.
#![allow(clippy::disallowed_methods, reason = "a benchmark measures time")]

#[path = "../../keeper-schema-core/benches/generated/paired.rs"]
mod paired;
#[path = "../../keeper-schema-core/benches/generated/revisions.rs"]
mod revisions;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use criterion::{Criterion, SamplingMode};
use keeper_schema::database_url::SqliteUrl;
use keeper_schema::migrate::{Migrator, Options, Silent};
use keeper_schema::sqlite::{OpenOptions, SqliteExecutor};
use keeper_schema_core::dialect::sqlite::{self, Statement};
use keeper_schema_core::graph::RevisionSpec;
use keeper_schema_core::history::History;
use keeper_schema_core::operation::Replay;
use keeper_schema_core::revision::{RevisionFile, read};
use mimalloc::MiMalloc;
use rusqlite::Connection;

/// The command line's own, which allocates on one thread and frees on another faster.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const REVISIONS: usize = 1_000;

/// How often each way is measured for the ratio.
const ROUNDS: usize = 21;

fn main() {
    let texts = revisions::files(REVISIONS, revisions::Tables::Alone);
    let history = history(&texts);
    let statements = statements(&history);

    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("upgrade");
    group.sampling_mode(SamplingMode::Flat).sample_size(10);
    group.bench_function("ours", |b| {
        b.iter_custom(|times| (0..times).map(|_| ours(&history)).sum());
    });
    group.bench_function("raw", |b| {
        b.iter_custom(|times| (0..times).map(|_| raw(&statements)).sum());
    });
    group.finish();
    criterion.final_summary();

    let title = format!("{REVISIONS} revisions on an empty file, history loaded");
    paired::report(&title, ROUNDS, 1.2, || ours(&history), || raw(&statements));
    let title = format!("{REVISIONS} revisions on an empty file, history parsed and checked too");
    paired::report(
        &title,
        ROUNDS,
        1.2,
        || {
            let start = Instant::now();
            let history = self::history(&texts);
            start.elapsed() + ours(&history)
        },
        || raw(&statements),
    );
}

fn history(texts: &[(PathBuf, String)]) -> History {
    let files = texts.iter().map(|(path, text)| read::revision(path, text));
    let files: Result<Vec<RevisionFile>, _> = files.collect();
    let history = History::new(files.expect("the generated files are right"));
    history.expect("the generated history is right")
}

/// What the upgrade runs, but for its bookkeeping.
fn statements(history: &History) -> Vec<String> {
    let mut replay = Replay::default();
    let mut texts = Vec::new();
    for file in history.revisions() {
        let statements = sqlite::statements(&mut replay, &file.revision.upgrade);
        for statement in statements.expect("SQLite has all of it") {
            match statement {
                Statement::Sql { sql, .. } => texts.push(sql),
                Statement::UserSql(_) | Statement::Hook(_) | Statement::Rebuild(_) => {
                    unreachable!("the revisions create tables, and nothing else")
                }
            }
        }
    }
    texts
}

/// From opening the file to closing it.
fn ours(history: &History) -> Duration {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = folder.path().join("ours.db");
    let start = Instant::now();
    let executor = SqliteExecutor::open(&SqliteUrl::file(&path), &OpenOptions::default());
    let mut executor = executor.expect("the file can be opened");
    let target = RevisionSpec::parse("heads").expect("`heads` is a target");
    let done =
        Migrator::new(history).upgrade(&mut executor, &target, &Options::default(), &mut Silent);
    drop(executor);
    let took = start.elapsed();
    assert_eq!(done.expect("the history applies").len(), REVISIONS);
    // The bookkeeping has two.
    assert_eq!(tables(&path), REVISIONS + 2);
    took
}

fn raw(statements: &[String]) -> Duration {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = folder.path().join("raw.db");
    let start = Instant::now();
    let connection = Connection::open(&path).expect("the file can be opened");
    let run = |sql: &str| {
        connection
            .execute_batch(sql)
            .expect("the statement is right")
    };
    run("BEGIN IMMEDIATE");
    for statement in statements {
        run(statement);
    }
    run("COMMIT");
    drop(connection);
    let took = start.elapsed();
    assert_eq!(tables(&path), REVISIONS);
    took
}

fn tables(path: &Path) -> usize {
    let connection = Connection::open(path).expect("the file can be opened");
    let sql = "SELECT count(*) FROM sqlite_master WHERE type = 'table'";
    let count = connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    count.expect("the tables can be counted") as usize
}
