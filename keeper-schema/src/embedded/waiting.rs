//! How a client is used that says nothing of it itself.

use keeper_schema_core::dialect::BookkeepingNames;

use super::Database;
use crate::migrate::{Executor, MigrateError};
#[cfg(feature = "postgres")]
use crate::postgres::OpenOptions;

/// The options for clients of PostgreSQL. All else has its own.
#[derive(Clone, Debug, Default)]
pub(super) struct Waiting {
    #[cfg(feature = "postgres")]
    pub(super) options: Option<OpenOptions>,
}

impl Waiting {
    /// Does something with the executor of a database.
    pub(super) fn on<T>(
        &self,
        database: &mut impl Database,
        work: impl FnOnce(&mut dyn Executor) -> Result<T, MigrateError>,
    ) -> Result<T, MigrateError> {
        #[cfg(feature = "postgres")]
        if let Some(options) = &self.options {
            return database.with_executor_by(options, work);
        }
        database.with_executor(work)
    }

    /// What the bookkeeping tables are called.
    pub(super) fn bookkeeping(&self) -> BookkeepingNames {
        #[cfg(feature = "postgres")]
        if let Some(options) = &self.options {
            return options.bookkeeping.clone();
        }
        BookkeepingNames::default()
    }
}
