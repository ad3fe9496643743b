//! What happens while revisions run, for programs: a JSON object a line on stdout.
//!
//! `docs/events.md` has the fields. They are never renamed, and times are in milliseconds.

use std::time::Duration;

use keeper_schema::migrate::{Direction, MigrateError, Observer, Progress, Step};
use keeper_schema_core::revision::RevisionId;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::output::print;

/// Tells each event as it happens.
#[derive(Debug, Default)]
pub(crate) struct Events {
    /// The revision that was last started.
    revision: Option<RevisionId>,
}

impl Observer for Events {
    fn started(&mut self, step: &Step<'_>, position: usize, total: usize) {
        self.revision = Some(step.revision.clone());
        tell(&json!({
            "event": "started",
            "revision": step.revision.as_str(),
            "direction": word(step.direction),
            "message": step.of.message,
            "only_recorded": step.replaces,
            "position": position,
            "total": total,
        }));
    }

    fn is_watching(&self) -> bool {
        true
    }

    fn progressed(&mut self, progress: &Progress<'_>) {
        tell(&json!({
            "event": "progress",
            "revision": self.revision.as_ref().map(RevisionId::as_str),
            "activity": progress.activity.as_str(),
            "of": progress.of,
            "phase": progress.phase,
            "unit": progress.unit.as_str(),
            "done": progress.done,
            "total": progress.total,
            "ms": milliseconds(progress.took),
            "ms_left": progress.left().map(milliseconds),
        }));
    }

    fn finished(&mut self, revision: &RevisionId, direction: Direction, took: Duration) {
        tell(&json!({
            "event": "finished",
            "revision": revision.as_str(),
            "direction": word(direction),
            "ms": milliseconds(took),
        }));
    }

    fn warned(&mut self, warning: &str) {
        tell(&json!({
            "event": "warning",
            "revision": self.revision.as_ref().map(RevisionId::as_str),
            "message": warning,
        }));
    }

    fn committed(&mut self, revisions: &[RevisionId]) {
        tell(&json!({"event": "committed", "revisions": ids(revisions)}));
    }
}

/// The end of a run that came to its target.
pub(crate) fn done(revisions: &[RevisionId]) {
    tell(&json!({"event": "done", "revisions": ids(revisions)}));
}

/// The end of a run that was interrupted.
pub(crate) fn interrupted(error: &MigrateError) {
    if let MigrateError::Interrupted {
        direction,
        done,
        total,
        next,
        is_begun,
    } = error
    {
        tell(&json!({
            "event": "interrupted",
            "direction": word(*direction),
            "done": done,
            "total": total,
            "next": next.as_str(),
            "in_part": is_begun,
        }));
    }
}

/// The end of a run that failed.
pub(crate) fn failed(failure: &Failure) {
    for diagnostic in failure.diagnostics() {
        tell(&json!({
            "event": "failed",
            "code": diagnostic.code.map(|code| code.as_str()),
            "message": diagnostic.message,
        }));
    }
}

fn tell(event: &Value) {
    // Whoever stopped listening is no reason to stop an upgrade.
    let _ = print(&format!("{event}\n"));
}

fn word(direction: Direction) -> &'static str {
    match direction {
        Direction::Upgrade => "upgrade",
        Direction::Downgrade => "downgrade",
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn ids(revisions: &[RevisionId]) -> Vec<&str> {
    revisions.iter().map(RevisionId::as_str).collect()
}
