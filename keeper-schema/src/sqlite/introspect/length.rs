//! The check by which the dialect enforces the length of a text.

use keeper_schema_core::schema::ColumnType;
use keeper_schema_core::schema::sql_tokens::{Token, sqlite_tokens};

use super::statement::{ConstraintDefinition, Rule};

/// The length, if the constraint is the check that enforces that of its column.
pub(super) fn enforced(constraint: &ConstraintDefinition) -> Option<u32> {
    let column = constraint.column.as_ref()?;
    let Rule::Check { expression } = &constraint.rule else {
        return None;
    };
    if constraint.name.is_some() {
        return None;
    }
    let tokens: Vec<Token<'_>> = sqlite_tokens(expression).collect();
    match tokens.as_slice() {
        [function, open, name, close, operator, length]
            if function.is_word("length")
                && open.is_punctuation("(")
                && name.is_identifier(column)
                && close.is_punctuation(")")
                && operator.is_punctuation("<=") =>
        {
            length.text.parse().ok()
        }
        _ => None,
    }
}

/// The type of a column that such a check is on, if it is one with that length. A STRICT
/// table has no other place for the length.
pub(super) fn with_length(
    column_type: &ColumnType,
    length: u32,
    strict: bool,
) -> Option<ColumnType> {
    match column_type {
        ColumnType::Varchar(declared) | ColumnType::Char(declared) if *declared == length => {
            Some(column_type.clone())
        }
        ColumnType::Text if strict && length > 0 => Some(ColumnType::Varchar(length)),
        _ => None,
    }
}
