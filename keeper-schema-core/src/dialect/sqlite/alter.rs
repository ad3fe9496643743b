//! What SQLite's `ALTER TABLE` can do, and how.
//!
//! <https://www.sqlite.org/lang_altertable.html>

use super::column;
use crate::dialect::{DialectError, quoted};
use crate::schema::sql_tokens::{TokenKind, tokens};
use crate::schema::{Column, Default, Table};

pub(super) fn add_column(
    table: &Table,
    name: &str,
    column: &Column,
) -> Result<String, DialectError> {
    let definition = column::definition(table, column)?;
    Ok(format!(
        "ALTER TABLE {} ADD COLUMN {definition}",
        quoted(name)?
    ))
}

pub(super) fn drop_column(table: &str, column: &str) -> Result<String, DialectError> {
    Ok(format!(
        "ALTER TABLE {} DROP COLUMN {}",
        quoted(table)?,
        quoted(column)?
    ))
}

pub(super) fn rename_column(table: &str, column: &str, to: &str) -> Result<String, DialectError> {
    Ok(format!(
        "ALTER TABLE {} RENAME COLUMN {} TO {}",
        quoted(table)?,
        quoted(column)?,
        quoted(to)?
    ))
}

pub(super) fn rename_table(table: &str, to: &str) -> Result<String, DialectError> {
    Ok(format!(
        "ALTER TABLE {} RENAME TO {}",
        quoted(table)?,
        quoted(to)?
    ))
}

pub(super) fn drop_table(table: &str) -> Result<String, DialectError> {
    Ok(format!("DROP TABLE {}", quoted(table)?))
}

/// Whether `ADD COLUMN` takes the column. It takes no key, and looks at no row: the
/// default must be a constant, and there must be one where NULL is not allowed.
pub(super) fn can_add(column: &Column) -> bool {
    if let Some(generated) = &column.generated {
        return !generated.stored;
    }
    let Some(default) = &column.default else {
        return column.null && column.identity.is_none();
    };
    match default {
        Default::Literal(_) | Default::Bytes(_) => true,
        Default::Expression(expression) => match expression.sqlite() {
            Some(expression) => is_constant(expression, column.null),
            None => false,
        },
    }
}

/// A number, a string, `true` or `false`, or NULL where it is allowed.
fn is_constant(expression: &str, null: bool) -> bool {
    let mut tokens = tokens(expression);
    let (Some(token), None) = (tokens.next(), tokens.next()) else {
        return false;
    };
    match token.kind {
        TokenKind::Number | TokenKind::String => true,
        TokenKind::Word => {
            token.is_word("true") || token.is_word("false") || (null && token.is_word("null"))
        }
        TokenKind::QuotedIdentifier | TokenKind::Parameter | TokenKind::Punctuation => false,
    }
}
