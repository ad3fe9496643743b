//! Database migrations with a guard in the build: tables are structs, history is a folder
//! of revisions, and `cargo build` fails when the two disagree.
//!
//! ```
//! use keeper_schema::Model;
//!
//! /// A book on a shelf.
//! #[derive(Model)]
//! #[keeper(table = "books")]
//! pub struct Book {
//!     #[keeper(primary_key)]
//!     pub id: i32,
//!     #[keeper(length = 255, index)]
//!     pub title: String,
//!     pub pages: Option<i32>,
//! }
//!
//! assert_eq!(Book::TABLE.name, "books");
//! assert!(Book::TABLE.columns[2].null);
//! ```
//!
//! All that can be declared is in [`attributes`], with an example each.
//!
//! The guard is a line in `build.rs`, with `keeper-schema` and its feature `build` among
//! the build-dependencies:
//!
//! ```no_run
//! # #[cfg(feature = "build")]
//! keeper_schema::guard::run();
//! ```
//!
//! Without a feature this crate brings no driver, no parser and no C. The features:
//!
//! - `sqlite`, `sqlite-bundled`: the executor for SQLite, on the system's library or on one
//!   that is compiled in. They are the modules `migrate` and `sqlite`.
//! - `postgres`: the executor for PostgreSQL, the modules `migrate` and `postgres`. It takes clients
//!   of the crates `postgres` and `tokio-postgres` too.
//! - `tracing`: spans of what the executors do, for the crate `tracing`: `upgrade` or `downgrade`,
//!   in it `revision`s, in those each `statement` (its strings left out) and `rebuild`. Without it
//!   nothing is told, and it costs nothing.
//! - `jiff`: the types of the crate `jiff` as column types.
//! - `build`: the guard.

#[doc = include_str!("../docs/models.md")]
pub mod attributes {}
mod column_type;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub mod database_url;
pub mod description;
pub mod embedded;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub mod made_rows;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub mod migrate;
mod model;
#[cfg(feature = "postgres")]
pub mod postgres;
#[doc(hidden)]
pub mod private;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub mod sampled_rows;
#[cfg(feature = "sqlite")]
pub mod sqlite;

#[cfg(feature = "build")]
pub use keeper_schema_core::guard;
pub use keeper_schema_macros::{
    ColumnEnum, ColumnType, Model, SqlObject, embed_migrations, models,
};

pub use self::model::{
    ColumnEnum, ColumnType, Model, SqlObject, TextEnum, UnknownText, UnknownValue,
};
