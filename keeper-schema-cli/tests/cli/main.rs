//! The command line, end to end: the real binary on real SQLite files.
#![allow(
    clippy::disallowed_methods,
    reason = "tests write the histories that they work on"
)]

mod enums;
mod keeper;
mod mistakes;
mod rebase;
mod sandbox;
