//! A hook's way to the connection.

mod literal;

use std::fmt;

use tokio::runtime::Runtime;

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

/// The connection itself, as a hook has it: the driver's client, in the transaction of the revision.
///
/// For what [`Tx`](crate::migrate::Tx) has no way to, such as `COPY`, or parameters of a type. What
/// runs so is not stopped by an interruption before it ends, and what it fails with is not tried
/// again. The transaction is the migrator's to end.
#[derive(Clone, Copy)]
pub struct HookConnection<'c> {
    client: &'c tokio_postgres::Client,
    runtime: &'c Runtime,
}

impl<'c> HookConnection<'c> {
    /// The client.
    pub fn client(&self) -> &'c tokio_postgres::Client {
        self.client
    }

    /// Waits for what the client answers. The connection moves on only while something waits.
    pub fn wait<F: Future>(&self, answer: F) -> F::Output {
        self.runtime.block_on(answer)
    }
}

impl fmt::Debug for HookConnection<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HookConnection").finish_non_exhaustive()
    }
}

impl Connected for PostgresExecutor {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn postgres(&self) -> Option<HookConnection<'_>> {
        let (client, runtime) = self.client.driver()?;
        Some(HookConnection { client, runtime })
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
