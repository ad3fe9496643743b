//! The executor for SQLite.
//!
//! No type of rusqlite is in a public signature but in [`SqliteExecutor::from_connection`],
//! which is for programs that have a connection already.

mod bookkeeping;
mod carried;
mod driver_error;
mod foreign_keys;
mod open;
mod rebuild;
mod rows;
mod run;
mod session;
mod statement;
mod transaction;

use std::time::Duration;

use keeper_schema_core::dialect::sqlite::BookkeepingNames;
use rusqlite::Connection;

pub use self::open::OpenOptions;

use crate::database_url::SqliteUrl;
use crate::migrate::{DatabaseError, MigrateError, Observer, Options, Record, State, Work};
use keeper_schema_core::revision::RevisionId;

/// A connection to an SQLite database, and how it is to be used.
///
/// ```
/// use keeper_schema::database_url::SqliteUrl;
/// use keeper_schema::sqlite::{OpenOptions, SqliteExecutor};
///
/// let folder = tempfile::tempdir()?;
/// let url = SqliteUrl::file(folder.path().join("keeper.db"));
/// let executor = SqliteExecutor::open(&url, &OpenOptions::default())?;
/// assert!(executor.state()?.revisions.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct SqliteExecutor {
    connection: Connection,
    lock_wait: Duration,
    names: BookkeepingNames,
}

impl SqliteExecutor {
    /// Opens a database.
    ///
    /// # Errors
    /// If the file does not exist and may not be created, cannot be opened, is no
    /// database, or if the SQLite library is too old.
    pub fn open(url: &SqliteUrl, options: &OpenOptions) -> Result<Self, DatabaseError> {
        Self::with(open::connection(url, options)?, options)
    }

    /// Takes over a connection of rusqlite. Its busy timeout and its reading of double
    /// quotes are changed.
    ///
    /// # Errors
    /// Those of [`SqliteExecutor::open`].
    pub fn from_connection(
        connection: Connection,
        options: &OpenOptions,
    ) -> Result<Self, DatabaseError> {
        Self::with(connection, options)
    }

    /// Gives the connection back.
    pub fn into_connection(self) -> Connection {
        self.connection
    }

    /// What the database remembers; nothing if it remembers nothing yet.
    ///
    /// # Errors
    /// If it cannot be read, or not by this version.
    pub fn state(&self) -> Result<State, MigrateError> {
        bookkeeping::state(&self.connection, &self.names)
    }

    /// The canonical text of an applied revision, if it was recorded.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn source(&self, revision: &RevisionId) -> Result<Option<String>, DatabaseError> {
        bookkeeping::source(&self.connection, &self.names, revision)
    }

    /// Runs what `plan` finds to do, and returns what was applied or reverted.
    ///
    /// `plan` is asked before the lock is taken, and again if the database has changed
    /// when it is held. If there is nothing to do, that is one look at the bookkeeping.
    ///
    /// # Errors
    /// The first failure. What was committed before it stays.
    pub fn run<'a>(
        &mut self,
        plan: &mut dyn FnMut(&State) -> Result<Work<'a>, MigrateError>,
        options: &Options,
        observer: &mut dyn Observer,
    ) -> Result<Vec<RevisionId>, MigrateError> {
        run::run(self, plan, options, observer)
    }

    /// Makes the bookkeeping say what `plan` returns, and that only; rows that are there
    /// already stay as they are. Runs nothing.
    ///
    /// # Errors
    /// If `plan` refuses, or the database cannot be written.
    pub fn stamp(
        &mut self,
        plan: &mut dyn FnMut(&State) -> Result<Vec<Record>, MigrateError>,
        options: &Options,
    ) -> Result<(), MigrateError> {
        run::stamp(self, plan, options)
    }

    /// As [`SqliteExecutor::stamp`], but on bookkeeping emptied before: nothing that is
    /// in it needs to make sense.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub fn stamp_purged(
        &mut self,
        records: &[Record],
        options: &Options,
    ) -> Result<(), MigrateError> {
        run::stamp_purged(self, records, options)
    }

    fn with(connection: Connection, options: &OpenOptions) -> Result<Self, DatabaseError> {
        open::prepare(&connection, options)?;
        Ok(Self {
            connection,
            lock_wait: options.lock_wait,
            names: options.bookkeeping.clone(),
        })
    }
}
