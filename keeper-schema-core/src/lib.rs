//! The pure core of keeper-schema, in the order the data moves:
//!
//! ```text
//! source → model → lower → schema → diff → operation → revision → graph → plan → dialect
//! ```
//!
//! Only [`files`], [`revision::directory`], [`guard`] and [`embed`] touch files or the
//! environment. No stage opens a connection: executors live in `keeper-schema`.

#[cfg(test)]
pub(crate) mod arbitrary;
mod both;
pub mod closest;
pub mod config;
pub mod diagnostic;
pub mod dialect;
pub mod diff;
#[cfg(feature = "syntax")]
pub mod embed;
pub mod files;
pub mod graph;
#[cfg(feature = "syntax")]
pub mod guard;
pub mod history;
pub mod invisible;
#[cfg(feature = "syntax")]
pub mod lower;
#[cfg(feature = "syntax")]
pub mod model;
pub mod operation;
pub mod plan;
pub mod revision;
#[cfg(feature = "syntax")]
pub mod rust_source;
pub mod schema;
pub mod seeds;
#[cfg(feature = "syntax")]
pub mod source;

pub use self::both::both;
