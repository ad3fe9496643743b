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
use super::session::Session;
use super::transaction::{ForeignKeys, begin, commit};
use super::{SqliteExecutor, bookkeeping, interruption, statement};
use crate::migrate::prepared::{self, AHEAD, Prepared};
use crate::migrate::trace;
use crate::migrate::{
    DatabaseError, DatabaseErrorKind, Direction, MeasuredStatement, MigrateError, Observer,
    Options, Planner, Record, Step, StepError, Stopped, TransactionMode, Work,
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
        let together = together(&work.steps, options.transactions);
        let rest = work.steps.split_off(together);
        let steps = std::mem::replace(&mut work.steps, rest);
        let Some(first) = steps.first() else {
            break;
        };
        let stopped = Stopped {
            direction: first.direction,
            done: done.len(),
            total: done.len() + steps.len() + work.steps.len(),
            next: &first.revision,
        };
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

/// What is to be done from where the database is.
fn planned<'a>(
    executor: &SqliteExecutor<'_>,
    planner: Planner<'_, 'a>,
    options: &Options,
) -> Result<Work<'a>, MigrateError> {
    let state = bookkeeping::state(&executor.connection, &executor.names)?;
    bookkeeping::check_application(&state, options)?;
    planner(&state)
}

/// How many of the next steps share a transaction.
fn together(steps: &[Step<'_>], mode: TransactionMode) -> usize {
    let shared = steps.iter().take_while(|step| !step.is_alone(mode));
    shared.count().max(1)
}

fn foreign_keys(step: &Step<'_>) -> ForeignKeys {
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
        self.record(steps, &done)?;
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
        let connection = &self.executor.connection;
        let start = Instant::now();
        let run = || -> Result<Record, StepError> {
            let prepared = prepared?;
            for statement in &prepared.statements {
                interruption::check(self.options)?;
                let began = Instant::now();
                statement::run(connection, statement, self.foreign_keys, observer)?;
                if observer.is_measuring() {
                    observer.measured(measured(statement, began));
                }
            }
            Ok(prepared.record)
        };
        run().map_err(|error| match error {
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
        })
    }

    /// Writes the rows together: between statements that change the schema, each insert
    /// would have to be prepared anew.
    fn record(
        &self,
        steps: &[Step<'_>],
        done: &[(Record, Duration, SystemTime)],
    ) -> Result<(), DatabaseError> {
        let (connection, names) = (&self.executor.connection, &self.executor.names);
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
        bookkeeping::insert(connection, names, &rows, self.options)
    }
}

fn measured(statement: &Statement, began: Instant) -> MeasuredStatement {
    let (sql, rewritten) = match statement {
        Statement::Sql { sql, .. } | Statement::UserSql(sql) => (sql.clone(), Vec::new()),
        Statement::Rebuild(plan) => (
            format!("rebuild of `{}`", plan.table),
            vec![plan.table.clone()],
        ),
    };
    MeasuredStatement {
        sql,
        began,
        took: began.elapsed(),
        locks: Vec::new(),
        rewritten,
    }
}

/// Changes whenever another connection commits.
fn data_version(connection: &Connection) -> Result<i64, DatabaseError> {
    Ok(connection.query_row("PRAGMA data_version", [], |row| row.get(0))?)
}

fn rollback(connection: &Connection) -> Result<(), DatabaseError> {
    Ok(connection.execute_batch("ROLLBACK")?)
}
