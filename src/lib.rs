//! Keeper publishes documentation: its tables as models, its history as revisions.
//!
//! The guard in `build.rs` compares [`models`] with `migrations/` on every build.

pub mod models;
