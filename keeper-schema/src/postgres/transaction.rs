//! A part of a revision as one transaction, tried again when others stand in the way.

use std::time::Duration;

use keeper_schema_core::dialect::postgres::Statement;

use super::blockers::Blockers;
use super::meter::Meter;
use super::session::{milliseconds, text};
use super::statement::Beside;
use super::{PostgresExecutor, statement};
use crate::migrate::{DatabaseError, DatabaseErrorKind, Observer, Options, StepError};

/// What one transaction does.
pub(super) struct Transaction<'s> {
    /// Comes first, and returns the id of the transaction: whoever else records the same
    /// waits here, and then finds no row or fails by the key.
    pub(super) fence: String,
    pub(super) statements: &'s [Statement],
    /// Completes the record, last.
    pub(super) finish: Vec<String>,
    /// The same record, whole and last, for where nothing can be committed before it. A
    /// reversal has none: that another was first is told only by what its fence returns.
    pub(super) at_once: Option<Vec<String>>,
    /// Takes the fence away if SQL of a person committed it. Returns a row if it did.
    pub(super) undo: String,
}

/// Why it failed.
#[derive(Debug)]
pub(super) enum Failure {
    /// Another was first.
    Overtaken,
    /// The connection was lost while it was being committed.
    Commit(DatabaseError),
    /// Something else failed, and nothing of it remains.
    Step(StepError),
}

impl Transaction<'_> {
    /// Runs it, and again as often as is allowed if others stand in the way.
    pub(super) fn run(
        &self,
        executor: &PostgresExecutor,
        options: &Options,
        observer: &mut dyn Observer,
    ) -> Result<(), Failure> {
        let mut blockers = Blockers::new(executor);
        let mut tries = 1;
        loop {
            let failure = match self.try_once(executor, tries, options, &mut blockers, observer) {
                Ok(()) => return Ok(()),
                Err(failure) => self.rolled_back(executor, failure),
            };
            let Failure::Step(StepError::Statement { sql, error }) = failure else {
                return Err(failure);
            };
            if !error.is_retried() {
                return Err(Failure::Step(StepError::Statement { sql, error }));
            }
            if tries > executor.options.retries {
                return Err(Failure::Step(StepError::Blocked {
                    sql,
                    tries,
                    blockers: std::mem::take(&mut blockers.found),
                    error,
                }));
            }
            // Those who queued up behind this one get through meanwhile.
            let pause = pause(executor.options.lock_timeout, tries);
            let slept = executor.client.sleep(pause);
            slept.map_err(|error| failed(&sql, error))?;
            tries += 1;
        }
    }

    /// Mostly all goes in one message. What fails there is done again statement by
    /// statement, which tells the one that fails and the rows that it fails by.
    fn try_once(
        &self,
        executor: &PostgresExecutor,
        tries: u32,
        options: &Options,
        blockers: &mut Blockers<'_>,
        observer: &mut dyn Observer,
    ) -> Result<(), Failure> {
        // Where there is no second try, the first has to tell which statement fails; and one
        // message cannot be measured in parts.
        if tries == 1
            && !observer.is_measuring()
            && executor.options.retries > 0
            && let Some(message) = self.in_one_message(executor)
        {
            match statement::watched(executor, &message, &mut Beside { blockers, observer }) {
                Ok(()) => return Ok(()),
                Err(error) if error.kind == DatabaseErrorKind::ConnectionLost => {
                    return Err(Failure::Commit(error));
                }
                Err(error) if error.is_of_the_moment() => {
                    return Err(Failure::Step(StepError::Statement {
                        sql: self.first_sql(),
                        error,
                    }));
                }
                Err(_) => rollback(executor),
            }
        }
        self.step_by_step(executor, options, blockers, observer)
    }

    /// Only statements of ours: SQL of a person could commit in the middle.
    fn in_one_message(&self, executor: &PostgresExecutor) -> Option<String> {
        let at_once = self.at_once.as_ref()?;
        let mut message = begin(executor);
        for statement in self.statements {
            match statement {
                Statement::Sql { sql, .. } => message += &format!(";\n{sql}\n"),
                Statement::UserSql(_) | Statement::Hook(_) | Statement::Alone(_) => return None,
            }
        }
        for sql in at_once {
            message += &format!(";\n{sql}");
        }
        Some(message + ";\nCOMMIT")
    }

    fn step_by_step(
        &self,
        executor: &PostgresExecutor,
        options: &Options,
        blockers: &mut Blockers<'_>,
        observer: &mut dyn Observer,
    ) -> Result<(), Failure> {
        let client = &executor.client;
        let begun = client.rows(&format!("{};\n{}", begin(executor), self.fence));
        let begun = begun.map_err(|error| match error.kind {
            DatabaseErrorKind::Constraint => Failure::Overtaken,
            _ => failed(&self.fence, error),
        })?;
        let Some(fence) = begun.first() else {
            return Err(Failure::Overtaken);
        };
        let transaction = text(fence, 0);
        let mut meter = Meter::begin(executor, observer).map_err(|it| failed("pg_class", it))?;
        for statement in self.statements {
            meter.start();
            let observer = &mut *meter.observer;
            let mut beside = Beside { blockers, observer };
            let ran = statement::run(executor, statement, transaction, options, &mut beside);
            ran.map_err(Failure::Step)?;
            let sql = statement.sql();
            meter.ran(sql).map_err(|error| failed(sql, error))?;
        }
        let end = format!("{};\nCOMMIT", self.finish.join(";\n"));
        client.run(&end).map_err(|error| match error.kind {
            DatabaseErrorKind::ConnectionLost => Failure::Commit(error),
            // Constraints that are deferred are looked at now.
            _ => failed("COMMIT", error),
        })
    }

    /// Leaves nothing of it, not even what SQL of a person committed of the record.
    fn rolled_back(&self, executor: &PostgresExecutor, failure: Failure) -> Failure {
        rollback(executor);
        let users = self
            .statements
            .iter()
            .find_map(|statement| match statement {
                Statement::UserSql(sql) | Statement::Hook(sql) => Some(sql),
                Statement::Sql { .. } | Statement::Alone(_) => None,
            });
        let Some(sql) = users else {
            return failure;
        };
        let committed = executor.client.rows(&self.undo);
        let committed = committed.is_ok_and(|rows| !rows.is_empty());
        match failure {
            Failure::Step(error @ StepError::TransactionEnded { .. }) => Failure::Step(error),
            Failure::Step(_) if committed => {
                Failure::Step(StepError::TransactionEnded { sql: sql.clone() })
            }
            failure => failure,
        }
    }

    fn first_sql(&self) -> String {
        let first = self
            .statements
            .iter()
            .find_map(|statement| match statement {
                Statement::Sql { sql, .. } => Some(sql.clone()),
                Statement::UserSql(_) | Statement::Hook(_) | Statement::Alone(_) => None,
            });
        first.unwrap_or_else(|| self.fence.clone())
    }
}

impl DatabaseError {
    /// Whether it says nothing of the statement, nor of the rows.
    pub(super) fn is_of_the_moment(&self) -> bool {
        self.is_retried() || self.kind == DatabaseErrorKind::Interrupted
    }

    /// Whether the same can succeed a little later.
    pub(super) fn is_retried(&self) -> bool {
        matches!(
            self.kind,
            DatabaseErrorKind::LockTimeout
                | DatabaseErrorKind::Deadlock
                | DatabaseErrorKind::Serialization
        )
    }
}

/// Grows, and is as long as others have waited behind this one.
pub(super) fn pause(lock_timeout: Duration, tries: u32) -> Duration {
    const LONGEST: Duration = Duration::from_secs(1);
    let first = match lock_timeout {
        Duration::ZERO => LONGEST,
        timeout => timeout.min(LONGEST),
    };
    first * 2_u32.saturating_pow((tries - 1).min(5))
}

/// Begins with what the session began with, whatever SQL of a person has set since.
fn begin(executor: &PostgresExecutor) -> String {
    format!(
        "BEGIN ISOLATION LEVEL READ COMMITTED;\nSET LOCAL search_path TO {};\nSET LOCAL lock_timeout = {}",
        executor.session.search_path,
        milliseconds(executor.options.lock_timeout)
    )
}

fn rollback(executor: &PostgresExecutor) {
    // After a lost connection there is nothing to roll back.
    let _ = executor.client.run("ROLLBACK");
}

fn failed(sql: &str, error: DatabaseError) -> Failure {
    Failure::Step(StepError::Statement {
        sql: sql.to_owned(),
        error,
    })
}
