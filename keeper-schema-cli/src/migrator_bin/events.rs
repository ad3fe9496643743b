//! What the program tells, passed on to an observer as if it had happened here.

use std::borrow::Cow;
use std::time::{Duration, Instant};

use keeper_schema::migrate::{
    Activity, Direction, HeldLock, MeasuredStatement, MigrateError, Observer, Progress,
    ProgressUnit, Step,
};
use keeper_schema_core::diagnostic::{Code, Diagnostic};
use keeper_schema_core::operation::Operation;
use keeper_schema_core::revision::RevisionId;
use serde_json::Value;

use super::{Ended, Way};
use crate::failure::Failure;

/// Passes on what is told.
pub(super) struct Told<'t> {
    way: &'t Way<'t>,
    observer: &'t mut dyn Observer,
    /// What its moments are counted from.
    start: Instant,
}

impl<'t> Told<'t> {
    pub(super) fn new(way: &'t Way<'t>, observer: &'t mut dyn Observer) -> Self {
        Self {
            way,
            observer,
            start: Instant::now(),
        }
    }

    /// Passes an event on; how it ended, if it is the last one. One that is not known is of a
    /// later version.
    pub(super) fn event(&mut self, event: &Value) -> Option<Result<Vec<RevisionId>, Ended>> {
        match text(event, "event") {
            "started" => self.started(event),
            "progress" => self.progressed(event),
            "finished" => {
                if let Some(revision) = revision(event, "revision") {
                    let took = time(event, "took");
                    self.observer.finished(&revision, direction(event), took);
                }
            }
            "warning" => self.observer.warned(text(event, "message")),
            "committed" => self.observer.committed(&revisions(event)),
            "measured" => self.measured(event),
            "done" => return Some(Ok(revisions(event))),
            "interrupted" => return Some(Err(interrupted(event))),
            "failed" => return Some(Err(failed(event))),
            _ => {}
        }
        None
    }

    fn started(&mut self, event: &Value) {
        let Some(revision) = revision(event, "revision") else {
            return;
        };
        let (position, total) = (count(event, "position"), count(event, "total"));
        if let Some(step) = self.way.steps.iter().find(|step| step.revision == revision) {
            return self.observer.started(step, position, total);
        }
        let revisions = self.way.history.as_revisions();
        let file = revisions.get(&revision);
        let Some(file) = file.or_else(|| revisions.replaced(&revision)) else {
            return;
        };
        let direction = direction(event);
        let operations: &[Operation] = match direction {
            Direction::Upgrade => &file.revision.upgrade,
            Direction::Downgrade => &[],
        };
        let step = Step {
            revision,
            direction,
            operations: Cow::Borrowed(operations),
            foreign_keys_on: false,
            of: &file.revision,
            replaces: event["only_recorded"] == true,
        };
        self.observer.started(&step, position, total);
    }

    fn progressed(&mut self, event: &Value) {
        let activity = match text(event, "activity") {
            "backfill" => Activity::Backfill,
            "rebuild" => Activity::Rebuild,
            _ => Activity::Index,
        };
        let unit = match text(event, "unit") {
            "blocks" => ProgressUnit::Blocks,
            _ => ProgressUnit::Rows,
        };
        self.observer.progressed(&Progress {
            activity,
            of: text(event, "of"),
            phase: event["phase"].as_str(),
            unit,
            done: event["done"].as_u64().unwrap_or_default(),
            total: event["total"].as_u64(),
            took: time(event, "took"),
        });
    }

    fn measured(&mut self, event: &Value) {
        let moment = |of: &Value, key| self.start + time(of, key);
        let locks = event["locks"].as_array().into_iter().flatten();
        let locks = locks.map(|lock| HeldLock {
            table: text(lock, "table").to_owned(),
            mode: text(lock, "mode").to_owned(),
            from: moment(lock, "from"),
            until: moment(lock, "until"),
        });
        let rewritten = event["rewritten"].as_array().into_iter().flatten();
        let rewritten = rewritten.filter_map(|table| Some(table.as_str()?.to_owned()));
        let statement = MeasuredStatement {
            sql: text(event, "sql").to_owned(),
            began: moment(event, "began"),
            took: time(event, "took"),
            locks: locks.collect(),
            rewritten: rewritten.collect(),
        };
        self.observer.measured(statement);
    }
}

fn interrupted(event: &Value) -> Ended {
    match revision(event, "next") {
        Some(next) => Ended::Interrupted(MigrateError::Interrupted {
            direction: direction(event),
            done: count(event, "done"),
            total: count(event, "total"),
            next,
            is_begun: event["in_part"] == true,
        }),
        None => Ended::Unbegun,
    }
}

fn failed(event: &Value) -> Ended {
    let message = text(event, "message");
    let code = Code::ALL.iter().find(|code| event["code"] == code.as_str());
    let mut diagnostic = match code {
        Some(code) => Diagnostic::new(*code, message),
        None => Diagnostic::of_call(message),
    };
    for help in event["help"].as_array().into_iter().flatten() {
        diagnostic = diagnostic.help(help.as_str().unwrap_or_default());
    }
    match text(event, "kind") {
        "revision" => Ended::Revision(diagnostic.into()),
        "locked" => Ended::Failed(Failure::locked(diagnostic)),
        _ => Ended::Failed(diagnostic.into()),
    }
}

fn text<'e>(event: &'e Value, key: &str) -> &'e str {
    event[key].as_str().unwrap_or_default()
}

fn count(event: &Value, key: &str) -> usize {
    let number = event[key].as_u64().unwrap_or_default();
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn time(event: &Value, key: &str) -> Duration {
    Duration::from_micros(event[key].as_u64().unwrap_or_default())
}

fn direction(event: &Value) -> Direction {
    match text(event, "direction") {
        "downgrade" => Direction::Downgrade,
        _ => Direction::Upgrade,
    }
}

fn revision(event: &Value, key: &str) -> Option<RevisionId> {
    RevisionId::new(event[key].as_str()?).ok()
}

fn revisions(event: &Value) -> Vec<RevisionId> {
    let ids = event["revisions"].as_array().into_iter().flatten();
    let ids = ids.filter_map(|id| RevisionId::new(id.as_str()?).ok());
    ids.collect()
}
