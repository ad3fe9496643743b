//! An observer on another thread.

use std::borrow::Cow;
use std::time::Duration;

use keeper_schema_core::revision::RevisionId;

use super::requests::Requests;
use crate::migrate::{Direction, MeasuredStatement, Observer, Progress, Step};

/// Tells an observer what happens where the work is, in the order in which it does, and a little
/// later. What borrows from the work is copied for that.
pub(crate) struct Told {
    is_watching: bool,
    is_measuring: bool,
    requests: Requests,
}

/// One thing to tell.
pub(super) type Tell = Box<dyn FnOnce(&mut dyn Observer) + Send>;

impl Told {
    pub(super) fn new(observer: &dyn Observer, requests: Requests) -> Self {
        Self {
            is_watching: observer.is_watching(),
            is_measuring: observer.is_measuring(),
            requests,
        }
    }

    fn tell(&self, tell: impl FnOnce(&mut dyn Observer) + Send + 'static) {
        self.requests.tell(Box::new(tell));
    }
}

impl Observer for Told {
    fn started(&mut self, step: &Step<'_>, position: usize, total: usize) {
        let (of, operations) = (step.of.clone(), step.operations.to_vec());
        let (revision, direction) = (step.revision.clone(), step.direction);
        let (foreign_keys_on, replaces) = (step.foreign_keys_on, step.replaces);
        self.tell(move |observer| {
            let step = Step {
                revision,
                direction,
                operations: Cow::Owned(operations),
                foreign_keys_on,
                of: &of,
                replaces,
            };
            observer.started(&step, position, total);
        });
    }

    fn finished(&mut self, revision: &RevisionId, direction: Direction, duration: Duration) {
        let revision = revision.clone();
        self.tell(move |observer| observer.finished(&revision, direction, duration));
    }

    fn warned(&mut self, warning: &str) {
        let warning = warning.to_owned();
        self.tell(move |observer| observer.warned(&warning));
    }

    fn committed(&mut self, revisions: &[RevisionId]) {
        let revisions = revisions.to_vec();
        self.tell(move |observer| observer.committed(&revisions));
    }

    fn is_watching(&self) -> bool {
        self.is_watching
    }

    fn progressed(&mut self, progress: &Progress<'_>) {
        let of = progress.of.to_owned();
        let phase = progress.phase.map(str::to_owned);
        let progress = Progress {
            of: "",
            phase: None,
            ..*progress
        };
        self.tell(move |observer| {
            observer.progressed(&Progress {
                of: &of,
                phase: phase.as_deref(),
                ..progress
            });
        });
    }

    fn is_measuring(&self) -> bool {
        self.is_measuring
    }

    fn measured(&mut self, statement: MeasuredStatement) {
        self.tell(move |observer| observer.measured(statement));
    }
}
