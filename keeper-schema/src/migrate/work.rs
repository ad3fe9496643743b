//! What is to be run.

use std::borrow::Cow;

use keeper_schema_core::operation::{Operation, Replay, RowOperation};
use keeper_schema_core::revision::checksum::checksum;
use keeper_schema_core::revision::{Revision, RevisionId, write};

use super::{Record, RecordKind, TransactionMode};

/// Steps, and the schema that they start from.
#[derive(Debug, Default)]
pub struct Work<'a> {
    /// The replay of what is applied, in the order of the plan. May be empty if there
    /// are no steps.
    pub replay: Replay,
    /// What to run, in order.
    pub steps: Vec<Step<'a>>,
}

/// One revision to apply or to revert.
#[derive(Clone, Debug)]
pub struct Step<'a> {
    /// The revision.
    pub revision: RevisionId,
    /// Which way.
    pub direction: Direction,
    /// What it does: the operations of the upgrade, or those of the downgrade.
    pub operations: Cow<'a, [Operation]>,
    /// Whether SQLite enforces foreign keys while it runs. It then has a transaction of
    /// its own.
    pub foreign_keys_on: bool,
    /// What the revision says.
    pub of: &'a Revision,
    /// Whether it is only recorded, in place of all that it replaces.
    pub replaces: bool,
}

impl Step<'_> {
    /// Whether it has a transaction of its own on a database where one can hold many
    /// revisions.
    pub fn is_alone(&self, mode: TransactionMode) -> bool {
        self.foreign_keys_on || mode == TransactionMode::PerRevision || self.fills()
    }

    /// Whether it fills rows that may be many, and so is no single transaction.
    pub fn fills(&self) -> bool {
        let is_fill =
            |operation: &Operation| matches!(operation, Operation::Rows(RowOperation::Fill(_)));
        self.operations.iter().any(is_fill)
    }

    /// The revisions that are no longer recorded once this one is.
    pub fn replaced(&self) -> &[RevisionId] {
        match self.replaces {
            true => &self.of.replaces,
            false => &[],
        }
    }

    /// How it comes to be recorded, if it is applied.
    pub fn kind(&self) -> RecordKind {
        match self.replaces {
            true => RecordKind::Replaced,
            false => RecordKind::Applied,
        }
    }

    /// What the bookkeeping keeps of the revision.
    pub fn record(&self) -> Record {
        Record {
            revision: self.revision.clone(),
            checksum: checksum(self.of),
            source: write::revision(self.of),
        }
    }
}

/// The way that a revision is gone through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// It is applied.
    Upgrade,
    /// It is reverted.
    Downgrade,
}
