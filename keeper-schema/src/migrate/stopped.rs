//! Where a run was asked to stop.

use keeper_schema_core::revision::RevisionId;

use super::{Direction, MigrateError};

/// What is done by then, and what is not.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopped<'a> {
    pub(crate) direction: Direction,
    /// How many revisions are committed, of how many.
    pub(crate) done: usize,
    pub(crate) total: usize,
    /// The one that it goes on with.
    pub(crate) next: &'a RevisionId,
}

impl Stopped<'_> {
    /// Nothing of the next revision is done.
    pub(crate) fn error(self) -> MigrateError {
        self.in_part(false)
    }

    /// A part of the next revision may be done.
    pub(crate) fn in_part(self, is_begun: bool) -> MigrateError {
        MigrateError::Interrupted {
            direction: self.direction,
            done: self.done,
            total: self.total,
            next: self.next.clone(),
            is_begun,
        }
    }

    /// The same for a statement that was cancelled; any other error is told as it is.
    pub(crate) fn or(self, error: MigrateError) -> MigrateError {
        match error.is_cancelled() {
            true => self.error(),
            false => error,
        }
    }
}
