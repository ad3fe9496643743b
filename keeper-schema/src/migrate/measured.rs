//! What a rehearsal is told: what statements take, and what is in the tables.

use std::time::{Duration, Instant};

use keeper_schema_core::schema::TableName;

/// A statement that ran, and what it took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasuredStatement {
    /// The statement, or what it does if it is many.
    pub sql: String,
    /// When it began.
    pub began: Instant,
    /// How long it ran.
    pub took: Duration,
    /// The locks that it took first in its transaction. Nothing on SQLite, whose only lock is
    /// that of the file.
    pub locks: Vec<HeldLock>,
    /// The tables whose rows it wrote anew.
    pub rewritten: Vec<String>,
}

/// A lock on a table that others know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldLock {
    /// The table.
    pub table: String,
    /// Its mode, as the server calls it: `AccessExclusiveLock`.
    pub mode: String,
    /// When it was held at the latest: the statement had begun by then.
    pub from: Instant,
    /// When it was given back.
    pub until: Instant,
}

/// A table and some of its columns.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TableColumns {
    /// The table.
    pub table: TableName,
    /// The columns, in order.
    pub columns: Vec<String>,
}

/// What is in some columns of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableContent {
    /// How many rows there are.
    pub rows: u64,
    /// A checksum of the columns, whatever order the rows are in.
    pub checksum: String,
}
