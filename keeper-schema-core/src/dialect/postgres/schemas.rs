//! Schemas within a database.

use super::statement::{Statement, sql_only};
use crate::dialect::{DialectError, quoted};
use crate::operation::SchemaOperation;

/// The statement.
pub(super) fn statement(operation: &SchemaOperation) -> Result<Statement, DialectError> {
    let name = quoted(operation.name())?;
    Ok(match operation {
        SchemaOperation::Create { name } => create(name)?,
        SchemaOperation::Drop { .. } => sql_only(format!("DROP SCHEMA {name}")),
        SchemaOperation::Rename { to, .. } => {
            sql_only(format!("ALTER SCHEMA {name} RENAME TO {}", quoted(to)?))
        }
    })
}

/// `CREATE SCHEMA`.
pub(super) fn create(name: &str) -> Result<Statement, DialectError> {
    Ok(sql_only(format!("CREATE SCHEMA {}", quoted(name)?)))
}
