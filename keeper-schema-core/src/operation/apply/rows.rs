//! Whether rows fit their table.

mod filling;
mod fit;

use std::collections::BTreeSet;

use self::fit::misfit;
use super::{ApplyError, At, RowError};
use crate::closest::closest;
use crate::operation::{Backfill, BulkInsert, OnConflict, Row, RowOperation, Rows};
use crate::schema::{Column, Table};

pub(super) fn check(at: &At<'_>, operation: &RowOperation) -> Result<(), ApplyError> {
    let table = at.table(operation.table())?;
    let checked = match operation {
        RowOperation::Insert(insert) => {
            values(at, table, &insert.rows).and_then(|()| inserted(table, insert))
        }
        RowOperation::Delete(rows) => values(at, table, rows).and_then(|()| keyed(table, rows)),
        RowOperation::Fill(backfill) => filled(at, table, backfill),
    };
    Ok(checked?)
}

fn filled(at: &At<'_>, table: &Table, backfill: &Backfill) -> Result<(), RowError> {
    let key = backfill.key_in(table);
    is_key(table, key)?;
    if let Some(column) = key.iter().find(|name| table.columns[*name].null) {
        return Err(RowError::KeyTakesNull {
            table: table.name.clone(),
            column: column.clone(),
        });
    }
    for column in backfill.filling.columns() {
        takes_value(table, column)?;
        if key.contains(column) {
            return Err(RowError::KeyFilled {
                table: table.name.clone(),
                column: column.clone(),
            });
        }
    }
    filling::check(at, table, backfill)
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
    let key = rows.key_in(table).unwrap_or_default();
    is_key(table, key)?;
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

fn is_key(table: &Table, key: &[String]) -> Result<(), RowError> {
    let name = table.name.clone();
    if key.is_empty() {
        return Err(RowError::NoKey { table: name });
    }
    if let Some(column) = key.iter().find(|name| !table.columns.contains_key(*name)) {
        return Err(column_missing(table, column));
    }
    if !table.is_unique(key) {
        let key = key.to_vec();
        return Err(RowError::KeyNotUnique { table: name, key });
    }
    Ok(())
}

fn values(at: &At<'_>, table: &Table, rows: &Rows) -> Result<(), RowError> {
    for (position, row) in rows.rows.iter().enumerate() {
        values_of(at, table, row, position + 1)?;
    }
    Ok(())
}

fn values_of(at: &At<'_>, table: &Table, row: &Row, number: usize) -> Result<(), RowError> {
    for (name, value) in row {
        let column = takes_value(table, name)?;
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

fn takes_value<'a>(table: &'a Table, name: &str) -> Result<&'a Column, RowError> {
    let column = table.columns.get(name);
    let column = column.ok_or_else(|| column_missing(table, name))?;
    if column.generated.is_some() {
        return Err(RowError::Generated {
            table: table.name.clone(),
            column: name.to_owned(),
        });
    }
    Ok(column)
}

fn column_missing(table: &Table, name: &str) -> RowError {
    RowError::ColumnMissing {
        table: table.name.clone(),
        column: name.to_owned(),
        closest: closest(name, table.columns.keys().map(String::as_str)).map(str::to_owned),
    }
}
