//! Rows that refer to rows that are not there, before and after.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use keeper_schema_core::operation::Operation;
use rusqlite::{Connection, Statement};

use crate::migrate::{DatabaseError, DatabaseErrorKind, MigrateError, Violation};

/// How many offending rows are shown.
const EXAMPLES: usize = 3;

/// How many are remembered, to tell new ones from old.
const REMEMBERED: usize = 1000;

/// All dangling references of a database.
///
/// They are counted, key by key: a rebuild may give a row without a key of its own
/// another rowid, so which row it was is for the message only.
#[derive(Default)]
pub(super) struct Violations {
    found: BTreeMap<Key, Rows>,
    /// Foreign keys whose target is no key, in SQLite's words. Their rows are not checked.
    mismatches: BTreeSet<String>,
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
    pub(super) fn find(connection: &Connection) -> Result<Self, MigrateError> {
        let mut violations = Self::default();
        if let Ok(statement) = connection.prepare("PRAGMA foreign_key_check") {
            violations.add(connection, statement)?;
            return Ok(violations);
        }
        // One foreign key whose target is no key keeps SQLite from checking any.
        let sql = "SELECT DISTINCT m.name FROM sqlite_master AS m, pragma_foreign_key_list(m.name) WHERE m.type = 'table'";
        let mut statement = connection.prepare(sql).map_err(DatabaseError::from)?;
        let tables = statement
            .query_map([], |row| row.get(0))
            .map_err(DatabaseError::from)?;
        for table in tables {
            let table: String = table.map_err(DatabaseError::from)?;
            let table = table.replace('"', "\"\"");
            match connection.prepare(&format!("PRAGMA foreign_key_check(\"{table}\")")) {
                Ok(statement) => violations.add(connection, statement)?,
                Err(error) => {
                    let error = DatabaseError::from(error);
                    if error.kind != DatabaseErrorKind::Other {
                        return Err(error.into());
                    }
                    violations.mismatches.insert(error.message);
                }
            }
        }
        Ok(violations)
    }

    /// Adds what a `foreign_key_check` finds.
    fn add(
        &mut self,
        connection: &Connection,
        mut statement: Statement<'_>,
    ) -> Result<(), DatabaseError> {
        let mut columns = BTreeMap::new();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let table: String = row.get(0)?;
            let rowid: Option<i64> = row.get(1)?;
            let parent: String = row.get(2)?;
            let number: i64 = row.get(3)?;
            let key = (table.clone(), number);
            let columns = match columns.entry(key) {
                Entry::Occupied(found) => found.into_mut(),
                Entry::Vacant(missing) => missing.insert(columns_of(connection, &table, number)?),
            };
            let key = Key {
                table: table.to_lowercase(),
                columns: columns.clone(),
                parent: parent.to_lowercase(),
            };
            let rows = self.found.entry(key).or_default();
            rows.count += 1;
            if rows.rowids.len() < REMEMBERED {
                rows.rowids.extend(rowid);
            }
        }
        Ok(())
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
                | Operation::SetComment(_)
                | Operation::Enum(_)
                | Operation::Schema(_)
                | Operation::Object(_)
                | Operation::Sequence(_)
                | Operation::Rows(_)
                | Operation::Run(_) => {}
            }
        }
    }

    /// Refuses what was not there before.
    pub(super) fn check_new(&self, before: &Self) -> Result<(), MigrateError> {
        // SQLite's words name the table, which may have another name now.
        let mut unknown = self.mismatches.difference(&before.mismatches);
        if let Some(mismatch) = unknown.next()
            && self.mismatches.len() > before.mismatches.len()
        {
            return Err(MigrateError::ForeignKeyMismatch {
                message: mismatch.clone(),
            });
        }
        let mut violations = Vec::new();
        let none = Rows::default();
        for (key, rows) in &self.found {
            let known = before.found.get(key).unwrap_or(&none);
            if rows.count > known.count {
                let new = rows.rowids.iter();
                let new = new.filter(|rowid| !known.rowids.contains(rowid));
                violations.push(Violation {
                    table: key.table.clone(),
                    columns: key.columns.clone(),
                    parent: key.parent.clone(),
                    count: rows.count - known.count,
                    rowids: new.take(EXAMPLES).copied().collect(),
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
