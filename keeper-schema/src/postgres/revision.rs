//! One revision: a transaction, or several parts that are recorded one by one.

use keeper_schema_core::dialect::postgres::{Part, Statement, parts, unsaid};

use super::alone::{self, Place};
use super::bookkeeping::Remembered;
use super::session::text;
use super::step_log;
use super::transaction::{Failure, Transaction};
use super::{PostgresExecutor, record};
use crate::migrate::logged::StepState;
use crate::migrate::prepared::Prepared;
use crate::migrate::{DatabaseError, MigrateError, Observer, Options, Step, StepError};

/// Applies or reverts a revision, or does what an earlier run left of it.
pub(super) fn run(
    executor: &PostgresExecutor,
    step: &Step<'_>,
    prepared: &Prepared<Statement>,
    remembered: &Remembered,
    options: &Options,
    observer: &mut dyn Observer,
) -> Result<(), MigrateError> {
    let failed = |error: StepError| MigrateError::Step {
        revision: step.revision.clone(),
        direction: step.direction,
        error: Box::new(error),
    };
    let parts = parts(&prepared.statements);
    let total = u32::try_from(parts.len()).unwrap_or(u32::MAX);
    for (number, part) in (0..).zip(&parts) {
        let checksum = part.checksum();
        let mut logged = remembered.steps.iter();
        let logged = logged.find(|it| it.revision == step.revision && it.step == number);
        if let Some(logged) = logged.filter(|it| it.state == StepState::Done) {
            if logged.checksum == checksum {
                continue;
            }
            return Err(failed(StepError::DonePartChanged {
                position: number + 1,
                of: total,
            }));
        }
        let result = match part {
            Part::Alone(statement) => {
                let place = Place {
                    step,
                    number,
                    total,
                    checksum: &checksum,
                    logged,
                };
                alone::run(executor, statement, &place, observer).map_err(failed)?;
                continue;
            }
            Part::Together(statements) if number + 1 == total => {
                let mut last = record::transaction(
                    &executor.tables,
                    step,
                    &prepared.record,
                    remembered,
                    options,
                )?;
                if total > 1 {
                    let forget = step_log::forget_all(&executor.tables, &step.revision)?;
                    last.finish.push(forget.clone());
                    if let Some(at_once) = &mut last.at_once {
                        at_once.push(forget);
                    }
                }
                last.statements = statements;
                last.run(executor, options, observer)
            }
            Part::Together(statements) => {
                let mut part = transaction_of_part(executor, step, number, &checksum)?;
                part.statements = statements;
                part.run(executor, options, observer)
            }
        };
        result.map_err(|failure| match failure {
            Failure::Overtaken => MigrateError::Overtaken {
                revision: step.revision.clone(),
            },
            Failure::Commit(error) => MigrateError::Commit {
                revision: step.revision.clone(),
                error,
            },
            Failure::Step(error) => failed(error),
        })?;
        if let Part::Together(statements) = part {
            warn_of_unsaid(executor, statements, observer);
        }
    }
    Ok(())
}

/// Tells what objects that made way were told before and not after. The part is committed: if this
/// cannot be asked, what comes next says why.
fn warn_of_unsaid(
    executor: &PostgresExecutor,
    statements: &[Statement],
    observer: &mut dyn Observer,
) {
    let Some(sql) = unsaid(statements) else {
        return;
    };
    for row in executor.client.rows(sql).unwrap_or_default() {
        observer.warned(text(&row, 0));
    }
}

/// The transaction of a part that is not the last, as yet without its statements.
fn transaction_of_part<'s>(
    executor: &PostgresExecutor,
    step: &Step<'_>,
    number: u32,
    checksum: &str,
) -> Result<Transaction<'s>, DatabaseError> {
    let tables = &executor.tables;
    let (revision, direction) = (&step.revision, step.direction);
    let begin = step_log::begin(tables, revision, direction, number, checksum, "")?;
    let end = step_log::end(tables, revision, number)?;
    let forget = step_log::forget(tables, revision, number)?;
    Ok(Transaction {
        fence: format!("{begin} RETURNING pg_current_xact_id()::text"),
        statements: &[],
        finish: vec![end.clone()],
        at_once: Some(vec![begin, end]),
        undo: format!("{forget} AND \"state\" = 'running' RETURNING 1"),
    })
}
