//! The command line on PostgreSQL, end to end: the real binary on a real server.
#![allow(
    clippy::disallowed_methods,
    reason = "tests write the histories that they work on, and wait for processes"
)]

mod alembic;
mod blocked;
mod check;
mod concurrent;
mod generation;
mod keeper;
mod killed;
mod locked;
mod rows;
mod sandbox;
mod secrets;
mod types_and_exclusions;
