//! The command line, end to end: the real binary on real SQLite files.
#![allow(
    clippy::disallowed_methods,
    reason = "tests write the histories that they work on"
)]

mod generation;
mod keeper;
mod mistakes;
mod model_crate;
mod rebase;
mod sandbox;
