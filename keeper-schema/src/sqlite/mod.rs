//! The executor for SQLite.
//!
//! No type of rusqlite is in a public signature but in [`SqliteExecutor::from_connection`],
//! which is for programs that have a connection already.

mod alembic;
mod bookkeeping;
mod carried;
mod driver_error;
mod foreign_keys;
mod introspect;
mod open;
mod readers;
mod rebuild;
mod rows;
mod run;
mod session;
mod stamp;
mod statement;
mod transaction;

use std::time::Duration;

use keeper_schema_core::dialect::{BookkeepingNames, Dialect};
use keeper_schema_core::revision::RevisionId;
use keeper_schema_core::schema::Schema;
use rusqlite::Connection;

pub use self::open::OpenOptions;

use crate::database_url::SqliteUrl;
use crate::migrate::{
    DatabaseError, Executor, LiveSchema, MigrateError, Observer, Options, Planner, Record,
    Recorder, State,
};

/// A connection to an SQLite database, and how it is to be used.
///
/// ```
/// use keeper_schema::database_url::SqliteUrl;
/// use keeper_schema::migrate::Executor;
/// use keeper_schema::sqlite::{OpenOptions, SqliteExecutor};
///
/// let folder = tempfile::tempdir()?;
/// let url = SqliteUrl::file(folder.path().join("keeper.db"));
/// let mut executor = SqliteExecutor::open(&url, &OpenOptions::default())?;
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

    fn with(connection: Connection, options: &OpenOptions) -> Result<Self, DatabaseError> {
        open::prepare(&connection, options)?;
        Ok(Self {
            connection,
            lock_wait: options.lock_wait,
            names: options.bookkeeping.clone(),
        })
    }
}

impl Executor for SqliteExecutor {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn state(&mut self) -> Result<State, MigrateError> {
        bookkeeping::state(&self.connection, &self.names)
    }

    fn source(&mut self, revision: &RevisionId) -> Result<Option<String>, MigrateError> {
        Ok(bookkeeping::source(
            &self.connection,
            &self.names,
            revision,
        )?)
    }

    fn live_schema(&mut self, expected: &Schema) -> Result<LiveSchema, MigrateError> {
        Ok(introspect::live(&self.connection, expected, &self.names)?)
    }

    fn whole_schema(&mut self, expected: &Schema) -> Result<LiveSchema, MigrateError> {
        Ok(introspect::whole(&self.connection, expected, &self.names)?)
    }

    fn alembic_versions(&mut self) -> Result<Option<Vec<String>>, MigrateError> {
        Ok(alembic::versions(&self.connection)?)
    }

    fn run(
        &mut self,
        planner: Planner<'_, '_>,
        options: &Options,
        observer: &mut dyn Observer,
    ) -> Result<Vec<RevisionId>, MigrateError> {
        run::run(self, planner, options, observer)
    }

    fn stamp(&mut self, recorder: Recorder<'_>, options: &Options) -> Result<(), MigrateError> {
        stamp::stamp(self, recorder, options)
    }

    fn stamp_purged(&mut self, records: &[Record], options: &Options) -> Result<(), MigrateError> {
        stamp::stamp_purged(self, records, options)
    }
}
