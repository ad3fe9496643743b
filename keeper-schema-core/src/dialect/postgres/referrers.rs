//! Foreign keys as PostgreSQL sees them: each depends on one index of the table that it
//! refers to, and nothing says on which.

use super::constraint;
use super::recreate::any;
use super::statement::Statement;
use crate::dialect::DialectError;
use crate::schema::{Constraint, ForeignKey, Schema, Table, TableName};

/// Drops a key or an index of `before`, by `drop`. Where another index does as well, the
/// foreign keys are left to that one. `schema` is the one after it.
pub(super) fn moved_to_another(
    schema: &Schema,
    before: &Table,
    name: &str,
    drop: Statement,
) -> Result<Vec<Statement>, DialectError> {
    let columns = key_columns(before, name).unwrap_or_default();
    let held = referrers(schema, &before.name, |key| {
        is_same_key(&columns, &key.references.columns)
    });
    let mut statements = Vec::new();
    for (table, key) in &held {
        statements.push(constraint::drop(&table.name, &key.name)?);
    }
    statements.push(drop);
    for (table, key) in held {
        statements.extend(constraint::add(table, Constraint::ForeignKey(key))?);
    }
    Ok(statements)
}

/// The foreign keys to a table that are `wanted`, each with its own table.
pub(super) fn referrers<'s>(
    schema: &'s Schema,
    table: &TableName,
    wanted: impl Fn(&ForeignKey) -> bool,
) -> Vec<(&'s Table, &'s ForeignKey)> {
    let tables = schema.tables.values();
    tables
        .flat_map(|table| table.foreign_keys.values().map(move |key| (table, key)))
        .filter(|(_, key)| key.references.table == *table && wanted(key))
        .collect()
}

/// Whether an index that the foreign key may depend on carries one of the columns.
pub(super) fn is_carried(table: &Table, key: &ForeignKey, columns: &[String]) -> bool {
    let referred = &key.references.columns;
    let primary_key = table.primary_key.iter();
    let primary_key = primary_key.map(|key| (key.columns.clone(), &key.include));
    let unique = table.unique.values();
    let unique = unique.map(|key| (key.columns.clone(), &key.include));
    let indexes = table.indexes.values().filter(|index| index.unique);
    let indexes = indexes.filter_map(|index| Some((index.plain_columns()?, &index.include)));
    let mut keys = primary_key.chain(unique).chain(indexes);
    keys.any(|(key, include)| is_same_key(&key, referred) && any(include, columns))
}

/// The columns of a primary key, unique constraint or unique index.
fn key_columns(table: &Table, name: &str) -> Option<Vec<String>> {
    match table.constraint(name) {
        Some(Constraint::PrimaryKey(key)) => return Some(key.columns.clone()),
        Some(Constraint::Unique(unique)) => return Some(unique.columns.clone()),
        Some(Constraint::ForeignKey(_) | Constraint::Check(_) | Constraint::Exclusion(_))
        | None => {}
    }
    let index = table.indexes.get(name).filter(|index| index.unique)?;
    index.plain_columns()
}

fn is_same_key(key: &[String], referred: &[String]) -> bool {
    key.len() == referred.len() && key.iter().all(|column| referred.contains(column))
}
