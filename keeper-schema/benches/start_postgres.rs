//! The start of a program that carries 1,000 revisions, on a PostgreSQL database that has them
//! all, by each way to the server; and what any such start does at least: connecting and reading
//! what is applied.
#![allow(clippy::disallowed_methods, reason = "a benchmark measures time")]

mod carried;
#[path = "../../keeper-schema-core/benches/generated/paired.rs"]
mod paired;

use std::time::{Duration, Instant};

use keeper_schema::database_url::DatabaseUrl;
use keeper_schema::embedded::{Migrations, Migrator};
use keeper_schema::migrate::MigrateError;
use keeper_schema::postgres::{OpenOptions, PostgresExecutor};
use keeper_schema_core::revision::RevisionId;
use keeper_schema_testing::Cluster;
use postgres::{Client, NoTls};
use tokio::runtime::Builder;

fn main() {
    // `cargo test --benches` only wants to know whether it runs.
    let (revisions, rounds) = match std::env::args().any(|argument| argument == "--bench") {
        true => (1_000, 101),
        false => (10, 1),
    };
    let migrations = carried::migrations(revisions);
    let cluster = Cluster::start();
    let database = cluster.database();
    let url = database.url();
    let applied = Migrator::new(&migrations).upgrade(&mut connect(url));
    assert_eq!(applied.expect("the history applies").len(), revisions);
    for (way, start) in [
        ("a URL", by_url as fn(&Migrations, &str) -> Duration),
        ("postgres", blocking),
        ("tokio-postgres", asynchronous),
    ] {
        let title =
            format!("a start with nothing to do at {revisions} revisions by {way} (at most 10 ms)");
        let ours = || start(&migrations, url);
        paired::report(&title, rounds, 2.0, ours, || raw(url, revisions));
    }
}

fn by_url(migrations: &Migrations, url: &str) -> Duration {
    let DatabaseUrl::Postgres(url) = DatabaseUrl::parse(url).expect("the address is right") else {
        unreachable!("the server is PostgreSQL")
    };
    let start = Instant::now();
    let executor = PostgresExecutor::connect(&url, &OpenOptions::default());
    let mut executor = executor.expect("the server runs");
    let applied = Migrator::new(migrations).upgrade(&mut executor);
    ended(start, applied)
}

fn blocking(migrations: &Migrations, url: &str) -> Duration {
    let start = Instant::now();
    let applied = Migrator::new(migrations).upgrade(&mut connect(url));
    ended(start, applied)
}

fn asynchronous(migrations: &Migrations, url: &str) -> Duration {
    let runtime = Builder::new_current_thread().enable_all().build();
    runtime.expect("there is room for it").block_on(async {
        let start = Instant::now();
        let connected = tokio_postgres::connect(url, NoTls).await;
        let (mut client, connection) = connected.expect("the server runs");
        tokio::spawn(connection);
        let applied = Migrator::new(migrations).upgrade_async(&mut client).await;
        ended(start, applied)
    })
}

fn ended(start: Instant, applied: Result<Vec<RevisionId>, MigrateError>) -> Duration {
    let took = start.elapsed();
    assert!(applied.expect("there is nothing to do").is_empty());
    took
}

fn raw(url: &str, revisions: usize) -> Duration {
    let start = Instant::now();
    let sql = "SELECT revision, checksum FROM keeper_revisions ORDER BY seq";
    let rows = connect(url).query(sql, &[]).expect("the table is there");
    let rows: Vec<(String, String)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    let took = start.elapsed();
    assert_eq!(rows.len(), revisions);
    took
}

fn connect(url: &str) -> Client {
    Client::connect(url, NoTls).expect("the server runs")
}
