//! What happens, told to the command line as it happens.

use std::time::{Duration, Instant};

use keeper_schema_core::revision::RevisionId;

use super::message::{Message, string};
use super::request::Request;
use crate::migrate::{Direction, MeasuredStatement, Observer, Progress, Step};

/// Tells what an observer there wants to know.
pub(super) struct Told {
    is_watching: bool,
    is_measuring: bool,
    /// What moments are counted from.
    start: Instant,
}

impl Told {
    #[allow(
        clippy::disallowed_methods,
        reason = "moments are told by how long after this one they are"
    )]
    pub(super) fn new(request: &Request) -> Self {
        Self {
            is_watching: request.is_watching,
            is_measuring: request.is_measuring,
            start: Instant::now(),
        }
    }

    fn after(&self, moment: Instant) -> Duration {
        moment.saturating_duration_since(self.start)
    }
}

impl Observer for Told {
    fn started(&mut self, step: &Step<'_>, position: usize, total: usize) {
        Message::new("started")
            .text("revision", step.revision.as_str())
            .direction(step.direction)
            .flag("only_recorded", step.replaces)
            .number("position", position as u64)
            .number("total", total as u64)
            .tell();
    }

    fn finished(&mut self, revision: &RevisionId, direction: Direction, took: Duration) {
        Message::new("finished")
            .text("revision", revision.as_str())
            .direction(direction)
            .time("took", took)
            .tell();
    }

    fn warned(&mut self, warning: &str) {
        Message::new("warning").text("message", warning).tell();
    }

    fn committed(&mut self, revisions: &[RevisionId]) {
        Message::new("committed").revisions(revisions).tell();
    }

    fn is_watching(&self) -> bool {
        self.is_watching
    }

    fn progressed(&mut self, progress: &Progress<'_>) {
        let mut message = Message::new("progress")
            .text("activity", progress.activity.as_str())
            .text("of", progress.of)
            .text("unit", progress.unit.as_str())
            .number("done", progress.done)
            .time("took", progress.took);
        if let Some(phase) = progress.phase {
            message = message.text("phase", phase);
        }
        if let Some(total) = progress.total {
            message = message.number("total", total);
        }
        message.tell();
    }

    fn is_measuring(&self) -> bool {
        self.is_measuring
    }

    fn measured(&mut self, statement: MeasuredStatement) {
        let locks = statement.locks.iter().map(|lock| {
            Message::new("lock")
                .text("table", &lock.table)
                .text("mode", &lock.mode)
                .time("from", self.after(lock.from))
                .time("until", self.after(lock.until))
                .json()
        });
        Message::new("measured")
            .text("sql", &statement.sql)
            .time("began", self.after(statement.began))
            .time("took", statement.took)
            .list("locks", locks)
            .list(
                "rewritten",
                statement.rewritten.iter().map(|table| string(table)),
            )
            .tell();
    }
}
