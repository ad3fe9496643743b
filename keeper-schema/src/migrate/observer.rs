//! Who is told of progress.

use std::time::Duration;

use keeper_schema_core::revision::RevisionId;

use super::{Direction, MeasuredStatement, Progress, Step};

/// Is told what happens, as it happens. Every method does nothing by default.
pub trait Observer {
    /// A revision begins; `position` of `total`, from 1.
    fn started(&mut self, step: &Step<'_>, position: usize, total: usize) {
        let _ = (step, position, total);
    }

    /// A revision has run. It is not there to stay before its transaction commits.
    fn finished(&mut self, revision: &RevisionId, direction: Direction, duration: Duration) {
        let _ = (revision, direction, duration);
    }

    /// These revisions are there to stay.
    fn committed(&mut self, revisions: &[RevisionId]) {
        let _ = revisions;
    }

    /// The revision that was last started has run, and left something as nobody meant it to be: what
    /// a view was told that made way for it could not be told it again, as the name of its owner.
    fn warned(&mut self, warning: &str) {
        let _ = warning;
    }

    /// Whether it wants to be told how far long work within a revision is. What is to be done
    /// has to be counted for that.
    fn is_watching(&self) -> bool {
        false
    }

    /// The revision that was last started has come so far: after each batch of a backfill, and
    /// once a second where the server tells how far it is in other work. A backfill, and work on
    /// a large table of SQLite, are told when they begin, with nothing done.
    fn progressed(&mut self, progress: &Progress<'_>) {
        let _ = progress;
    }

    /// Whether it wants to be told of each statement. Measuring takes time of its own.
    fn is_measuring(&self) -> bool {
        false
    }

    /// A statement of the revision that was last started has run.
    fn measured(&mut self, statement: MeasuredStatement) {
        let _ = statement;
    }
}

/// Tells nobody.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Observer for Silent {}
