//! What the guard sees and says, in tables: ways to write and to hide models, and edits of
//! models and revisions. The packages are folders on disk, but nothing is built; real builds
//! are in the workspace's own `tests/guard`.
#![allow(
    clippy::disallowed_methods,
    reason = "tests write the packages that they check"
)]

mod codes;
mod edits_of_constraints;
mod edits_of_history;
mod edits_of_models;
mod edits_without_meaning;
mod other_databases;
mod package;
mod rows;
mod shelf;
mod ways_to_hide;
mod ways_to_type;
mod ways_to_write;
mod workspace;
