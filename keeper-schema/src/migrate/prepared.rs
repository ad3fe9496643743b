//! What a step runs and records, found while the database is busy with the steps before it.

use std::sync::mpsc::SyncSender;

use keeper_schema_core::dialect::DialectError;
use keeper_schema_core::operation::{Operation, Replay};

use super::{Record, Step, StepError};

/// How many steps are prepared ahead of the one that runs: so many that memory has a limit,
/// and that the threads seldom wait for each other.
pub(crate) const AHEAD: usize = 1024;

/// A step, ready to be run by the statements of a dialect.
pub(crate) struct Prepared<S> {
    pub(crate) statements: Vec<S>,
    pub(crate) record: Record,
}

/// Prepares the steps in their order, up to the first that cannot be run or that nobody
/// waits for. Touches no connection.
pub(crate) fn all<S>(
    replay: &mut Replay,
    steps: &[Step<'_>],
    statements: fn(&mut Replay, &[Operation]) -> Result<Vec<S>, DialectError>,
    ready: &SyncSender<Result<Prepared<S>, StepError>>,
) {
    for step in steps {
        let prepared = statements(replay, &step.operations);
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
