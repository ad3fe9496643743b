//! What a program may hand over to be migrated.

use crate::migrate::{Executor, MigrateError};
#[cfg(feature = "postgres")]
use crate::postgres::OpenOptions;

/// A database, or a connection to one, that can be migrated: an executor, and with the
/// feature `sqlite` a `rusqlite::Connection`, with the feature `postgres` a `postgres::Client`.
#[diagnostic::on_unimplemented(
    message = "a migrator does not know `{Self}`",
    label = "no connection that it knows, or the feature for it is not there",
    note = "with the feature `sqlite` it takes a `rusqlite::Connection` or a `SqliteExecutor`",
    note = "with the feature `postgres` it takes a `postgres::Client` or a `PostgresExecutor`; for a `tokio_postgres::Client` there are `upgrade_async` and its like"
)]
pub trait Database {
    /// Does something with the database's executor.
    ///
    /// # Errors
    /// Those of `work`, and if the connection cannot be used.
    fn with_executor<T>(
        &mut self,
        work: impl FnOnce(&mut dyn Executor) -> Result<T, MigrateError>,
    ) -> Result<T, MigrateError>;

    /// The same by these options, if it is a client of PostgreSQL.
    ///
    /// # Errors
    /// As [`Database::with_executor`].
    #[cfg(feature = "postgres")]
    fn with_executor_by<T>(
        &mut self,
        options: &OpenOptions,
        work: impl FnOnce(&mut dyn Executor) -> Result<T, MigrateError>,
    ) -> Result<T, MigrateError> {
        let _ = options;
        self.with_executor(work)
    }
}

#[cfg(feature = "sqlite")]
impl Database for rusqlite::Connection {
    /// Waits as long for locks as the connection does by its own busy timeout, and leaves
    /// its settings as they are.
    fn with_executor<T>(
        &mut self,
        work: impl FnOnce(&mut dyn Executor) -> Result<T, MigrateError>,
    ) -> Result<T, MigrateError> {
        let options = crate::sqlite::OpenOptions::default();
        let mut executor = crate::sqlite::SqliteExecutor::borrowing(self, &options)?;
        work(&mut executor)
    }
}

#[cfg(feature = "sqlite")]
impl Database for crate::sqlite::SqliteExecutor<'_> {
    fn with_executor<T>(
        &mut self,
        work: impl FnOnce(&mut dyn Executor) -> Result<T, MigrateError>,
    ) -> Result<T, MigrateError> {
        work(self)
    }
}

#[cfg(feature = "postgres")]
impl Database for postgres::Client {
    /// Waits for locks as [`OpenOptions`] do by default, and leaves the settings of the session as
    /// they are. A client that is in a transaction is refused.
    fn with_executor<T>(
        &mut self,
        work: impl FnOnce(&mut dyn Executor) -> Result<T, MigrateError>,
    ) -> Result<T, MigrateError> {
        self.with_executor_by(&OpenOptions::default(), work)
    }

    fn with_executor_by<T>(
        &mut self,
        options: &OpenOptions,
        work: impl FnOnce(&mut dyn Executor) -> Result<T, MigrateError>,
    ) -> Result<T, MigrateError> {
        crate::postgres::blocking(self, options, |executor| work(executor))
    }
}

#[cfg(feature = "postgres")]
impl Database for crate::postgres::PostgresExecutor {
    fn with_executor<T>(
        &mut self,
        work: impl FnOnce(&mut dyn Executor) -> Result<T, MigrateError>,
    ) -> Result<T, MigrateError> {
        work(self)
    }
}
