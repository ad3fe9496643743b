//! Applies an operation to a schema: checks it against the schema at that point, and
//! makes the new versions of the tables it changes.
//!
//! Knows nothing of SQL dialects, but refuses what one of the two databases cannot hold.

mod alter;
mod changes;
mod check;
mod comment;
mod constraint;
mod enums;
mod error;
pub(crate) mod mentions;
mod objects;
mod rename;
mod rows;
mod schemas;
#[cfg(test)]
mod tests;
mod uses;

use std::mem;

use super::catalog::Catalog;
use super::replay::Rules;
use super::{Operation, Replay};
use crate::closest::closest;
use crate::schema::{ElementPath, Index, Schema, Table, TableName};

pub(super) use self::changes::Changes;
pub use self::error::{ApplyError, EnumError, ObjectError, RowError, SchemaError};
pub use self::uses::{Use, UseKind};

/// Checks one operation against the schema and changes it.
///
/// Looks through the whole schema first: for many operations, keep a [`Replay`].
///
/// # Errors
/// Why the operation cannot apply here. The schema is then as it was.
pub fn apply(schema: &mut Schema, operation: &Operation) -> Result<(), ApplyError> {
    let mut replay = Replay::new(mem::take(schema));
    let result = replay.apply(operation);
    *schema = replay.into_schema();
    result
}

/// What the operation makes of the parts it changes. The `state` of an `execute` is
/// left to the caller.
pub(super) fn changes(
    schema: &Schema,
    catalog: &Catalog,
    rules: Rules,
    operation: &Operation,
) -> Result<Changes, ApplyError> {
    let at = At {
        schema,
        catalog,
        rules,
    };
    let changes = match operation {
        Operation::CreateTable { table } => at.create_table(table)?,
        Operation::DropTable { table } => at.drop_table(table)?,
        Operation::RenameTable { table, to, restate } => at.rename_table(table, to, restate)?,
        Operation::AlterTable { table, alteration } => {
            at.edit(table, |table| alter::table(table, alteration))?
        }
        Operation::AddColumn { table, column, .. } => at.edit(table, |table| {
            if table.columns.contains_key(&column.name) {
                return Err(ApplyError::ColumnExists {
                    table: table.name.clone(),
                    column: column.name.clone(),
                });
            }
            table.columns.insert(column.name.clone(), column.clone());
            Ok(())
        })?,
        Operation::DropColumn { table, column } => at.drop_column(table, column)?,
        Operation::RenameColumn {
            table,
            column,
            to,
            restate,
        } => at.rename_column(table, column, to, restate)?,
        Operation::AlterColumn {
            table,
            column,
            alteration,
        } => at.edit(table, |table| alter::column(table, column, alteration))?,
        Operation::CreatePrimaryKey { table, primary_key } => at.edit(table, |table| {
            constraint::create_primary_key(table, primary_key)
        })?,
        Operation::CreateUniqueConstraint { table, unique } => at.edit(table, |table| {
            constraint::is_free(table, &unique.name)?;
            table.unique.insert(unique.name.clone(), unique.clone());
            Ok(())
        })?,
        Operation::CreateForeignKey { table, foreign_key } => at.edit(table, |table| {
            constraint::is_free(table, &foreign_key.name)?;
            let name = foreign_key.name.clone();
            table.foreign_keys.insert(name, foreign_key.clone());
            Ok(())
        })?,
        Operation::CreateCheckConstraint { table, check } => at.edit(table, |table| {
            constraint::is_free(table, &check.name)?;
            table.checks.insert(check.name.clone(), check.clone());
            Ok(())
        })?,
        Operation::CreateExcludeConstraint { table, exclusion } => at.edit(table, |table| {
            constraint::is_free(table, &exclusion.name)?;
            let name = exclusion.name.clone();
            table.exclusions.insert(name, exclusion.clone());
            Ok(())
        })?,
        Operation::DropConstraint { table, name } => at.drop_constraint(table, name)?,
        Operation::RenameConstraint { table, name, to } => {
            at.edit(table, |table| rename::constraint(table, name, to))?
        }
        Operation::ValidateConstraint { table, name } => {
            at.edit(table, |table| constraint::validate(table, name))?
        }
        Operation::CreateIndex { table, index, .. } => at.edit(table, |table| {
            // A name that another table has is found by the check of all names.
            if table.indexes.contains_key(&index.name) {
                return Err(ApplyError::IndexExists {
                    table: table.name.clone(),
                    index: index.name.clone(),
                });
            }
            table.indexes.insert(index.name.clone(), index.clone());
            Ok(())
        })?,
        Operation::DropIndex { table, name, .. } => at.drop_index(table, name)?,
        Operation::RenameIndex { table, name, to } => at.rename_index(table, name, to)?,
        Operation::SetComment(change) => at.set_comment(change)?,
        Operation::Enum(operation) => at.change_enum(operation)?,
        Operation::Schema(operation) => at.change_schema(operation)?,
        Operation::Object(operation) => at.change_object(operation)?,
        Operation::Sequence(operation) => at.change_sequence(operation)?,
        Operation::Rows(operation) => {
            rows::check(&at, operation)?;
            Changes::default()
        }
        Operation::Execute(_) | Operation::Run(_) => Changes::default(),
    };
    if rules == Rules::Known {
        return Ok(changes);
    }
    for enum_type in changes.enums.values().flatten() {
        enums::check(&at, &changes, enum_type)?;
        schemas::check(&at, &changes, &enum_type.name, ElementPath::Enum)?;
    }
    for (name, table) in &changes.tables {
        if let Some(table) = table {
            check::table(&at, &changes, name, table)?;
        }
    }
    Ok(changes)
}

/// The point that an operation applies at.
#[derive(Clone, Copy)]
struct At<'a> {
    schema: &'a Schema,
    catalog: &'a Catalog,
    rules: Rules,
}

impl<'a> At<'a> {
    fn table(&self, name: &TableName) -> Result<&'a Table, ApplyError> {
        self.schema
            .table(name)
            .ok_or_else(|| ApplyError::TableMissing {
                table: name.clone(),
                closest: self.closest_table(name),
            })
    }

    fn closest_table(&self, name: &TableName) -> Option<TableName> {
        let tables = self.schema.tables.keys();
        // The right name in another database schema is nearer than any other.
        if let Some(table) = tables.clone().find(|table| table.name == name.name) {
            return Some(table.clone());
        }
        let names = tables
            .filter(|table| table.schema == name.schema)
            .map(|table| table.name.as_str());
        closest(&name.name, names).map(|found| name.sibling(found))
    }

    /// Changes one table and no other.
    fn edit(
        &self,
        name: &TableName,
        edit: impl FnOnce(&mut Table) -> Result<(), ApplyError>,
    ) -> Result<Changes, ApplyError> {
        let mut table = self.table(name)?.clone();
        edit(&mut table)?;
        Ok(Changes::from([(name.clone(), Some(table))]))
    }

    fn create_table(&self, table: &Table) -> Result<Changes, ApplyError> {
        if self.schema.table(&table.name).is_some() {
            return Err(ApplyError::TableExists {
                table: table.name.clone(),
            });
        }
        if let Some(index) = table.indexes.keys().next() {
            return Err(ApplyError::IndexInTable {
                table: table.name.clone(),
                index: index.clone(),
            });
        }
        Ok(Changes::from([(table.name.clone(), Some(table.clone()))]))
    }

    fn drop_table(&self, name: &TableName) -> Result<Changes, ApplyError> {
        self.table(name)?;
        let mut used_by = uses::of_table(self, name);
        used_by.extend(self.objects_over_table(name));
        if !used_by.is_empty() {
            return Err(ApplyError::TableInUse {
                table: name.clone(),
                used_by,
            });
        }
        let mut changes = Changes::from([(name.clone(), None)]);
        self.drop_parts(&mut changes, name);
        Ok(changes)
    }

    fn drop_column(&self, name: &TableName, column: &str) -> Result<Changes, ApplyError> {
        let table = self.table(name)?;
        has_column(table, column)?;
        let mut used_by = uses::of_column(self, table, column);
        used_by.extend(self.objects_over_column(name, column));
        if !used_by.is_empty() {
            return Err(ApplyError::ColumnInUse {
                table: name.clone(),
                column: column.to_owned(),
                used_by,
            });
        }
        if self.rules == Rules::Portable && table.columns.len() == 1 {
            return Err(ApplyError::LastColumn {
                table: name.clone(),
                column: column.to_owned(),
            });
        }
        let mut changes = self.edit(name, |table| {
            table.columns.shift_remove(column);
            Ok(())
        })?;
        self.drop_owned(&mut changes, name, |owner| owner == column);
        Ok(changes)
    }

    fn drop_constraint(&self, name: &TableName, constraint: &str) -> Result<Changes, ApplyError> {
        let changes = self.edit(name, |table| constraint::remove(table, constraint))?;
        self.keys_remain(name, constraint, &changes)?;
        Ok(changes)
    }

    fn drop_index(&self, name: &TableName, index: &str) -> Result<Changes, ApplyError> {
        self.index(name, index)?;
        let changes = self.edit(name, |table| {
            table.indexes.shift_remove(index);
            Ok(())
        })?;
        self.keys_remain(name, index, &changes)?;
        Ok(changes)
    }

    /// Refuses to take away the key that a foreign key needs.
    fn keys_remain(
        &self,
        name: &TableName,
        dropped: &str,
        changes: &Changes,
    ) -> Result<(), ApplyError> {
        let Some(Some(table)) = changes.tables.get(name) else {
            return Ok(());
        };
        let used_by = uses::without_key(self, table);
        if used_by.is_empty() {
            return Ok(());
        }
        Err(ApplyError::KeyInUse {
            table: name.clone(),
            key: dropped.to_owned(),
            used_by,
        })
    }

    fn index(&self, name: &TableName, index: &str) -> Result<&'a Index, ApplyError> {
        let table = self.table(name)?;
        table.indexes.get(index).ok_or_else(|| {
            let on = self.catalog.relation(&name.sibling(index));
            ApplyError::IndexMissing {
                table: name.clone(),
                index: index.to_owned(),
                closest: closest(index, table.indexes.keys().map(String::as_str))
                    .map(str::to_owned),
                found: on.cloned().map(Box::new),
            }
        })
    }
}

fn has_column(table: &Table, column: &str) -> Result<(), ApplyError> {
    if table.columns.contains_key(column) {
        return Ok(());
    }
    Err(ApplyError::ColumnMissing {
        table: table.name.clone(),
        column: column.to_owned(),
        closest: closest_column(table, column),
    })
}

fn closest_column(table: &Table, column: &str) -> Option<String> {
    closest(column, table.columns.keys().map(String::as_str)).map(str::to_owned)
}
