//! Defaults.
//!
//! A literal in quotes has no type of its own: the column's input reads it. Only numbers
//! of number columns and `true` and `false` stand without quotes.

use super::name::covered;
use super::type_class::{Class, class};
use crate::dialect::quote::parenthesised;
use crate::dialect::{DialectError, string_literal};
use crate::schema::{Column, ColumnType, Default, ElementPath, Literal, TableName};

/// The default of a column of `table`, ready to stand after `DEFAULT`.
pub(super) fn default(
    table: &TableName,
    column: &Column,
    default: &Default,
) -> Result<String, DialectError> {
    match default {
        Default::Literal(literal) => self::literal(&column.column_type, literal),
        Default::Bytes(bytes) => {
            let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            Ok(format!("'\\x{digits}'::bytea"))
        }
        Default::Expression(expression) => {
            let element = || ElementPath::Column(table.clone(), column.name.clone());
            covered(expression, &element, "the default").map(parenthesised)
        }
    }
}

fn literal(column_type: &ColumnType, literal: &Literal) -> Result<String, DialectError> {
    match literal {
        Literal::String(text) => string_literal(text),
        Literal::Integer(number) if is_number(column_type) => Ok(number.to_string()),
        Literal::Integer(number) => string_literal(&number.to_string()),
        Literal::Boolean(value) if *column_type == ColumnType::Boolean => Ok(value.to_string()),
        Literal::Boolean(value) => string_literal(&value.to_string()),
    }
}

pub(super) fn is_number(column_type: &ColumnType) -> bool {
    matches!(class(column_type), Class::Number { .. })
}
