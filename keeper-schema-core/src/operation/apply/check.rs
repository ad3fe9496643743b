//! Whether a new version of a table can be: what holds for every table at every point.

use std::collections::{BTreeMap, BTreeSet};

use super::uses::{self, UseKind};
use super::{ApplyError, At, Changes, Use, closest_column, enums, objects, schemas};
use crate::operation::catalog::{Relation, relations};
use crate::operation::replay::Rules;
use crate::schema::{Column, ColumnType, ElementPath, ForeignKey, Table, TableName};

/// PostgreSQL cuts longer names, and SQLite has no limit.
pub(super) const LONGEST_NAME: usize = 63;

/// Checks what `changes` makes of the table `name`.
pub(super) fn table(
    at: &At<'_>,
    changes: &Changes,
    name: &TableName,
    table: &Table,
) -> Result<(), ApplyError> {
    let is_portable = at.rules == Rules::Portable;
    identifiers(at, table)?;
    schemas::check(at, changes, name, ElementPath::Table)?;
    if is_portable && table.columns.is_empty() {
        return Err(ApplyError::NoColumns {
            table: name.clone(),
        });
    }
    let columns = table.columns.keys().map(String::as_str);
    at.distinct_in_any_case(&table.name, "column", columns)?;
    for column in table.columns.values() {
        fits_itself(at, table, column)?;
    }
    enums::check_table(at, changes, table)?;
    objects::check_table(at, table)?;
    constraint_names(at, table)?;
    key_columns(at, table)?;
    for foreign_key in table.foreign_keys.values() {
        target(at, changes, table, foreign_key)?;
    }
    free_names(at, changes, table)
}

fn identifiers(at: &At<'_>, table: &Table) -> Result<(), ApplyError> {
    let schema = table.name.schema.iter();
    let constraints = table.constraints().map(|constraint| constraint.name());
    let names = schema
        .chain([&table.name.name])
        .chain(table.columns.keys())
        .chain(table.indexes.keys())
        .map(String::as_str)
        .chain(constraints);
    for name in names {
        if name.is_empty() {
            return Err(ApplyError::EmptyName {
                table: table.name.clone(),
            });
        }
        match at.rules {
            Rules::Portable => nul_or_long(name)?,
            Rules::OfDatabase | Rules::Known => nul(name)?,
        }
    }
    Ok(())
}

pub(super) fn nul_or_long(name: &str) -> Result<(), ApplyError> {
    nul(name)?;
    if name.len() > LONGEST_NAME {
        return Err(ApplyError::LongName {
            name: name.to_owned(),
        });
    }
    Ok(())
}

fn nul(name: &str) -> Result<(), ApplyError> {
    match name.contains('\0') {
        false => Ok(()),
        true => Err(ApplyError::NulInName {
            name: name.to_owned(),
        }),
    }
}

impl At<'_> {
    /// Refuses names of which two are one on SQLite.
    fn distinct_in_any_case<'n>(
        &self,
        table: &TableName,
        kind: &'static str,
        names: impl Iterator<Item = &'n str>,
    ) -> Result<(), ApplyError> {
        if self.rules == Rules::OfDatabase {
            return Ok(());
        }
        let mut seen = BTreeMap::new();
        for name in names {
            let folded = name.to_ascii_lowercase();
            if let Some(existing) = seen.insert(folded, name)
                && existing != name
            {
                return Err(ApplyError::SameButCase {
                    kind,
                    table: table.clone(),
                    name: name.to_owned(),
                    existing: existing.to_owned(),
                });
            }
        }
        Ok(())
    }
}

fn fits_itself(at: &At<'_>, table: &Table, column: &Column) -> Result<(), ApplyError> {
    let is_integer = matches!(
        column.column_type,
        ColumnType::SmallInt | ColumnType::Integer | ColumnType::BigInt
    );
    if column.identity.is_some() && !is_integer {
        return Err(ApplyError::IdentityType {
            table: table.name.clone(),
            column: column.name.clone(),
            column_type: column.column_type.clone(),
        });
    }
    let said = [
        ("identity", column.identity.is_some()),
        ("generated", column.generated.is_some()),
        ("default", column.default.is_some()),
        (
            "null = true",
            at.rules == Rules::Portable && column.null && column.generated.is_none(),
        ),
    ];
    let mut said = said.into_iter().filter(|(_, said)| *said);
    match (said.next(), said.next()) {
        (Some((first, _)), Some((second, _))) if (first, second) != ("default", "null = true") => {
            Err(ApplyError::KeysExclude {
                table: table.name.clone(),
                column: column.name.clone(),
                first,
                second,
            })
        }
        (Some(_) | None, _) => Ok(()),
    }
}

fn constraint_names(at: &At<'_>, table: &Table) -> Result<(), ApplyError> {
    let names = || table.constraints().map(|constraint| constraint.name());
    let mut seen = BTreeSet::new();
    if let Some(twice) = names().find(|name| !seen.insert(*name)) {
        return Err(ApplyError::ConstraintExists {
            table: table.name.clone(),
            constraint: twice.to_owned(),
        });
    }
    at.distinct_in_any_case(&table.name, "constraint", names())
}

/// Every key, constraint and index is over columns that the table has.
fn key_columns(at: &At<'_>, table: &Table) -> Result<(), ApplyError> {
    if let Some(key) = &table.primary_key {
        let used_by = Use::new(UseKind::PrimaryKey, &key.name);
        columns(table, &used_by, &key.columns)?;
        others(table, &used_by, &key.include)?;
        let nullable = key
            .columns
            .iter()
            .find(|column| table.columns.get(*column).is_some_and(|column| column.null));
        if let (Some(column), Rules::Portable) = (nullable, at.rules) {
            return Err(ApplyError::NullableKey {
                table: table.name.clone(),
                column: column.clone(),
                primary_key: key.name.clone(),
            });
        }
    }
    for unique in table.unique.values() {
        let used_by = Use::new(UseKind::Unique, &unique.name);
        columns(table, &used_by, &unique.columns)?;
        others(table, &used_by, &unique.include)?;
    }
    for foreign_key in table.foreign_keys.values() {
        let used_by = Use::new(UseKind::ForeignKey, &foreign_key.name);
        columns(table, &used_by, &foreign_key.columns)?;
        let limited = &foreign_key.on_delete_columns;
        if let Some(column) = limited
            .iter()
            .find(|column| !foreign_key.columns.contains(column))
        {
            return Err(ApplyError::NotInForeignKey {
                table: table.name.clone(),
                foreign_key: foreign_key.name.clone(),
                column: column.clone(),
            });
        }
    }
    for exclusion in table.exclusions.values() {
        let used_by = Use::new(UseKind::Exclusion, &exclusion.name);
        if exclusion.elements.is_empty() {
            return Err(no_columns(table, &used_by));
        }
        others(table, &used_by, uses::exclusion_columns(exclusion))?;
    }
    for index in table.indexes.values() {
        let used_by = Use::new(UseKind::Index, &index.name);
        if index.keys.is_empty() {
            return Err(no_columns(table, &used_by));
        }
        // An index may name a column twice: once as it is, once in another collation.
        others(table, &used_by, uses::index_columns(index))?;
    }
    Ok(())
}

fn columns(table: &Table, used_by: &Use, columns: &[String]) -> Result<(), ApplyError> {
    if columns.is_empty() {
        return Err(no_columns(table, used_by));
    }
    others(table, used_by, columns)?;
    let mut seen = BTreeSet::new();
    match columns.iter().find(|column| !seen.insert(*column)) {
        None => Ok(()),
        Some(column) => Err(ApplyError::ColumnTwice {
            table: table.name.clone(),
            column: column.clone(),
            used_by: used_by.clone(),
        }),
    }
}

fn others<'a>(
    table: &Table,
    used_by: &Use,
    columns: impl IntoIterator<Item = &'a String>,
) -> Result<(), ApplyError> {
    for column in columns {
        if !table.columns.contains_key(column) {
            return Err(ApplyError::KeyColumnMissing {
                table: table.name.clone(),
                column: column.clone(),
                used_by: used_by.clone(),
                closest: closest_column(table, column),
            });
        }
    }
    Ok(())
}

fn no_columns(table: &Table, used_by: &Use) -> ApplyError {
    ApplyError::NothingInKey {
        table: table.name.clone(),
        used_by: used_by.clone(),
    }
}

/// A foreign key refers to as many columns as it has, in which no two rows are the same.
fn target(
    at: &At<'_>,
    changes: &Changes,
    table: &Table,
    foreign_key: &ForeignKey,
) -> Result<(), ApplyError> {
    let references = &foreign_key.references;
    if foreign_key.columns.len() != references.columns.len() {
        return Err(ApplyError::TargetCount {
            table: table.name.clone(),
            foreign_key: foreign_key.name.clone(),
            columns: foreign_key.columns.len(),
            target_columns: references.columns.len(),
        });
    }
    if at.rules == Rules::OfDatabase {
        return Ok(());
    }
    let Some(target) = changes.table(at.schema, &references.table) else {
        return Err(ApplyError::TargetTableMissing {
            table: table.name.clone(),
            foreign_key: foreign_key.name.clone(),
            target: references.table.clone(),
            closest: at.closest_table(&references.table),
        });
    };
    let missing = references
        .columns
        .iter()
        .find(|column| !target.columns.contains_key(*column));
    if let Some(column) = missing {
        return Err(ApplyError::TargetColumnMissing {
            table: table.name.clone(),
            foreign_key: foreign_key.name.clone(),
            target: references.table.clone(),
            column: column.clone(),
            closest: closest_column(target, column),
        });
    }
    if !target.is_unique(&references.columns) {
        return Err(ApplyError::TargetNotUnique {
            table: table.name.clone(),
            foreign_key: foreign_key.name.clone(),
            target: references.table.clone(),
            columns: references.columns.clone(),
        });
    }
    Ok(())
}

/// No name that the table takes is another's.
fn free_names(at: &At<'_>, changes: &Changes, table: &Table) -> Result<(), ApplyError> {
    let on_sqlite = [&table.name.name].into_iter().chain(table.indexes.keys());
    at.distinct_in_any_case(&table.name, "name", on_sqlite.map(String::as_str))?;

    // What the table had before, under this or another name, is its own to take.
    let is_own = |relation: &Relation| {
        relation.table == table.name || changes.tables.get(&relation.table) == Some(&None)
    };
    let mut inside = BTreeMap::new();
    for (name, relation) in relations(table) {
        let others = at.catalog.relation(&name).filter(|other| !is_own(other));
        if let Some(existing) = others.or(inside.get(&name)) {
            return Err(ApplyError::NameTaken {
                name,
                kind: relation.kind,
                existing: existing.clone(),
            });
        }
        if at.rules == Rules::Portable && relation.kind.is_named_on_sqlite() {
            let same_but_case = at.catalog.folded(&name).find(|other| {
                let owner = at.catalog.relation(other);
                **other != name && owner.is_some_and(|owner| !is_own(owner))
            });
            if let Some(existing) = same_but_case {
                return Err(ApplyError::SameButCase {
                    kind: relation.kind.words(),
                    table: table.name.clone(),
                    name: name.name,
                    existing: existing.name.clone(),
                });
            }
        }
        inside.insert(name, relation);
    }
    Ok(())
}
