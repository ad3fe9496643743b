//! The run of an upgrade or a downgrade: lock, steps, bookkeeping.

#![allow(
    clippy::disallowed_methods,
    reason = "the executor measures how long a revision takes"
)]

use std::sync::mpsc;
use std::thread;
use std::time::Instant;

use keeper_schema_core::dialect::{Dialect, postgres};
use keeper_schema_core::revision::RevisionId;

use super::bookkeeping::Remembered;
use super::{PostgresExecutor, bookkeeping, lock, revision, step_log};
use crate::migrate::logged::check_unfinished;
use crate::migrate::prepared::{self, AHEAD};
use crate::migrate::trace;
use crate::migrate::{Direction, MigrateError, Observer, Options, Planner, Step, Stopped, Work};

/// See [`Executor::run`](crate::migrate::Executor::run).
pub(super) fn run(
    executor: &PostgresExecutor,
    planner: Planner<'_, '_>,
    options: &Options,
    observer: &mut dyn Observer,
) -> Result<Vec<RevisionId>, MigrateError> {
    let (before, work) = planned(executor, planner, options)?;
    let Some(first) = work.steps.first() else {
        return Ok(Vec::new());
    };
    let _span = trace::run(Dialect::Postgres, first.direction, work.steps.len());
    let stopped = stopped(first, 0, work.steps.len());
    lock::take(executor).map_err(|error| stopped.or(error))?;
    let result = locked(executor, planner, options, observer, (before, work));
    lock::release(executor);
    result
}

fn locked<'a>(
    executor: &PostgresExecutor,
    planner: Planner<'_, 'a>,
    options: &Options,
    observer: &mut dyn Observer,
    (before, mut work): (Remembered, Work<'a>),
) -> Result<Vec<RevisionId>, MigrateError> {
    // Another may have migrated between the plan and the lock.
    let mut remembered = bookkeeping::read(&executor.client, &executor.tables)?;
    if remembered != before {
        (remembered, work) = planned(executor, planner, options)?;
        if work.steps.is_empty() {
            return Ok(Vec::new());
        }
    }
    bookkeeping::prepare(&executor.client, &executor.tables, &remembered, options)?;
    let Work { mut replay, steps } = work;
    thread::scope(|scope| {
        let (ready, prepared) = mpsc::sync_channel(AHEAD);
        let ahead = &steps;
        scope.spawn(move || prepared::all(&mut replay, ahead, postgres::statements, &ready));
        let mut done = Vec::new();
        for (step, prepared) in steps.iter().zip(prepared) {
            let stopped = stopped(step, done.len(), steps.len());
            if options.is_interrupted() {
                return Err(stopped.error());
            }
            let _span = trace::revision(step, done.len() + 1);
            observer.started(step, done.len() + 1, steps.len());
            let start = Instant::now();
            lock::check_held(executor)?;
            let prepared = prepared.map_err(|error| MigrateError::Step {
                revision: step.revision.clone(),
                direction: step.direction,
                error: Box::new(error),
            })?;
            let ran = revision::run(executor, step, &prepared, &remembered, options, observer);
            ran.map_err(|error| match error.is_cancelled() {
                true => stopped.in_part(is_begun(executor, step)),
                false => error,
            })?;
            // Nobody else adds rows while we hold the lock.
            if step.direction == Direction::Upgrade {
                remembered.last_seq += 1;
            }
            observer.finished(&step.revision, step.direction, start.elapsed());
            trace::committed(std::slice::from_ref(&step.revision));
            observer.committed(std::slice::from_ref(&step.revision));
            done.push(step.revision.clone());
        }
        Ok(done)
    })
}

fn stopped<'a>(next: &'a Step<'_>, done: usize, total: usize) -> Stopped<'a> {
    Stopped {
        direction: next.direction,
        done,
        total,
        next: &next.revision,
    }
}

/// Whether a part of a revision is recorded. Where that cannot be read, the next run does.
fn is_begun(executor: &PostgresExecutor, step: &Step<'_>) -> bool {
    let logged = step_log::read(&executor.client, &executor.tables);
    logged.is_ok_and(|logged| logged.iter().any(|it| it.revision == step.revision))
}

/// What is to be done from where the database is.
fn planned<'a>(
    executor: &PostgresExecutor,
    planner: Planner<'_, 'a>,
    options: &Options,
) -> Result<(Remembered, Work<'a>), MigrateError> {
    let remembered = bookkeeping::read(&executor.client, &executor.tables)?;
    bookkeeping::check_application(&remembered.state, options)?;
    let work = planner(&remembered.state)?;
    check_unfinished(&remembered.steps, &work)?;
    Ok((remembered, work))
}
