//! Running one statement in the transaction of its revision.

use keeper_schema_core::dialect::postgres::Statement;
use keeper_schema_core::dialect::{Dialect, RowCheck};
use keeper_schema_core::schema::sql_tokens::{Token, tokens};

use super::blockers::Blockers;
use super::building::{self, Building};
use super::rows::{self, SAVEPOINT};
use super::session::text;
use super::{PostgresExecutor, hook};
use crate::migrate::{DatabaseError, Observer, Options, StepError, trace};

/// What is looked at beside a statement, and who is told.
pub(super) struct Beside<'b, 'e> {
    pub(super) blockers: &'b mut Blockers<'e>,
    pub(super) observer: &'b mut dyn Observer,
}

/// Runs a statement in the open transaction, whose id is `transaction`.
pub(super) fn run(
    executor: &PostgresExecutor,
    statement: &Statement,
    transaction: &str,
    options: &Options,
    beside: &mut Beside<'_, '_>,
) -> Result<(), StepError> {
    match statement {
        Statement::Sql { sql, explain } if explain.is_empty() => {
            watched(executor, sql, beside).map_err(failed(sql))
        }
        Statement::Sql { sql, explain } => explained(executor, sql, explain, beside),
        Statement::UserSql(sql) => users(executor, sql, transaction, beside),
        Statement::Hook(name) => hook::run(executor, name, options, transaction),
        // Segments have none among the others.
        Statement::Alone(alone) => {
            watched(executor, &alone.sql, beside).map_err(failed(&alone.sql))
        }
    }
}

/// Runs SQL, and looks at who stands in its way while it waits, and how far it is.
pub(super) fn watched(
    executor: &PostgresExecutor,
    sql: &str,
    beside: &mut Beside<'_, '_>,
) -> Result<(), DatabaseError> {
    let _span = trace::statement(Dialect::Postgres, sql);
    let Beside { blockers, observer } = beside;
    if !observer.is_watching() {
        let every = blockers.every();
        return executor
            .client
            .run_watched(sql, every, &mut || blockers.look());
    }
    let every = blockers.every().min(building::EVERY);
    let mut building = Building::begin();
    executor.client.run_watched(sql, every, &mut || {
        blockers.look();
        building.look(&mut blockers.second, *observer);
    })
}

/// A statement of ours, from which the rows that it fails by can be told.
fn explained(
    executor: &PostgresExecutor,
    sql: &str,
    checks: &[RowCheck],
    beside: &mut Beside<'_, '_>,
) -> Result<(), StepError> {
    let guarded = format!("SAVEPOINT {SAVEPOINT};\n{sql}\n;RELEASE SAVEPOINT {SAVEPOINT}");
    watched(executor, &guarded, beside).map_err(|error| {
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
    beside: &mut Beside<'_, '_>,
) -> Result<(), StepError> {
    if copies(sql) {
        return Err(StepError::Copy {
            sql: sql.to_owned(),
        });
    }
    watched(executor, sql, beside).map_err(failed(sql))?;
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
