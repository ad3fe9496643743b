//! An upgrade through 1,000 revisions on an empty PostgreSQL database, each of which
//! creates a table of ten columns in a transaction of its own; and the same statements
//! with a record of their own as they are, a transaction and a message each.
//!
//! The server does not wait for the disk, which would hide what is ours.
#![allow(clippy::disallowed_methods, reason = "a benchmark measures time")]

#[path = "../../keeper-schema-core/benches/generated/paired.rs"]
mod paired;
#[path = "../../keeper-schema-core/benches/generated/revisions.rs"]
mod revisions;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use keeper_schema::database_url::DatabaseUrl;
use keeper_schema::migrate::{Migrator, Options, Silent};
use keeper_schema::postgres::{OpenOptions, PostgresExecutor};
use keeper_schema_core::dialect::postgres::{self as dialect, Statement};
use keeper_schema_core::graph::RevisionSpec;
use keeper_schema_core::history::History;
use keeper_schema_core::operation::Replay;
use keeper_schema_core::revision::{RevisionFile, read};
use keeper_schema_testing::{Cluster, Database};
use postgres::{Client, NoTls};

fn main() {
    // `cargo test --benches` only wants to know whether it runs.
    let (revisions, rounds) = match std::env::args().any(|argument| argument == "--bench") {
        true => (1_000, 11),
        false => (10, 1),
    };
    let texts = revisions::files(revisions, revisions::Tables::Alone);
    let history = history(&texts);
    let messages = messages(&history);
    let cluster = Cluster::start();
    paired::report(
        &format!("{revisions} revisions on an empty database"),
        rounds,
        1.1,
        || ours(&history, &cluster.database()),
        || raw(&messages, &cluster.database()),
    );
}

fn history(texts: &[(PathBuf, String)]) -> History {
    let files = texts.iter().map(|(path, text)| read::revision(path, text));
    let files: Result<Vec<RevisionFile>, _> = files.collect();
    let history = History::new(files.expect("the generated files are right"));
    history.expect("the generated history is right")
}

/// What a migrator that does the least sends.
fn messages(history: &History) -> Vec<String> {
    let mut replay = Replay::default();
    let mut messages = Vec::new();
    for file in history.revisions() {
        let revision = &file.revision;
        let statements = dialect::statements(&mut replay, &revision.upgrade);
        let mut message = "BEGIN;\n".to_owned();
        for statement in statements.expect("PostgreSQL has all of it") {
            match statement {
                Statement::Sql { sql, .. } => message += &format!("{sql};\n"),
                Statement::UserSql(_) | Statement::Hook(_) | Statement::Alone(_) => {
                    unreachable!("the revisions create tables, and nothing else")
                }
            }
        }
        message += &format!(
            "INSERT INTO record (revision, message, checksum) VALUES ('{}', '{}', '{:064x}');\nCOMMIT",
            revision.id,
            revision.message,
            messages.len()
        );
        messages.push(message);
    }
    messages
}

/// From connecting to the end of the connection.
fn ours(history: &History, database: &Database) -> Duration {
    let DatabaseUrl::Postgres(url) =
        DatabaseUrl::parse(database.url()).expect("the server's address is right")
    else {
        unreachable!("the server is PostgreSQL")
    };
    let start = Instant::now();
    let executor = PostgresExecutor::connect(&url, &OpenOptions::default());
    let mut executor = executor.expect("the server runs");
    let target = RevisionSpec::parse("heads").expect("`heads` is a target");
    let done =
        Migrator::new(history).upgrade(&mut executor, &target, &Options::default(), &mut Silent);
    drop(executor);
    let took = start.elapsed();
    let revisions = done.expect("the history applies").len();
    // The bookkeeping has three.
    assert_eq!(tables(database), revisions + 3);
    took
}

fn raw(messages: &[String], database: &Database) -> Duration {
    let start = Instant::now();
    let mut client = Client::connect(database.url(), NoTls).expect("the server runs");
    let mut run = |sql: &str| client.batch_execute(sql).expect("the statement is right");
    run(
        "CREATE TABLE record (revision text PRIMARY KEY, message text NOT NULL,
             checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())",
    );
    for message in messages {
        run(message);
    }
    drop(client);
    let took = start.elapsed();
    assert_eq!(tables(database), messages.len() + 1);
    took
}

fn tables(database: &Database) -> usize {
    let count = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'";
    database.run(count)[0].parse().expect("it is a number")
}
