//! What a step runs and records, found while the server is busy with the steps before it.

use std::sync::mpsc::SyncSender;

use keeper_schema_core::dialect::postgres::{self, Statement};
use keeper_schema_core::operation::Replay;

use crate::migrate::{Record, Step, StepError};

/// How many steps are prepared ahead of the one that runs: memory has a limit, and the
/// threads seldom wait for each other.
pub(super) const AHEAD: usize = 64;

/// A step, ready to be run.
pub(super) struct Prepared {
    pub(super) statements: Vec<Statement>,
    pub(super) record: Record,
}

/// Prepares the steps in their order, up to the first that cannot be run or that nobody
/// waits for.
pub(super) fn all(
    mut replay: Replay,
    steps: &[Step<'_>],
    ready: &SyncSender<Result<Prepared, StepError>>,
) {
    for step in steps {
        let prepared = postgres::statements(&mut replay, &step.operations);
        let prepared = prepared.map(|statements| Prepared {
            statements,
            record: step.record(),
        });
        let is_last = prepared.is_err();
        let is_taken = ready.send(prepared.map_err(StepError::from)).is_ok();
        if is_last || !is_taken {
            return;
        }
    }
}
