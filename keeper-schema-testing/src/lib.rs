//! What test programs of several packages share: crates that a guard watches, built by
//! the real cargo, and PostgreSQL servers.
//!
//! A server is private and thrown away, unless `KEEPER_TEST_POSTGRES_URL` names one to be
//! used instead. `KEEPER_TEST_POSTGRES_BIN` names the folder of another version's
//! programs. Where no server is found a test fails, and says how to install one.
#![allow(
    clippy::disallowed_methods,
    reason = "tests are told by the environment which server to use"
)]

mod cluster;
mod database;
mod guarded_crate;
mod owner;
mod programs;
mod psql;
mod small_disk;
mod url;

pub use self::cluster::Cluster;
pub use self::database::Database;
pub use self::guarded_crate::{Build, GuardedCrate};
pub use self::psql::{Outcome, psql};
