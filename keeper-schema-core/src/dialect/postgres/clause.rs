//! Clauses of a table that no schema holds.

use std::collections::BTreeMap;

use super::name::relation;
use crate::dialect::DialectError;
use crate::schema::TableName;

/// Adds its clause to the statement that creates a table, as `PARTITION BY RANGE (day)`. Any
/// other statement stays as it is.
///
/// # Errors
/// If a name cannot be written.
pub fn add_clause(
    sql: &mut String,
    clauses: &BTreeMap<TableName, String>,
) -> Result<(), DialectError> {
    if !sql.starts_with("CREATE ") {
        return Ok(());
    }
    for (table, clause) in clauses {
        if sql.starts_with(&format!("CREATE TABLE {} (", relation(table)?)) {
            sql.push(' ');
            sql.push_str(clause);
        }
    }
    Ok(())
}
