//! The executor for SQLite.
//!
//! No type of rusqlite is in a public signature but in [`SqliteExecutor::from_connection`]
//! and [`SqliteExecutor::borrowing`], which are for programs that have a connection already.

mod alembic;
mod backfill;
mod bookkeeping;
mod carried;
mod content;
mod copy;
mod driver_error;
mod foreign_keys;
mod held;
mod hook;
mod interruption;
mod introspect;
mod long;
mod measured;
mod open;
mod parts;
mod readers;
mod rebuild;
mod rows;
mod run;
mod scratch;
mod seed;
mod session;
mod stamp;
mod statement;
mod step_log;
mod transaction;

use std::time::Duration;

use keeper_schema_core::dialect::{BookkeepingNames, Dialect};
use keeper_schema_core::revision::RevisionId;
use keeper_schema_core::schema::Schema;
use keeper_schema_core::seeds::SeedStep;
use rusqlite::Connection;

pub use self::copy::copy_database;
pub use self::open::OpenOptions;

use self::held::{Held, Lent};
use crate::database_url::SqliteUrl;
use crate::migrate::{
    Admission, DatabaseError, Environment, Executor, LiveSchema, MigrateError, Observer, Options,
    Planner, Record, Recorder, Seeding, SqlAt, State, TableColumns, TableContent,
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
pub struct SqliteExecutor<'c> {
    connection: Held<'c>,
    lock_wait: Duration,
    names: BookkeepingNames,
}

impl SqliteExecutor<'static> {
    /// Opens a database.
    ///
    /// # Errors
    /// If the file does not exist and may not be created, cannot be opened, is no
    /// database, or if the SQLite library is too old.
    pub fn open(url: &SqliteUrl, options: &OpenOptions) -> Result<Self, DatabaseError> {
        Self::with(Held::Own(open::connection(url, options)?), options)
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
        Self::with(Held::Own(connection), options)
    }

    /// Gives the connection back; `None` if it was only borrowed.
    pub fn into_connection(self) -> Option<Connection> {
        match self.connection {
            Held::Own(connection) => Some(connection),
            Held::Lent(_) => None,
        }
    }
}

impl<'c> SqliteExecutor<'c> {
    /// Uses a connection of rusqlite for a while. Its busy timeout and its reading of double
    /// quotes are put back at the end; a busy handler of its own is not.
    ///
    /// # Errors
    /// Those of [`SqliteExecutor::open`].
    pub fn borrowing(
        connection: &'c mut Connection,
        options: &OpenOptions,
    ) -> Result<Self, DatabaseError> {
        Self::with(Held::Lent(Lent::new(connection)?), options)
    }

    fn with(connection: Held<'c>, options: &OpenOptions) -> Result<Self, DatabaseError> {
        open::prepare(&connection, options)?;
        Ok(Self {
            connection,
            lock_wait: options.lock_wait,
            names: options.bookkeeping.clone(),
        })
    }
}

impl Executor for SqliteExecutor<'_> {
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

    fn columns(&mut self, _: &Schema) -> Result<Vec<TableColumns>, MigrateError> {
        Ok(content::columns(&self.connection, &self.names)?)
    }

    fn content(&mut self, of: &TableColumns) -> Result<TableContent, MigrateError> {
        Ok(content::of(&self.connection, of)?)
    }

    fn change_rows(&mut self, sql: &str) -> Result<u64, MigrateError> {
        let changed = self.connection.execute(sql, []);
        Ok(changed.map_err(DatabaseError::from)? as u64)
    }

    fn set_rules_off(&mut self) -> Result<(), MigrateError> {
        Ok(session::set_rules_off(&self.connection)?)
    }

    fn unprepared(&mut self, at: &SqlAt<'_>) -> Result<Vec<DatabaseError>, MigrateError> {
        scratch::unprepared(&self.connection, at)
    }

    fn size(&mut self) -> Result<u64, MigrateError> {
        Ok(content::size(&self.connection)?)
    }

    fn run(
        &mut self,
        planner: Planner<'_, '_>,
        options: &Options,
        observer: &mut dyn Observer,
    ) -> Result<Vec<RevisionId>, MigrateError> {
        let interrupt = options.interrupt.as_ref();
        interruption::interruptible(self, interrupt, |executor| {
            run::run(executor, planner, options, observer)
        })
    }

    fn stamp(&mut self, recorder: Recorder<'_>, options: &Options) -> Result<(), MigrateError> {
        stamp::stamp(self, recorder, options)
    }

    fn stamp_purged(&mut self, records: &[Record], options: &Options) -> Result<(), MigrateError> {
        stamp::stamp_purged(self, records, options)
    }

    fn set_environment(
        &mut self,
        environment: Option<Environment>,
        options: &Options,
    ) -> Result<(), MigrateError> {
        stamp::set_environment(self, environment, options)
    }

    fn seed(
        &mut self,
        steps: &[SeedStep],
        admits: Admission<'_>,
        options: &Options,
    ) -> Result<Seeding, MigrateError> {
        let interrupt = options.interrupt.as_ref();
        interruption::interruptible(self, interrupt, |executor| {
            seed::seed(executor, steps, admits, options)
        })
    }
}
