//! Which operation each statement of a revision is for.
//!
//! PostgreSQL has statements for each operation. SQLite makes one table's changes together, so
//! there nobody can say which operation took how long.

use std::collections::BTreeMap;

use keeper_schema::migrate::Work;
use keeper_schema_core::dialect::{Dialect, postgres};
use keeper_schema_core::revision::RevisionId;

/// The statements of revisions, each with the position of its operation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shares(BTreeMap<RevisionId, Vec<(usize, String)>>);

impl Shares {
    /// Of the steps of some work. What cannot be run has none.
    pub(crate) fn of(dialect: Dialect, work: &Work<'_>) -> Self {
        let mut shares = Self::default();
        if dialect == Dialect::Sqlite {
            return shares;
        }
        let mut replay = work.replay.clone();
        for step in work.steps.iter().filter(|step| !step.replaces) {
            let Ok(statements) = postgres::by_operation(&mut replay, &step.operations) else {
                break;
            };
            let statements = statements.into_iter().enumerate();
            let statements = statements.flat_map(|(operation, statements)| {
                let statements = statements.into_iter();
                statements.map(move |statement| (operation, statement.sql().to_owned()))
            });
            shares.0.insert(step.revision.clone(), statements.collect());
        }
        shares
    }

    /// The operation of a statement, by its position among those of the revision.
    pub(crate) fn operation(
        &self,
        revision: &RevisionId,
        position: usize,
        sql: &str,
    ) -> Option<usize> {
        let (operation, share) = self.0.get(revision)?.get(position)?;
        (share == sql).then_some(*operation)
    }
}
