//! `COMMENT ON`.

use super::name::relation;
use super::statement::{Statement, sql_only};
use crate::dialect::{DialectError, quoted, string_literal};
use crate::schema::{Column, Table, TableName};

/// The comments of a table and its columns, as far as there are any.
pub(super) fn all(table: &Table) -> Result<Vec<Statement>, DialectError> {
    let mut statements = Vec::new();
    if let Some(comment) = &table.comment {
        statements.push(on_table(&table.name, Some(comment))?);
    }
    for column in table.columns.values() {
        statements.extend(of_column(&table.name, column)?);
    }
    Ok(statements)
}

/// The comment of a column, if it has one.
pub(super) fn of_column(
    table: &TableName,
    column: &Column,
) -> Result<Option<Statement>, DialectError> {
    match &column.comment {
        Some(comment) => on_column(table, &column.name, Some(comment)).map(Some),
        None => Ok(None),
    }
}

pub(super) fn on_table(
    table: &TableName,
    comment: Option<&String>,
) -> Result<Statement, DialectError> {
    let on = format!("TABLE {}", relation(table)?);
    is(&on, comment)
}

pub(super) fn on_column(
    table: &TableName,
    column: &str,
    comment: Option<&String>,
) -> Result<Statement, DialectError> {
    let on = format!("COLUMN {}.{}", relation(table)?, quoted(column)?);
    is(&on, comment)
}

fn is(on: &str, comment: Option<&String>) -> Result<Statement, DialectError> {
    let comment = match comment {
        Some(comment) => string_literal(comment)?,
        None => "NULL".to_owned(),
    };
    Ok(sql_only(format!("COMMENT ON {on} IS {comment}")))
}
