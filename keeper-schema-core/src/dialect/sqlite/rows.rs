//! Rows that a revision inserts or deletes.

use super::segment::sql_only;
use super::statement::Statement;
use super::table::{not_covered, table_name};
use crate::dialect::batches::Batches;
use crate::dialect::json::json;
use crate::dialect::rows::{Spelling, delete, insert};
use crate::dialect::{Dialect, DialectError, quoted, string_literal};
use crate::operation::{Backfill, RowOperation, Value};
use crate::schema::{Column, ColumnType, Table};

/// `table` is the one that the rows are of.
pub(super) fn statements(
    operation: &RowOperation,
    table: &Table,
) -> Result<Vec<Statement>, DialectError> {
    let spelling = spelling(table)?;
    let sql = match operation {
        RowOperation::Insert(inserted) => insert(&spelling, inserted),
        RowOperation::Delete(rows) => delete(&spelling, rows),
        RowOperation::Fill(backfill) => Ok(vec![batches(backfill, table)?.at_once()]),
    };
    Ok(sql?.into_iter().map(sql_only).collect())
}

fn spelling(table: &Table) -> Result<Spelling<'_>, DialectError> {
    Ok(Spelling {
        table,
        name: quoted(table_name(&table.name)?)?,
        literal,
        before_values: |_| "",
    })
}

/// What a backfill of that table runs.
pub(super) fn batches(backfill: &Backfill, table: &Table) -> Result<Batches, DialectError> {
    Batches::new(
        Dialect::Sqlite,
        backfill,
        &spelling(table)?,
        |text, element, what| {
            let text = text.sqlite().map(String::as_str);
            text.ok_or_else(|| not_covered(element, what))
        },
    )
}

fn literal(column: &Column, value: &Value) -> Result<String, DialectError> {
    match value {
        Value::String(digits) if column.column_type == ColumnType::Bytes => {
            Ok(format!("X'{digits}'"))
        }
        Value::String(text) => string_literal(text),
        Value::Integer(number) => Ok(number.to_string()),
        Value::Float(digits) => Ok(digits.clone()),
        Value::Boolean(boolean) => Ok(boolean.to_string()),
        // As `CURRENT_TIMESTAMP` is: UTC, and nothing says so.
        Value::Moment(text) => string_literal(text.replace('T', " ").trim_end_matches('Z')),
        Value::List(_) | Value::Table(_) => string_literal(&json(value)),
    }
}
