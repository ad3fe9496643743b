//! The executor for SQLite on real files: what a rebuild keeps, what is refused, and
//! what faults leave behind.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests of the executor make files and look at them"
)]

// The generators of core's own property tests name these as `crate::`.
use keeper_schema_core::{operation, schema};

#[allow(dead_code, reason = "core's own tests use the rest")]
#[path = "../../../keeper-schema-core/src/arbitrary/mod.rs"]
mod arbitrary;
mod bookkeeping;
mod child;
mod declared;
mod embedded;
mod files;
mod fits;
mod foreign_keys;
#[path = "../forest/mod.rs"]
mod forest;
mod hooked;
#[path = "../hooks/mod.rs"]
mod hooks;
mod introspected;
#[path = "../keeper/mod.rs"]
mod keeper;
#[path = "../kept/mod.rs"]
mod kept;
mod kill;
mod laws;
mod locks;
mod made_rows;
mod names;
mod optimised;
mod phased;
mod rebuild;
mod refused_rebuild;
mod replaced;
#[path = "../squash/mod.rs"]
mod squash;
mod support;
mod transactions;
