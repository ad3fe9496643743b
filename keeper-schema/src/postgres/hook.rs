//! A hook's way to the connection.

mod literal;

use keeper_schema_core::dialect::Dialect;
use keeper_schema_core::revision::read::postgres_statements;

use self::literal::with_values;
use super::PostgresExecutor;
use super::session::text;
use crate::migrate::hook::{self, Connected};
use crate::migrate::{DatabaseError, DatabaseErrorKind, Options, Row, StepError, Value, trace};

/// Runs a hook, which must leave the transaction alone.
pub(super) fn run(
    executor: &PostgresExecutor,
    name: &str,
    options: &Options,
    transaction: &str,
) -> Result<(), StepError> {
    hook::run(options, name, executor)?;
    let now = executor
        .client
        .row("SELECT pg_current_xact_id_if_assigned()::text")
        .map_err(|error| StepError::Statement {
            sql: name.to_owned(),
            error,
        })?;
    match text(&now, 0) == transaction {
        true => Ok(()),
        false => Err(StepError::TransactionEnded {
            sql: name.to_owned(),
        }),
    }
}

impl Connected for PostgresExecutor {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn execute(&self, sql: &str, values: &[Value]) -> Result<u64, DatabaseError> {
        let _span = trace::statement(Dialect::Postgres, sql);
        self.client.changed(&one(sql, values)?)
    }

    fn query(&self, sql: &str, values: &[Value]) -> Result<Vec<Row>, DatabaseError> {
        let _span = trace::statement(Dialect::Postgres, sql);
        let rows = self.client.rows(&one(sql, values)?)?;
        let rows = rows.into_iter().map(|row| {
            let values = row.into_iter().map(Value::from);
            Row::new(values.collect())
        });
        Ok(rows.collect())
    }
}

/// The only statement of `sql`, with its values.
fn one(sql: &str, values: &[Value]) -> Result<String, DatabaseError> {
    match postgres_statements(sql).len() {
        1 => with_values(sql, values),
        count => Err(other(format!(
            "a hook runs one statement at a time, not {count}"
        ))),
    }
}

fn other(message: String) -> DatabaseError {
    DatabaseError {
        kind: DatabaseErrorKind::Other,
        message,
    }
}
