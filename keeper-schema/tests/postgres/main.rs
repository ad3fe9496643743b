//! The executor for PostgreSQL on a real server: what the command line cannot be made to
//! meet.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests write files, and wait for servers"
)]

// The generators of core's own property tests name these as `crate::`.
use keeper_schema_core::{operation, schema};

#[allow(dead_code, reason = "core's own tests use the rest")]
#[path = "../../../keeper-schema-core/src/arbitrary/mod.rs"]
mod arbitrary;
mod faults;
#[path = "../forest/mod.rs"]
mod forest;
mod hooked;
#[path = "../hooks/mod.rs"]
mod hooks;
#[path = "../keeper/mod.rs"]
mod keeper;
#[path = "../kept/mod.rs"]
mod kept;
mod laws;
mod lent;
mod passwords;
mod proxy;
mod replaced;
mod server;
#[path = "../squash/mod.rs"]
mod squash;
mod tls;
mod transactions;

use keeper_schema::database_url::{DatabaseUrl, PostgresEnvironment, PostgresUrl};
use keeper_schema::migrate::DatabaseError;
use keeper_schema::postgres::{OpenOptions, PostgresExecutor};

fn parsed(url: &str) -> PostgresUrl {
    match DatabaseUrl::parse(url).unwrap() {
        DatabaseUrl::Postgres(url) => *url,
        DatabaseUrl::Sqlite(url) => panic!("{url}"),
    }
}

/// Nothing of the tester's own settings.
fn options() -> OpenOptions {
    OpenOptions {
        environment: PostgresEnvironment::default(),
        ..OpenOptions::default()
    }
}

fn connect(url: &str) -> Result<PostgresExecutor, DatabaseError> {
    PostgresExecutor::connect(&parsed(url), &options())
}
