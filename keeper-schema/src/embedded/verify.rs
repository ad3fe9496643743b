//! Whether a database is what a program was compiled for.

use std::fmt;

use keeper_schema_core::diff::Difference;
use keeper_schema_core::revision::RevisionId;

use super::Database;
use super::migrator::{Migrator, has_all};
use crate::migrate::{self, MigrateError};

/// Why a program is not to serve on a database.
#[derive(Debug)]
#[non_exhaustive]
pub enum VerifyError {
    /// Revisions of the program are not applied.
    Behind {
        /// Which, in the order in which an upgrade applies them.
        pending: Vec<RevisionId>,
    },
    /// Revisions are applied that the program does not have: another, newer one has
    /// been here.
    Ahead {
        /// Which, in the order in which they were applied.
        unknown: Vec<RevisionId>,
    },
    /// The bookkeeping says that the database is where the program wants it, and its schema
    /// differs.
    Drifted {
        /// How.
        differences: Vec<Difference>,
    },
    /// It cannot be told.
    Migrate(MigrateError),
}

impl Migrator<'_> {
    /// Refuses a database that is not at the newest of the program's revisions, knows others,
    /// or has another schema than they lead to. Reads the whole catalog; where that is too
    /// much, [`Migrator::pending`] reads the bookkeeping alone. Contracts that wait make a
    /// database behind unless the program goes [`through`](Migrator::through) the expand
    /// phase only. Changes nothing.
    ///
    /// # Errors
    /// One for each of these, and if the database cannot be read.
    pub fn verify(&self, database: &mut impl Database) -> Result<(), VerifyError> {
        let state = self.waiting().on(database, |executor| executor.state())?;
        let application = &self.options().application;
        if let (Some(recorded), Some(given)) = (state.meta.get("application"), application)
            && recorded != given
        {
            return Err(VerifyError::Migrate(MigrateError::WrongApplication {
                recorded: recorded.clone(),
                given: given.clone(),
            }));
        }
        if !has_all(&state, self.migrations()) {
            let history = self.history()?;
            let is_replaced = |id: &RevisionId| history.as_revisions().replacing(id).is_some();
            let rows = state.revisions.iter().map(|row| &row.revision);
            let unknown: Vec<RevisionId> = rows
                .filter(|revision| history.revision(revision).is_none() && !is_replaced(revision))
                .cloned()
                .collect();
            if !unknown.is_empty() {
                return Err(VerifyError::Ahead { unknown });
            }
            let pending = self.pending(database)?;
            if !pending.is_empty() {
                return Err(VerifyError::Behind { pending });
            }
        }
        let migrator = migrate::Migrator::new(self.history()?);
        let check = self
            .waiting()
            .on(database, |executor| migrator.check(executor))?;
        if check.differences.is_empty() {
            return Ok(());
        }
        Err(VerifyError::Drifted {
            differences: check.differences,
        })
    }
}

impl From<MigrateError> for VerifyError {
    fn from(error: MigrateError) -> Self {
        Self::Migrate(error)
    }
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let listed = |revisions: &[RevisionId]| {
            let ids = revisions.iter().map(|revision| format!("`{revision}`"));
            ids.collect::<Vec<String>>().join(", ")
        };
        match self {
            Self::Behind { pending } => write!(
                f,
                "the database is behind this program, {} not applied",
                listed(pending)
            ),
            Self::Ahead { unknown } => write!(
                f,
                "the database is ahead of this program, which does not know {}",
                listed(unknown)
            ),
            Self::Drifted { differences } => {
                f.write_str("the database was changed beside its revisions:")?;
                differences
                    .iter()
                    .try_for_each(|difference| write!(f, "\n  {}", difference.sentence))
            }
            Self::Migrate(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for VerifyError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Migrate(error) => error.source(),
            Self::Behind { .. } | Self::Ahead { .. } | Self::Drifted { .. } => None,
        }
    }
}
