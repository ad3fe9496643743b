//! Running one statement.

use keeper_schema_core::dialect::Dialect;
use keeper_schema_core::dialect::sqlite::Statement;
use keeper_schema_core::schema::sql_tokens::tokens;
use rusqlite::fallible_iterator::FallibleIterator;
use rusqlite::{Batch, Connection};

use super::long::{self, Long};
use super::transaction::ForeignKeys;
use super::{hook, rebuild, rows};
use crate::migrate::{Activity, Observer, Options, StepError, trace};

/// Runs a statement in the open transaction.
pub(super) fn run(
    connection: &Connection,
    statement: &Statement,
    foreign_keys: ForeignKeys,
    options: &Options,
    observer: &mut dyn Observer,
) -> Result<(), StepError> {
    match statement {
        Statement::Sql { sql, explain } => told(connection, sql, observer)
            .map_err(|error| rows::explained(connection, error, explain)),
        Statement::UserSql(sql) => users(connection, sql),
        Statement::Hook(name) => hook::run(connection, name, options),
        Statement::Rebuild(plan) => rebuild::run(connection, plan, foreign_keys, observer),
    }
}

/// Runs one statement of ours, and tells of it if it may take long.
fn told(connection: &Connection, sql: &str, observer: &mut dyn Observer) -> Result<(), StepError> {
    let table = long::indexed(sql).filter(|_| observer.is_watching());
    let Some(table) = table else {
        return ours(connection, sql);
    };
    let rows = rebuild::count(connection, &table)?;
    let long = Long::begin(Activity::Index, &table, rows, observer);
    ours(connection, sql)?;
    long.end(observer);
    Ok(())
}

/// Runs one statement of ours.
pub(super) fn ours(connection: &Connection, sql: &str) -> Result<(), StepError> {
    let _span = trace::statement(Dialect::Sqlite, sql);
    connection
        .execute_batch(sql)
        .map_err(|error| StepError::Statement {
            sql: sql.to_owned(),
            error: error.into(),
        })
}

/// Runs what a person wrote, which must leave the transaction alone.
fn users(connection: &Connection, sql: &str) -> Result<(), StepError> {
    let failed = |error: rusqlite::Error| StepError::Statement {
        sql: sql.to_owned(),
        error: error.into(),
    };
    let _span = trace::statement(Dialect::Sqlite, sql);
    let mut batch = Batch::new(connection, sql);
    while let Some(mut statement) = batch.next().map_err(failed)? {
        let text = statement.expanded_sql().unwrap_or_default();
        if controls_transaction(&text) {
            return Err(StepError::TransactionControl { sql: text });
        }
        if statement.parameter_count() > 0 {
            // `text` has NULL in their place.
            return Err(StepError::Parameters {
                sql: sql.to_owned(),
            });
        }
        let mut rows = statement.raw_query();
        let result = loop {
            match rows.next() {
                Ok(Some(_)) => {}
                Ok(None) => break Ok(()),
                Err(error) => break Err(failed(error)),
            }
        };
        // `RAISE(ROLLBACK)` and `ON CONFLICT ROLLBACK` fail and end the transaction.
        if connection.is_autocommit() && result.is_ok() {
            return Err(StepError::TransactionEnded { sql: text });
        }
        result?;
    }
    Ok(())
}

fn controls_transaction(sql: &str) -> bool {
    tokens(sql).next().is_some_and(|first| {
        ["begin", "commit", "end", "rollback"]
            .iter()
            .any(|keyword| first.is_word(keyword))
    })
}
