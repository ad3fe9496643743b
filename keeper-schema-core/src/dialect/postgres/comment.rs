//! `COMMENT ON`.

use super::name::relation;
use super::statement::{Statement, sql_only};
use crate::dialect::{DialectError, quoted, string_literal};
use crate::operation::{CommentChange, Commented};
use crate::schema::{Column, Constraint, EnumType, Index, Table, TableName};

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

/// The comment of an index, if it has one.
pub(super) fn of_index(
    table: &TableName,
    index: &Index,
) -> Result<Option<Statement>, DialectError> {
    let comment = index.comment.as_ref();
    comment
        .map(|comment| on_index(table, &index.name, Some(comment)))
        .transpose()
}

/// The comment of a constraint, if it has one.
pub(super) fn of_constraint(
    table: &TableName,
    constraint: Constraint<'_>,
) -> Result<Option<Statement>, DialectError> {
    let comment = constraint.comment();
    comment
        .map(|comment| on_constraint(table, constraint.name(), Some(comment)))
        .transpose()
}

/// The comment of an enum, if it has one.
pub(super) fn of_enum(enum_type: &EnumType) -> Result<Option<Statement>, DialectError> {
    let comment = enum_type.comment.as_ref();
    comment
        .map(|comment| on_enum(&enum_type.name, Some(comment)))
        .transpose()
}

/// `set_comment`.
pub(super) fn set(change: &CommentChange) -> Result<Statement, DialectError> {
    let comment = change.comment.as_ref();
    match &change.on {
        Commented::Index(table, name) => on_index(table, name, comment),
        Commented::Constraint(table, name) => on_constraint(table, name, comment),
        Commented::Enum(name) => on_enum(name, comment),
    }
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

fn on_index(
    table: &TableName,
    name: &str,
    comment: Option<&String>,
) -> Result<Statement, DialectError> {
    let on = format!("INDEX {}", relation(&table.sibling(name))?);
    is(&on, comment)
}

fn on_constraint(
    table: &TableName,
    name: &str,
    comment: Option<&String>,
) -> Result<Statement, DialectError> {
    let on = format!("CONSTRAINT {} ON {}", quoted(name)?, relation(table)?);
    is(&on, comment)
}

fn on_enum(name: &TableName, comment: Option<&String>) -> Result<Statement, DialectError> {
    is(&format!("TYPE {}", relation(name)?), comment)
}

fn is(on: &str, comment: Option<&String>) -> Result<Statement, DialectError> {
    let comment = match comment {
        Some(comment) => string_literal(comment)?,
        None => "NULL".to_owned(),
    };
    Ok(sql_only(format!("COMMENT ON {on} IS {comment}")))
}
