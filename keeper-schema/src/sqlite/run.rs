//! The run of an upgrade or a downgrade: transactions, steps, bookkeeping.

#![allow(
    clippy::disallowed_methods,
    reason = "the executor measures how long a revision takes"
)]

use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use keeper_schema_core::dialect::Dialect;
use keeper_schema_core::dialect::sqlite::{self, Statement};
use keeper_schema_core::operation::Replay;
use keeper_schema_core::revision::RevisionId;
use rusqlite::Connection;

use super::bookkeeping::Row;
use super::foreign_keys::Violations;
use super::parts::Ended;
use super::session::Session;
use super::transaction::{ForeignKeys, begin, commit};
use super::{SqliteExecutor, bookkeeping, interruption, measured, parts, statement, step_log};
use crate::migrate::logged::check_unfinished;
use crate::migrate::prepared::{self, AHEAD, Prepared};
use crate::migrate::trace;
use crate::migrate::{
    DatabaseError, DatabaseErrorKind, Direction, MigrateError, Observer, Options, Planner, Record,
    Step, StepError, Stopped, TransactionMode, Work,
};

/// See [`Executor::run`](crate::migrate::Executor::run).
pub(super) fn run(
    executor: &SqliteExecutor<'_>,
    planner: Planner<'_, '_>,
    options: &Options,
    observer: &mut dyn Observer,
) -> Result<Vec<RevisionId>, MigrateError> {
    let connection = &executor.connection;
    let mut version = data_version(connection)?;
    let mut work = planned(executor, planner, options)?;
    if work.steps.is_empty() {
        return Ok(Vec::new());
    }
    let direction = work.steps.first().map(|first| first.direction);
    let _span = direction.map(|direction| trace::run(Dialect::Sqlite, direction, work.steps.len()));
    let session = Session::start(connection)?;
    let mut done = Vec::new();
    let mut before = None;
    while let Some(first) = work.steps.first() {
        let foreign_keys = foreign_keys(first);
        begin(connection, foreign_keys)?;
        // Another may have migrated between the plan and the lock.
        if data_version(connection)? != version {
            work = planned(executor, planner, options)?;
            before = None;
            version = data_version(connection)?;
            match work.steps.first() {
                None => break,
                Some(first) if self::foreign_keys(first) != foreign_keys => {
                    rollback(connection)?;
                    continue;
                }
                Some(_) => {}
            }
        }
        if let Some(first) = work.steps.first().filter(|step| step.fills()) {
            let stopped = stopped(first, done.len(), work.steps.len());
            if options.is_interrupted() {
                return Err(stopped.error());
            }
            observer.started(first, stopped.done + 1, stopped.total);
            let ended = parts::run(executor, first, &mut work.replay, options, observer);
            let ended = ended.map_err(|error| match error.is_cancelled() {
                true => stopped.in_part(is_begun(executor)),
                false => error,
            });
            match ended? {
                Ended::Recorded => {
                    let step = work.steps.remove(0);
                    observer.committed(std::slice::from_ref(&step.revision));
                    done.push(step.revision);
                }
                Ended::ByAnother => {
                    rollback(connection)?;
                    work = planned(executor, planner, options)?;
                    version = data_version(connection)?;
                }
            }
            before = None;
            continue;
        }
        let together = together(&work.steps, options.transactions);
        let rest = work.steps.split_off(together);
        let steps = std::mem::replace(&mut work.steps, rest);
        let Some(first) = steps.first() else {
            break;
        };
        let stopped = stopped(first, done.len(), steps.len() + work.steps.len());
        if options.is_interrupted() {
            return Err(stopped.error());
        }
        let transaction = Transaction {
            executor,
            options,
            foreign_keys,
            position: (stopped.done, stopped.total),
        };
        let ran = match before.take() {
            Some(found) => Ok(found),
            None => Violations::find(connection),
        };
        let ran = ran.and_then(|found| transaction.run(&mut work.replay, &steps, found, observer));
        before = Some(ran.map_err(|error| stopped.or(error))?);
        let revisions: Vec<RevisionId> = steps.into_iter().map(|step| step.revision).collect();
        trace::committed(&revisions);
        observer.committed(&revisions);
        done.extend(revisions);
    }
    session.end()?;
    Ok(done)
}

fn stopped<'a>(next: &'a Step<'_>, done: usize, left: usize) -> Stopped<'a> {
    Stopped {
        direction: next.direction,
        done,
        total: done + left,
        next: &next.revision,
    }
}

/// Whether a part of a revision is recorded. Where that cannot be read, the next run does.
fn is_begun(executor: &SqliteExecutor<'_>) -> bool {
    // What is not committed is none.
    let _ = rollback(&executor.connection);
    step_log::read(&executor.connection, &executor.names).is_ok_and(|logged| !logged.is_empty())
}

/// What is to be done from where the database is.
fn planned<'a>(
    executor: &SqliteExecutor<'_>,
    planner: Planner<'_, 'a>,
    options: &Options,
) -> Result<Work<'a>, MigrateError> {
    let (connection, names) = (&executor.connection, &executor.names);
    let state = bookkeeping::state(connection, names)?;
    bookkeeping::check_application(&state, options)?;
    let work = planner(&state)?;
    check_unfinished(&step_log::read(connection, names)?, &work)?;
    Ok(work)
}

/// How many of the next steps share a transaction.
fn together(steps: &[Step<'_>], mode: TransactionMode) -> usize {
    let shared = steps.iter().take_while(|step| !step.is_alone(mode));
    shared.count().max(1)
}

/// How SQLite is set for a step.
pub(super) fn foreign_keys(step: &Step<'_>) -> ForeignKeys {
    if step.foreign_keys_on {
        ForeignKeys::On
    } else {
        ForeignKeys::Off
    }
}

/// Some steps that stay or go together.
struct Transaction<'e> {
    executor: &'e SqliteExecutor<'e>,
    options: &'e Options,
    foreign_keys: ForeignKeys,
    /// How many steps were done before, and how many there are.
    position: (usize, usize),
}

impl Transaction<'_> {
    /// Runs the steps, records and commits them, in the transaction that is open. Returns
    /// the dangling references that are left.
    fn run(
        &self,
        replay: &mut Replay,
        steps: &[Step<'_>],
        mut before: Violations,
        observer: &mut dyn Observer,
    ) -> Result<Violations, MigrateError> {
        let connection = &self.executor.connection;
        bookkeeping::prepare(connection, &self.executor.names, self.options)?;
        let is_last = self.position.0 + steps.len() == self.position.1;
        let done = thread::scope(|scope| {
            let (ready, prepared) = mpsc::sync_channel(AHEAD);
            scope.spawn(move || {
                prepared::all(replay, steps, sqlite::statements, &ready);
                if is_last {
                    // A thousand tables take a while to go: here, SQLite is at work meanwhile.
                    *replay = Replay::default();
                }
            });
            let mut done = Vec::new();
            for (step, prepared) in steps.iter().zip(prepared) {
                let _span = trace::revision(step, self.position.0 + done.len() + 1);
                observer.started(step, self.position.0 + done.len() + 1, self.position.1);
                let start = Instant::now();
                let record = self.step(step, prepared, observer)?;
                before.rename(&step.operations);
                let duration = start.elapsed();
                done.push((record, duration, (self.options.now)()));
                observer.finished(&step.revision, step.direction, duration);
            }
            Ok::<_, MigrateError>(done)
        })?;
        record(self.executor, self.options, steps, &done)?;
        let after = Violations::find(connection)?;
        after.check_new(&before)?;
        commit(connection, self.executor.lock_wait)?;
        Ok(after)
    }

    fn step(
        &self,
        step: &Step<'_>,
        prepared: Result<Prepared<Statement>, StepError>,
        observer: &mut dyn Observer,
    ) -> Result<Record, MigrateError> {
        let start = Instant::now();
        let run = || -> Result<Record, StepError> {
            let prepared = prepared?;
            let connection = &self.executor.connection;
            let statements = &prepared.statements;
            run_all(
                connection,
                statements,
                self.foreign_keys,
                self.options,
                observer,
            )?;
            Ok(prepared.record)
        };
        run().map_err(|error| failed(step, start, error))
    }
}

/// Runs the statements of a step in the open transaction.
pub(super) fn run_all(
    connection: &Connection,
    statements: &[Statement],
    foreign_keys: ForeignKeys,
    options: &Options,
    observer: &mut dyn Observer,
) -> Result<(), StepError> {
    for statement in statements {
        interruption::check(options)?;
        let began = Instant::now();
        statement::run(connection, statement, foreign_keys, options, observer)?;
        if observer.is_measuring() {
            observer.measured(measured::of(statement, began));
        }
    }
    Ok(())
}

/// What failed a step that began then.
pub(super) fn failed(step: &Step<'_>, start: Instant, error: StepError) -> MigrateError {
    match error {
        // Memory that spills to the file needs the lock that a reader holds.
        StepError::Statement {
            error:
                DatabaseError {
                    kind: DatabaseErrorKind::Busy,
                    ..
                },
            ..
        } => MigrateError::Locked {
            waited: start.elapsed(),
            holder: None,
        },
        error => MigrateError::Step {
            revision: step.revision.clone(),
            direction: step.direction,
            error: Box::new(error),
        },
    }
}

/// Writes the rows together: between statements that change the schema, each insert
/// would have to be prepared anew.
pub(super) fn record(
    executor: &SqliteExecutor<'_>,
    options: &Options,
    steps: &[Step<'_>],
    done: &[(Record, Duration, SystemTime)],
) -> Result<(), DatabaseError> {
    let (connection, names) = (&executor.connection, &executor.names);
    let reverted = steps
        .iter()
        .filter(|step| step.direction == Direction::Downgrade);
    bookkeeping::remove(connection, names, reverted.map(|step| &step.revision))?;
    let replaced = steps.iter().flat_map(Step::replaced);
    bookkeeping::remove(connection, names, replaced)?;
    let applied = steps.iter().zip(done);
    let applied = applied.filter(|(step, _)| step.direction == Direction::Upgrade);
    let rows: Vec<Row<'_>> = applied
        .map(|(step, (record, duration, at))| Row {
            revision: &record.revision,
            kind: step.kind(),
            checksum: &record.checksum,
            source: &record.source,
            duration: *duration,
            at: *at,
        })
        .collect();
    bookkeeping::insert(connection, names, &rows, options)
}

/// Changes whenever another connection commits.
fn data_version(connection: &Connection) -> Result<i64, DatabaseError> {
    Ok(connection.query_row("PRAGMA data_version", [], |row| row.get(0))?)
}

fn rollback(connection: &Connection) -> Result<(), DatabaseError> {
    Ok(connection.execute_batch("ROLLBACK")?)
}
