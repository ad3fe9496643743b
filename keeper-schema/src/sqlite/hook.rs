//! A hook's way to the connection.

use keeper_schema_core::dialect::Dialect;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Statement};

use crate::migrate::hook::{self, Connected};
use crate::migrate::{DatabaseError, DatabaseErrorKind, Options, Row, StepError, Value, trace};

/// Runs a hook, which must leave the transaction alone.
pub(super) fn run(connection: &Connection, name: &str, options: &Options) -> Result<(), StepError> {
    let statement = |error: rusqlite::Error| StepError::Statement {
        sql: name.to_owned(),
        error: error.into(),
    };
    // It goes with the transaction, also where another one was begun in its place.
    connection
        .execute_batch("SAVEPOINT keeper_hook")
        .map_err(statement)?;
    hook::run(options, name, connection)?;
    let released = connection.execute_batch("RELEASE keeper_hook");
    released.map_err(|_| StepError::TransactionEnded {
        sql: name.to_owned(),
    })
}

impl Connected for Connection {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn execute(&self, sql: &str, values: &[Value]) -> Result<u64, DatabaseError> {
        let _span = trace::statement(Dialect::Sqlite, sql);
        let before = self.total_changes();
        let mut statement = prepared(self, sql, values)?;
        let mut rows = statement.raw_query();
        while rows.next()?.is_some() {}
        Ok(self.total_changes() - before)
    }

    fn query(&self, sql: &str, values: &[Value]) -> Result<Vec<Row>, DatabaseError> {
        let _span = trace::statement(Dialect::Sqlite, sql);
        let mut statement = prepared(self, sql, values)?;
        let columns = statement.column_count();
        let mut found = statement.raw_query();
        let mut rows = Vec::new();
        while let Some(row) = found.next()? {
            let values = (0..columns).map(|column| Ok(read(row.get_ref(column)?)));
            rows.push(Row::new(values.collect::<Result<_, rusqlite::Error>>()?));
        }
        Ok(rows)
    }

    fn sqlite(&self) -> Option<&Connection> {
        Some(self)
    }
}

fn prepared<'c>(
    connection: &'c Connection,
    sql: &str,
    values: &[Value],
) -> Result<Statement<'c>, DatabaseError> {
    let mut statement = connection.prepare(sql)?;
    for index in 1..=statement.parameter_count() {
        let name = statement.parameter_name(index).unwrap_or("?").to_owned();
        let number = name.strip_prefix('$').and_then(|it| it.parse().ok());
        let value = number.and_then(|number: usize| values.get(number.checked_sub(1)?));
        let Some(value) = value else {
            return Err(other(format!(
                "there is no value for the parameter `{name}`"
            )));
        };
        bind(&mut statement, index, value)?;
    }
    Ok(statement)
}

fn bind(statement: &mut Statement<'_>, index: usize, value: &Value) -> Result<(), rusqlite::Error> {
    match value {
        Value::Null => statement.raw_bind_parameter(index, rusqlite::types::Null),
        Value::Integer(integer) => statement.raw_bind_parameter(index, integer),
        Value::Real(real) => statement.raw_bind_parameter(index, real),
        Value::Text(text) => statement.raw_bind_parameter(index, text),
        Value::Blob(bytes) => statement.raw_bind_parameter(index, bytes),
        Value::Boolean(boolean) => statement.raw_bind_parameter(index, boolean),
    }
}

fn read(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(integer) => Value::Integer(integer),
        ValueRef::Real(real) => Value::Real(real),
        // What is no UTF-8 is nothing to make a text of.
        ValueRef::Text(text) => match std::str::from_utf8(text) {
            Ok(text) => Value::Text(text.to_owned()),
            Err(_) => Value::Blob(text.to_owned()),
        },
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_owned()),
    }
}

fn other(message: String) -> DatabaseError {
    DatabaseError {
        kind: DatabaseErrorKind::Other,
        message,
    }
}
