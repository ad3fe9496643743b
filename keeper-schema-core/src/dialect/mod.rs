//! Turns operations into statements that a database runs.
//!
//! Pure: no connection, no clock. What must look at the live database is a value, such
//! as [`sqlite::Rebuild`], that the executor carries out. Each dialect has statements of
//! its own kinds; what both share is beside them.

mod batches;
mod bookkeeping;
mod error;
mod filling;
mod json;
mod part_checksum;
pub mod postgres;
mod quote;
mod row_check;
mod rows;
mod script;
pub mod sqlite;
#[cfg(test)]
mod tests;

use std::fmt;

pub use self::batches::Batches;
pub use self::bookkeeping::{BOOKKEEPING_FORMAT, BookkeepingNames};
pub use self::error::DialectError;
pub use self::quote::{quoted, string_literal};
pub use self::row_check::{Misfit, RowCheck};
pub use self::script::{Recorded, ScriptStep};

/// A kind of database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dialect {
    /// SQLite 3.35 or later.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

impl Dialect {
    /// The key in revisions: `sqlite` or `postgres`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
}
