//! The operations that alter one column, with rows to be filled between them.

use crate::operation::{ColumnAlteration, ColumnKeys, Down, DroppableKey, Execute, Operation};
use crate::schema::{SqlText, TableName};

use super::column_order::is_ungenerated_first;
use super::table::{AlteredColumn, TableChanges};
use super::{column, text};

/// Alters a column, and fills the rows without a value if it refuses NULL from now on.
pub(super) fn alter_column(
    changes: &TableChanges<'_>,
    altered: &AlteredColumn<'_>,
    backfill: Option<&SqlText>,
) -> Vec<Operation> {
    let table = &changes.after.name;
    let name = &altered.after.name;
    let mut alteration = altered.alteration.clone();
    if is_ungenerated_first(changes, altered) {
        alteration.was.generated = None;
        alteration.drop.remove(&DroppableKey::Generated);
    }
    let becomes_not_null = alteration.set.null == Some(false);
    let Some(backfill) = backfill.filter(|_| becomes_not_null) else {
        return Vec::from_iter(operation(table, name, alteration));
    };
    // The rows are filled when the column has its new type, and before it refuses NULL,
    // which a column numbered by the database always does.
    alteration.set.null = None;
    alteration.was.null = None;
    let identity = alteration.set.identity.take();
    let not_null = ColumnAlteration {
        set: ColumnKeys {
            null: Some(false),
            identity,
            ..ColumnKeys::default()
        },
        was: ColumnKeys {
            null: Some(true),
            ..ColumnKeys::default()
        },
        ..ColumnAlteration::default()
    };
    let mut operations = Vec::from_iter(operation(table, name, alteration));
    operations.push(fill(table, name, backfill));
    operations.extend(operation(table, name, not_null));
    operations
}

fn operation(table: &TableName, name: &str, alteration: ColumnAlteration) -> Option<Operation> {
    (!column::is_empty(&alteration)).then(|| Operation::AlterColumn {
        table: table.clone(),
        column: name.to_owned(),
        alteration: Box::new(alteration),
    })
}

/// Fills the rows in which a column is NULL.
pub(super) fn fill(table: &TableName, column: &str, backfill: &SqlText) -> Operation {
    let table = text::quoted_table(table);
    let column = text::quoted(column);
    Operation::Execute(Execute {
        sql: text::map(backfill, |value| {
            vec![format!(
                "UPDATE {table} SET {column} = {value} WHERE {column} IS NULL"
            )]
        }),
        down: Down::Nothing,
        state: Vec::new(),
    })
}
