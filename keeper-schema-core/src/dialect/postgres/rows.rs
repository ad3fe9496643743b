//! Rows that a revision inserts or deletes.

use super::name::{covered, relation};
use super::statement::{Alone, Resumed, Statement, sql_only};
use super::value::is_number;
use crate::dialect::batches::Batches;
use crate::dialect::json::json;
use crate::dialect::rows::{Spelling, delete, insert};
use crate::dialect::{Dialect, DialectError, quoted, string_literal};
use crate::operation::{Backfill, RowOperation, Rows, Value};
use crate::schema::{Column, ColumnType, IdentityKind, Table};

/// `table` is the one that the rows are of.
pub(super) fn statements(
    operation: &RowOperation,
    table: &Table,
) -> Result<Vec<Statement>, DialectError> {
    let spelling = Spelling {
        table,
        name: relation(&table.name)?,
        literal,
        before_values: overriding,
    };
    let sql = match operation {
        RowOperation::Insert(inserted) => {
            let mut sql = insert(&spelling, inserted)?;
            sql.extend(numbered(&spelling, &inserted.rows)?);
            sql
        }
        RowOperation::Delete(rows) => delete(&spelling, rows)?,
        RowOperation::Fill(backfill) => return Ok(vec![alone(backfill, &spelling)?]),
    };
    Ok(sql.into_iter().map(sql_only).collect())
}

fn alone(backfill: &Backfill, spelling: &Spelling<'_>) -> Result<Statement, DialectError> {
    let batches = Batches::new(
        Dialect::Postgres,
        backfill,
        spelling,
        |text, element, what| covered(text, &|| element.clone(), what),
    )?;
    Ok(Statement::Alone(Alone {
        sql: batches.at_once(),
        resumed: Resumed::Batches(batches),
    }))
}

fn overriding(columns: &[&Column]) -> &'static str {
    let is_always = |column: &&Column| {
        let identity = column.identity.as_ref();
        identity.is_some_and(|identity| identity.kind == IdentityKind::Always)
    };
    match columns.iter().any(is_always) {
        true => " OVERRIDING SYSTEM VALUE",
        false => "",
    }
}

/// Sequences do not see the numbers that rows bring along, and would give them once more.
fn numbered(spelling: &Spelling<'_>, rows: &Rows) -> Result<Vec<String>, DialectError> {
    let table = spelling.table;
    let is_given = |column: &&Column| rows.rows.iter().any(|row| row.contains_key(&column.name));
    let rises = |column: &&Column| {
        let identity = column.identity.as_ref();
        identity.is_some_and(|identity| !identity.is_falling())
    };
    let columns = table.columns.values().filter(rises).filter(is_given);
    columns
        .map(|column| {
            let (name, relation) = (quoted(&column.name)?, &spelling.name);
            let sequence = format!(
                "pg_get_serial_sequence({}, {})",
                string_literal(relation)?,
                string_literal(&column.name)?
            );
            Ok(format!(
                "SELECT setval({sequence}, greatest(used, next), used >= next) FROM (SELECT max({name}) AS used, nextval({sequence}) AS next FROM {relation}) AS numbers"
            ))
        })
        .collect()
}

fn literal(column: &Column, value: &Value) -> Result<String, DialectError> {
    match value {
        Value::String(digits) if column.column_type == ColumnType::Bytes => {
            Ok(format!("'\\x{digits}'::bytea"))
        }
        Value::String(text) | Value::Moment(text) => string_literal(text),
        Value::Integer(number) if is_number(&column.column_type) => Ok(number.to_string()),
        Value::Integer(number) => string_literal(&number.to_string()),
        Value::Float(digits) if is_number(&column.column_type) => Ok(digits.clone()),
        Value::Float(digits) => string_literal(digits),
        Value::Boolean(boolean) => Ok(boolean.to_string()),
        Value::List(_) | Value::Table(_) => string_literal(&json(value)),
    }
}
