//! Whether rows fit their table.

mod fit;

use std::collections::BTreeSet;

use self::fit::misfit;
use super::{ApplyError, At, RowError};
use crate::closest::closest;
use crate::operation::{BulkInsert, OnConflict, Row, RowOperation, Rows};
use crate::schema::{Column, Table};

pub(super) fn check(at: &At<'_>, operation: &RowOperation) -> Result<(), ApplyError> {
    let rows = operation.rows();
    let table = at.table(&rows.table)?;
    for (position, row) in rows.rows.iter().enumerate() {
        values(at, table, row, position + 1)?;
    }
    let checked = match operation {
        RowOperation::Insert(insert) => inserted(table, insert),
        RowOperation::Delete(rows) => keyed(table, rows),
    };
    Ok(checked?)
}

fn inserted(table: &Table, insert: &BulkInsert) -> Result<(), RowError> {
    for (position, row) in insert.rows.rows.iter().enumerate() {
        let missing = |column: &&Column| needs_value(column) && !row.contains_key(&column.name);
        if let Some(column) = table.columns.values().find(missing) {
            return Err(RowError::ValueMissing {
                table: table.name.clone(),
                row: position + 1,
                column: column.name.clone(),
            });
        }
    }
    if insert.on_conflict != OnConflict::Error {
        if insert.down.is_none() {
            return Err(RowError::DownMissing {
                on_conflict: insert.on_conflict,
            });
        }
        keyed(table, &insert.rows)?;
    } else if insert.down.is_none() {
        keyed(table, &insert.rows).map_err(|why| RowError::NotDerived { why: Box::new(why) })?;
    }
    Ok(())
}

fn needs_value(column: &Column) -> bool {
    !column.null
        && column.default.is_none()
        && column.identity.is_none()
        && column.generated.is_none()
}

/// Every row is told from every other by its key.
fn keyed(table: &Table, rows: &Rows) -> Result<(), RowError> {
    let Some(key) = rows.key_in(table) else {
        return Err(RowError::NoKey {
            table: table.name.clone(),
        });
    };
    if let Some(column) = key.iter().find(|name| !table.columns.contains_key(*name)) {
        return Err(column_missing(table, column));
    }
    if !table.is_unique(key) {
        return Err(RowError::KeyNotUnique {
            table: table.name.clone(),
            key: key.to_vec(),
        });
    }
    let mut seen = BTreeSet::new();
    for (position, row) in rows.rows.iter().enumerate() {
        let mut values = Vec::with_capacity(key.len());
        for column in key {
            values.push(row.get(column).ok_or_else(|| RowError::KeyMissing {
                row: position + 1,
                column: column.clone(),
            })?);
        }
        if !seen.insert(values) {
            return Err(RowError::SameKey {
                row: position + 1,
                key: key.to_vec(),
            });
        }
    }
    Ok(())
}

fn values(at: &At<'_>, table: &Table, row: &Row, number: usize) -> Result<(), RowError> {
    for (name, value) in row {
        let Some(column) = table.columns.get(name) else {
            return Err(column_missing(table, name));
        };
        if column.generated.is_some() {
            return Err(RowError::Generated {
                table: table.name.clone(),
                column: name.clone(),
            });
        }
        if let Some(takes) = misfit(at.schema, &column.column_type, value) {
            return Err(RowError::Misfit {
                table: table.name.clone(),
                row: number,
                column: name.clone(),
                column_type: column.column_type.clone(),
                takes,
            });
        }
    }
    Ok(())
}

fn column_missing(table: &Table, name: &str) -> RowError {
    RowError::ColumnMissing {
        table: table.name.clone(),
        column: name.to_owned(),
        closest: closest(name, table.columns.keys().map(String::as_str)).map(str::to_owned),
    }
}
