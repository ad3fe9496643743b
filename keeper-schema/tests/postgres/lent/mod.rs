//! Connections that a program has already, brought along by what it carries.

mod asynchronous;
mod blocking;
mod encrypted;
#[cfg(feature = "tracing")]
mod traced;

use std::path::Path;
use std::time::{Duration, Instant};

use keeper_schema::embed_migrations;
use keeper_schema::embedded::{EmbeddedRevision, Migrations};
use keeper_schema_core::revision::checksum::checksum;
use keeper_schema_core::revision::{RevisionId, read};
use keeper_schema_testing::Database;

static MIGRATIONS: Migrations = embed_migrations!("tests/sqlite/embedded");

/// What a program had that was compiled before the last revision.
fn older() -> Migrations {
    Migrations::new("keeper-schema", &MIGRATIONS.revisions()[..1])
}

/// What a program carries that has one revision more.
fn more(migrations: &Migrations, revision: &'static str, operations: &str) -> Migrations {
    let before = migrations.revisions().last().unwrap().id;
    let source = format!(
        "format = 1\nrevision = \"{revision}\"\ndown_revision = \"{before}\"\nmessage = \"more\"\n{operations}"
    );
    let file = read::revision(Path::new("more.toml"), &source).unwrap();
    let checksum = checksum(&file.revision);
    let more = EmbeddedRevision::new(revision, "more.toml", checksum.leak(), source.leak());
    let revisions = [migrations.revisions(), &[more]].concat();
    Migrations::new("keeper-schema", revisions.leak())
}

/// Adds a revision with these operations.
fn with(operations: &str) -> Migrations {
    more(&MIGRATIONS, "c3", operations)
}

/// Adds a revision that runs SQL.
fn with_sql(sql: &str) -> Migrations {
    with(&execute(sql))
}

fn execute(sql: &str) -> String {
    format!("[[upgrade]]\nop = \"execute\"\nsql = \"{sql}\"\ndown = \"nothing\"\n")
}

/// Builds an index that no transaction can hold.
const CONCURRENTLY: &str = "[[upgrade]]\nop = \"create_index\"\ntable = \"books\"\n\
    name = \"books_title_idx\"\nkeys = [\"title\"]\nconcurrently = true\n";

/// What a program may have set for its session.
const OWN: &str = "SET search_path TO mine, public; SET lock_timeout = 77; \
    SET client_min_messages = error; SET standard_conforming_strings = off; \
    SET ROLE reader; SET application_name = 'a \"shop\" \\\\ it''s'; SET my.tenant = 'one'";

/// All that is set for a session beside what it began with.
const SET: &str = "SELECT string_agg(name || '=' || setting, E'\\n' ORDER BY name), \
    current_setting('role'), current_setting('my.tenant', true) \
    FROM pg_settings WHERE setting <> reset_val AND name !~ '^transaction_'";

fn ids(revisions: &[RevisionId]) -> Vec<&str> {
    revisions.iter().map(RevisionId::as_str).collect()
}

/// Waits until a session sleeps in a revision.
fn until_one_sleeps(database: &Database) {
    let start = Instant::now();
    while sleeping(database) != "1" {
        assert!(
            start.elapsed() < Duration::from_secs(30),
            "no session sleeps"
        );
    }
}

fn sleeping(database: &Database) -> String {
    database.run("SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND datname = current_database() AND query LIKE 'SELECT pg_sleep%'")[0].clone()
}

/// Who holds the lock of a migrator.
fn holders(database: &Database) -> Vec<String> {
    database.run("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())")
}

/// A database with the schema and the role of [`OWN`].
fn prepared() -> Database {
    let database = keeper_schema_testing::Cluster::shared().database();
    database.run("CREATE SCHEMA mine");
    // Roles are the server's, and tests run at once.
    database.run("DO $$ BEGIN CREATE ROLE reader SUPERUSER; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$");
    database
}
