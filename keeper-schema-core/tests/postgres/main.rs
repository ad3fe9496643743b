//! The statements for PostgreSQL: their text, and what a server makes of them.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the cases are files, for tests"
)]

mod cases;
mod catalog;
mod columns;
mod cut_off;
mod misfits;
mod operations;
mod refusals;
