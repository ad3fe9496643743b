//! Running one statement in the transaction of its revision.

use keeper_schema_core::dialect::RowCheck;
use keeper_schema_core::dialect::postgres::Statement;
use keeper_schema_core::schema::sql_tokens::{Token, tokens};

use super::PostgresExecutor;
use super::blockers::Blockers;
use super::rows::{self, SAVEPOINT};
use super::session::text;
use crate::migrate::{DatabaseError, StepError};

/// Runs a statement in the open transaction, whose id is `transaction`.
pub(super) fn run(
    executor: &PostgresExecutor,
    statement: &Statement,
    transaction: &str,
    blockers: &mut Blockers<'_>,
) -> Result<(), StepError> {
    match statement {
        Statement::Sql { sql, explain } if explain.is_empty() => {
            watched(executor, sql, blockers).map_err(failed(sql))
        }
        Statement::Sql { sql, explain } => explained(executor, sql, explain, blockers),
        Statement::UserSql(sql) => users(executor, sql, transaction, blockers),
        // Segments have none among the others.
        Statement::Alone(alone) => {
            watched(executor, &alone.sql, blockers).map_err(failed(&alone.sql))
        }
    }
}

/// Runs SQL, and looks at who stands in its way while it waits.
pub(super) fn watched(
    executor: &PostgresExecutor,
    sql: &str,
    blockers: &mut Blockers<'_>,
) -> Result<(), DatabaseError> {
    let every = blockers.every();
    executor
        .client
        .run_watched(sql, every, &mut || blockers.look())
}

/// A statement of ours, from which the rows that it fails by can be told.
fn explained(
    executor: &PostgresExecutor,
    sql: &str,
    checks: &[RowCheck],
    blockers: &mut Blockers<'_>,
) -> Result<(), StepError> {
    let guarded = format!("SAVEPOINT {SAVEPOINT};\n{sql}\n;RELEASE SAVEPOINT {SAVEPOINT}");
    watched(executor, &guarded, blockers).map_err(|error| {
        let found = match error.is_of_the_moment() {
            true => Vec::new(),
            false => rows::explain(&executor.client, checks),
        };
        match found.is_empty() {
            true => failed(sql)(error),
            false => StepError::Rows { found },
        }
    })
}

/// What a person wrote, which must leave the transaction alone.
fn users(
    executor: &PostgresExecutor,
    sql: &str,
    transaction: &str,
    blockers: &mut Blockers<'_>,
) -> Result<(), StepError> {
    if copies(sql) {
        return Err(StepError::Copy {
            sql: sql.to_owned(),
        });
    }
    watched(executor, sql, blockers).map_err(failed(sql))?;
    let now = executor
        .client
        .row("SELECT pg_current_xact_id_if_assigned()::text")
        .map_err(failed(sql))?;
    match text(&now, 0) == transaction {
        true => Ok(()),
        false => Err(StepError::TransactionEnded {
            sql: sql.to_owned(),
        }),
    }
}

/// `COPY ... FROM STDIN` and `TO STDOUT` wait for a client that takes part.
fn copies(sql: &str) -> bool {
    let tokens: Vec<Token<'_>> = tokens(sql).collect();
    let has_copy = tokens.iter().any(|token| token.is_word("copy"));
    has_copy
        && tokens.windows(2).any(|pair| match pair {
            [one, other] => {
                (one.is_word("from") && other.is_word("stdin"))
                    || (one.is_word("to") && other.is_word("stdout"))
            }
            _ => false,
        })
}

fn failed(sql: &str) -> impl FnOnce(DatabaseError) -> StepError + '_ {
    |error| StepError::Statement {
        sql: sql.to_owned(),
        error,
    }
}
