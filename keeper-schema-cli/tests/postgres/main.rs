//! The command line on PostgreSQL, end to end: the real binary on a real server.
#![allow(
    clippy::disallowed_methods,
    reason = "tests write the histories that they work on, and wait for processes"
)]

mod adopted;
#[path = "../adopting/mod.rs"]
mod adopting;
mod alembic;
mod asides;
mod backfill;
mod blocked;
mod bookkeeping;
mod check;
mod check_reports;
mod concurrent;
mod converged;
mod crashed;
mod data;
#[path = "../adopting/declared.rs"]
mod declared;
mod deployed;
#[path = "../deployed/mod.rs"]
mod deployment;
mod diff;
mod disk_full;
mod enums;
mod environment;
mod generation;
mod interrupted;
mod keeper;
mod killed;
mod killed_anywhere;
mod locked;
mod logged;
mod objects;
mod odd;
mod offline;
mod partitions;
mod read_only;
mod rehearse;
mod retried;
mod rows;
mod sandbox;
mod secrets;
mod seeds;
mod sql_read;
mod told;
mod types_and_exclusions;
