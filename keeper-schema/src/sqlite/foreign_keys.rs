//! Rows that refer to rows that are not there, before and after.

use std::collections::BTreeMap;

use keeper_schema_core::operation::Operation;
use rusqlite::Connection;

use crate::migrate::{DatabaseError, MigrateError, Violation};

/// How many offending rows are kept for the message.
const EXAMPLES: usize = 3;

/// All dangling references of a database.
#[derive(Default)]
pub(super) struct Violations {
    found: BTreeMap<Key, Rows>,
    /// Why the check itself failed: a foreign key whose target is no key.
    mismatch: Option<String>,
}

/// A foreign key, in lower case. Its number changes with every rebuild.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    table: String,
    columns: Vec<String>,
    parent: String,
}

#[derive(Default)]
struct Rows {
    count: u64,
    rowids: Vec<i64>,
}

impl Violations {
    pub(super) fn find(connection: &Connection) -> Result<Self, DatabaseError> {
        let mut violations = Self::default();
        let mut columns = BTreeMap::new();
        let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
        let mut rows = statement.query([])?;
        loop {
            let row = match rows.next() {
                Ok(Some(row)) => row,
                Ok(None) => break,
                Err(error) => {
                    violations.mismatch = Some(DatabaseError::from(error).message);
                    break;
                }
            };
            let table: String = row.get(0)?;
            let rowid: Option<i64> = row.get(1)?;
            let parent: String = row.get(2)?;
            let number: i64 = row.get(3)?;
            let key = (table.clone(), number);
            let columns = match columns.entry(key) {
                std::collections::btree_map::Entry::Occupied(found) => found.into_mut(),
                std::collections::btree_map::Entry::Vacant(missing) => {
                    missing.insert(columns_of(connection, &table, number)?)
                }
            };
            let rows = violations
                .found
                .entry(Key {
                    table: table.to_lowercase(),
                    columns: columns.clone(),
                    parent: parent.to_lowercase(),
                })
                .or_default();
            rows.count += 1;
            if rows.rowids.len() < EXAMPLES {
                rows.rowids.extend(rowid);
            }
        }
        Ok(violations)
    }

    /// Carries the names of tables and columns through renames.
    pub(super) fn rename(&mut self, operations: &[Operation]) {
        if self.found.is_empty() {
            return;
        }
        for operation in operations {
            match operation {
                Operation::RenameTable { table, to, .. } => self.change_keys(|key| {
                    for name in [&mut key.table, &mut key.parent] {
                        if *name == table.name.to_lowercase() {
                            *name = to.to_lowercase();
                        }
                    }
                }),
                Operation::RenameColumn {
                    table, column, to, ..
                } => self.change_keys(|key| {
                    if key.table == table.name.to_lowercase() {
                        for name in &mut key.columns {
                            if *name == column.to_lowercase() {
                                *name = to.to_lowercase();
                            }
                        }
                    }
                }),
                Operation::Execute(execute) => self.rename(&execute.state),
                Operation::CreateTable { .. }
                | Operation::DropTable { .. }
                | Operation::AlterTable { .. }
                | Operation::AddColumn { .. }
                | Operation::DropColumn { .. }
                | Operation::AlterColumn { .. }
                | Operation::CreatePrimaryKey { .. }
                | Operation::CreateUniqueConstraint { .. }
                | Operation::CreateForeignKey { .. }
                | Operation::CreateCheckConstraint { .. }
                | Operation::CreateExcludeConstraint { .. }
                | Operation::DropConstraint { .. }
                | Operation::RenameConstraint { .. }
                | Operation::ValidateConstraint { .. }
                | Operation::CreateIndex { .. }
                | Operation::DropIndex { .. }
                | Operation::RenameIndex { .. }
                | Operation::Enum(_)
                | Operation::Schema(_) => {}
            }
        }
    }

    /// Refuses what was not there before.
    pub(super) fn check_new(&self, before: &Self) -> Result<(), MigrateError> {
        if let Some(mismatch) = &self.mismatch
            && before.mismatch.as_ref() != Some(mismatch)
        {
            return Err(MigrateError::ForeignKeyMismatch {
                message: mismatch.clone(),
            });
        }
        let mut violations = Vec::new();
        for (key, rows) in &self.found {
            let known = before.found.get(key).map_or(0, |rows| rows.count);
            if rows.count > known {
                violations.push(Violation {
                    table: key.table.clone(),
                    columns: key.columns.clone(),
                    parent: key.parent.clone(),
                    count: rows.count - known,
                    rowids: rows.rowids.clone(),
                });
            }
        }
        if violations.is_empty() {
            return Ok(());
        }
        Err(MigrateError::ForeignKeys { violations })
    }

    fn change_keys(&mut self, change: impl Fn(&mut Key)) {
        let found = std::mem::take(&mut self.found);
        for (mut key, rows) in found {
            change(&mut key);
            self.found.insert(key, rows);
        }
    }
}

fn columns_of(
    connection: &Connection,
    table: &str,
    number: i64,
) -> Result<Vec<String>, DatabaseError> {
    let mut statement = connection.prepare(
        "SELECT lower(\"from\") FROM pragma_foreign_key_list(?1) WHERE id = ?2 ORDER BY seq",
    )?;
    let columns = statement.query_map(rusqlite::params![table, number], |row| row.get(0))?;
    Ok(columns.collect::<Result<_, _>>()?)
}
