//! A change as SQL that no bookkeeping knows of.

use std::collections::BTreeMap;

use super::script::rebuild_statements;
use super::spelled::Spelled;
use super::statement::Statement;
use crate::dialect::DialectError;
use crate::dialect::script::terminated;

/// The statements as a file for SQLite's shell, one transaction; nothing, if there are no
/// statements.
///
/// `carried` is what hangs on tables and no schema knows, by the table: a rebuild of the
/// table makes it again. `spelled` is what the database that is wanted says in its own words.
///
/// # Errors
/// If a text holds a NUL character.
pub fn change(
    statements: &[Statement],
    carried: &BTreeMap<String, Vec<String>>,
    spelled: &Spelled,
) -> Result<String, DialectError> {
    if statements.is_empty() {
        return Ok(String::new());
    }
    let mut text = String::from(HEADER);
    for statement in &spelled.respell(statements) {
        match statement {
            Statement::Sql { sql, .. } | Statement::UserSql(sql) => {
                text.push_str(&terminated(sql));
            }
            Statement::Hook(hook) => {
                return Err(DialectError::HookInScript { hook: hook.clone() });
            }
            Statement::Rebuild(rebuild) => {
                let carried = carried.get(&rebuild.table).into_iter().flatten();
                for sql in rebuild_statements(rebuild)?.iter().chain(carried) {
                    text.push_str(&terminated(sql));
                }
            }
        }
    }
    text.push_str("COMMIT;\n");
    Ok(text)
}

/// The shell goes on after an error unless it is told not to, and would then commit half.
const HEADER: &str = "\
-- For `sqlite3 -bail`, which stops at the first error.
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
";
