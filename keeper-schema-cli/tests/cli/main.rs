//! The command line, end to end: the real binary on real databases.
#![allow(
    clippy::disallowed_methods,
    reason = "tests write the histories that they work on"
)]

mod keeper;
mod mistakes;
mod postgres;
mod rebase;
mod sandbox;
