//! Whether what is short for a `backfill` can be made one.

use super::fit::misfit;
use super::{At, RowError, column_missing};
use crate::operation::{Backfill, Filling, Value, holds};
use crate::schema::{Column, ColumnType, Table};

pub(super) fn check(at: &At<'_>, table: &Table, backfill: &Backfill) -> Result<(), RowError> {
    match &backfill.filling {
        Filling::Set(_) => Ok(()),
        Filling::Copy { column, to } => {
            let [from, into] = [column, to].map(|name| {
                let column = table.columns.get(name);
                column.ok_or_else(|| column_missing(table, name))
            });
            copied(table, (from?, into?), backfill.predicate.is_some())
        }
        Filling::Rename { column, values } => {
            let found = table.columns.get(column);
            let found = found.ok_or_else(|| column_missing(table, column))?;
            for (old, new) in values {
                renamed(at, table, found, (old, new))?;
            }
            match backfill.down {
                None => is_undone(found, backfill),
                Some(_) => Ok(()),
            }
        }
    }
}

fn copied(table: &Table, (from, to): (&Column, &Column), is_limited: bool) -> Result<(), RowError> {
    let (table, column, into) = (table.name.clone(), from.name.clone(), to.name.clone());
    if from.name == to.name {
        return Err(RowError::CopiedToItself { table, column });
    }
    if !takes(&to.column_type, &from.column_type) {
        return Err(RowError::CopyMisfit {
            table,
            column,
            column_type: from.column_type.clone(),
            to: into,
            to_type: to.column_type.clone(),
        });
    }
    if from.null && !to.null && !is_limited {
        return Err(RowError::CopiesNull {
            table,
            column,
            to: into,
        });
    }
    Ok(())
}

/// Whether a column of one type takes the values of another as they are, on either database.
fn takes(to: &ColumnType, from: &ColumnType) -> bool {
    let is_alike = is_number(to) && is_number(from) || is_text(to) && is_text(from);
    to == from || is_alike && holds(to, from)
}

fn is_number(column_type: &ColumnType) -> bool {
    matches!(
        column_type,
        ColumnType::SmallInt
            | ColumnType::Integer
            | ColumnType::BigInt
            | ColumnType::Real
            | ColumnType::Double
            | ColumnType::Numeric(_)
    )
}

fn is_text(column_type: &ColumnType) -> bool {
    matches!(
        column_type,
        ColumnType::Varchar(_) | ColumnType::Char(_) | ColumnType::Text | ColumnType::Enum(_)
    )
}

fn renamed(
    at: &At<'_>,
    table: &Table,
    column: &Column,
    (old, new): (&str, &Value),
) -> Result<(), RowError> {
    let column_type = &column.column_type;
    // PostgreSQL compares no `json`, and not every type that we do not know; `real` is not what
    // its digits say.
    if matches!(
        column_type,
        ColumnType::Real
            | ColumnType::Double
            | ColumnType::Json
            | ColumnType::Jsonb
            | ColumnType::Raw(_)
    ) {
        return Err(RowError::NotCompared {
            table: table.name.clone(),
            column: column.name.clone(),
            column_type: column_type.clone(),
        });
    }
    let old_value = Value::of_spelling(column_type, old);
    let new_value = new.meant_in(column_type);
    for (value, spelled) in [
        (&old_value, Some(old.to_owned())),
        (&new_value, new.spelled()),
    ] {
        if let Some(takes) = misfit(at.schema, column_type, value) {
            return Err(RowError::ValueMisfit {
                table: table.name.clone(),
                value: spelled.unwrap_or_default(),
                column: column.name.clone(),
                column_type: column_type.clone(),
                takes,
            });
        }
    }
    if old_value == new_value {
        return Err(RowError::RenamedToItself {
            value: old.to_owned(),
        });
    }
    Ok(())
}

/// Rows may hold a new value before: who renames it back finds them among the others.
/// It is sure that none is left if that value is renamed itself, and no other becomes the same.
fn is_undone(column: &Column, backfill: &Backfill) -> Result<(), RowError> {
    let Filling::Rename { values, .. } = &backfill.filling else {
        return Ok(());
    };
    let column_type = &column.column_type;
    let old = || {
        values
            .keys()
            .map(|old| Value::of_spelling(column_type, old))
    };
    for (position, (_, new)) in values.iter().enumerate() {
        let new = new.meant_in(column_type);
        let before = values.values().take(position);
        let is_sole = before
            .map(|new| new.meant_in(column_type))
            .all(|it| it != new);
        if !is_sole || !old().any(|old| old == new) || backfill.predicate.is_some() {
            return Err(RowError::MayBeThere {
                value: new.spelled().unwrap_or_default(),
            });
        }
    }
    Ok(())
}
