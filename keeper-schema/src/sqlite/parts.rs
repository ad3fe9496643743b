//! A revision that fills rows: several transactions, each recorded, so that what is cut off
//! goes on where it was.
//!
//! Between two of them anybody may write, another migrator too. So each begins with a look at the
//! log, with the lock held: two migrators share the work, and neither does it twice.

#![allow(
    clippy::disallowed_methods,
    reason = "the executor measures how long a revision takes"
)]

use std::time::Instant;

use keeper_schema_core::dialect::sqlite::{self, Part, Statement};
use keeper_schema_core::operation::{Operation, Replay};

use super::foreign_keys::Violations;
use super::run::{failed, foreign_keys, record, run_all};
use super::transaction::{ForeignKeys, commit, hold};
use super::{SqliteExecutor, backfill, bookkeeping, step_log};
use crate::migrate::logged::StepState;
use crate::migrate::{MigrateError, Observer, Options, Step, StepError};

/// How a revision came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    Recorded,
    /// Another migrator recorded it.
    ByAnother,
}

/// What the log has of a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    Nothing,
    /// It has begun, and came so far.
    Running(String),
    Done,
    /// Nothing is left of the whole revision: another migrator recorded it.
    Gone,
}

/// A part, and where it stands in its revision.
pub(super) struct Place<'a> {
    pub(super) executor: &'a SqliteExecutor<'a>,
    pub(super) options: &'a Options,
    pub(super) step: &'a Step<'a>,
    pub(super) foreign_keys: ForeignKeys,
    /// From 0.
    pub(super) number: u32,
    pub(super) total: u32,
    pub(super) checksum: String,
}

/// Applies or reverts a revision, or does what an earlier run left of it. The lock may be held
/// at the beginning.
pub(super) fn run(
    executor: &SqliteExecutor<'_>,
    step: &Step<'_>,
    replay: &mut Replay,
    options: &Options,
    observer: &mut dyn Observer,
) -> Result<Ended, MigrateError> {
    let start = Instant::now();
    let failed = |error: StepError| failed(step, start, error);
    let parts = sqlite::parts(replay, &step.operations).map_err(|error| failed(error.into()))?;
    let total = u32::try_from(parts.len()).unwrap_or(u32::MAX);
    for (number, part) in (0..).zip(&parts) {
        let place = Place {
            executor,
            options,
            step,
            foreign_keys: foreign_keys(step),
            number,
            total,
            checksum: part.checksum().map_err(|error| failed(error.into()))?,
        };
        let found = match part {
            Part::Batches(batches) => backfill::run(&place, batches, observer)?,
            Part::Together {
                operations,
                statements,
            } => place.together(operations, statements, start, observer)?,
        };
        if found == Found::Gone {
            return Ok(Ended::ByAnother);
        }
    }
    Ok(Ended::Recorded)
}

impl Place<'_> {
    /// Takes the lock unless it is held, and asks what is done of the part.
    pub(super) fn find(&self, foreign_keys: ForeignKeys) -> Result<Found, MigrateError> {
        let connection = &self.executor.connection;
        hold(connection, foreign_keys)?;
        let mut logged = step_log::read(connection, &self.executor.names)?;
        logged
            .retain(|it| it.revision == self.step.revision && it.direction == self.step.direction);
        // The first part is planned with the lock held.
        if logged.is_empty() && self.number > 0 {
            return Ok(Found::Gone);
        }
        let Some(logged) = logged.into_iter().find(|it| it.step == self.number) else {
            return Ok(Found::Nothing);
        };
        if logged.checksum != self.checksum {
            let changed = StepError::DonePartChanged {
                position: self.number + 1,
                of: self.total,
            };
            return Err(self.failed(changed));
        }
        Ok(match logged.state {
            StepState::Running => Found::Running(logged.detail),
            StepState::Done => Found::Done,
        })
    }

    /// Notes the part in the log.
    pub(super) fn begin(&self, state: StepState) -> Result<(), MigrateError> {
        let executor = self.executor;
        bookkeeping::prepare(&executor.connection, &executor.names, self.options)?;
        step_log::note(self, state)
    }

    /// Runs a part that is one transaction. The last one records the revision, which began then.
    fn together(
        &self,
        operations: &[Operation],
        statements: &[Statement],
        start: Instant,
        observer: &mut dyn Observer,
    ) -> Result<Found, MigrateError> {
        match self.find(self.foreign_keys)? {
            Found::Nothing => {}
            found => return Ok(found),
        }
        let executor = self.executor;
        let connection = &executor.connection;
        let mut before = Violations::find(connection)?;
        let began = Instant::now();
        let ran = run_all(
            connection,
            statements,
            self.foreign_keys,
            self.options,
            observer,
        );
        ran.map_err(|error| failed(self.step, began, error))?;
        before.rename(operations);
        if self.number + 1 == self.total {
            self.record(start, observer)?;
        } else {
            self.begin(StepState::Done)?;
        }
        Violations::find(connection)?.check_new(&before)?;
        commit(connection, executor.lock_wait)?;
        Ok(Found::Done)
    }

    fn record(&self, start: Instant, observer: &mut dyn Observer) -> Result<(), MigrateError> {
        let (executor, step) = (self.executor, self.step);
        let duration = start.elapsed();
        let done = (step.record(), duration, (self.options.now)());
        observer.finished(&step.revision, step.direction, duration);
        bookkeeping::prepare(&executor.connection, &executor.names, self.options)?;
        let steps = std::slice::from_ref(step);
        record(executor, self.options, steps, &[done])?;
        Ok(step_log::forget_all(&executor.connection, &executor.names)?)
    }

    fn failed(&self, error: StepError) -> MigrateError {
        MigrateError::Step {
            revision: self.step.revision.clone(),
            direction: self.step.direction,
            error: Box::new(error),
        }
    }
}
