//! The command line, end to end: the real binary on real databases.
#![allow(
    clippy::disallowed_methods,
    reason = "tests write the histories that they work on"
)]

mod adopted;
#[path = "../adopting/mod.rs"]
mod adopting;
mod against;
mod application;
#[cfg(unix)]
mod as_cargo_db;
mod backfill;
mod branches;
mod clashing;
#[path = "../adopting/declared.rs"]
mod declared;
mod deployed;
#[path = "../deployed/mod.rs"]
mod deployment;
mod diff;
mod drawn;
mod edited;
mod enums;
mod environment;
mod errors;
mod explained;
mod generation;
mod gone_files;
mod hooked;
mod interrupted;
mod keeper;
mod late;
mod library;
mod listings;
mod live;
mod mended;
mod migrator_bin;
mod mistakes;
mod model_crate;
mod models;
mod new_branches;
mod nothing_to_do;
mod objects;
mod offline;
mod phases;
mod plans;
mod postgres;
mod rebase;
mod rehearse;
mod rolled_back;
mod sandbox;
mod seeds;
mod set_up;
mod shared;
mod squash;
mod targets;
mod together;
mod watched;
