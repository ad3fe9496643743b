//! Names of relations, and texts that must be given for PostgreSQL.

use crate::dialect::{Dialect, DialectError, quoted};
use crate::schema::{ElementPath, SqlText, TableName};

/// A table, index or sequence, with its database schema where one is named.
pub(super) fn relation(name: &TableName) -> Result<String, DialectError> {
    let relation = quoted(&name.name)?;
    match &name.schema {
        Some(schema) => Ok(format!("{}.{relation}", quoted(schema)?)),
        None => Ok(relation),
    }
}

/// The text for PostgreSQL.
///
/// # Errors
/// If it is given for the other database only.
pub(super) fn covered<'a>(
    text: &'a SqlText,
    element: &dyn Fn() -> ElementPath,
    what: &'static str,
) -> Result<&'a str, DialectError> {
    match text.postgres() {
        Some(text) => Ok(text),
        None => Err(DialectError::NotCovered {
            dialect: Dialect::Postgres,
            element: Some(element()),
            what,
        }),
    }
}
