//! Defaults that are in the way of a change: taken from their columns, and given back.

use std::collections::BTreeSet;

use super::name::relation;
use super::statement::{Statement, sql_only};
use super::{column, value};
use crate::dialect::{DialectError, quoted};
use crate::schema::{Column, Schema, Table, TableName};

/// The columns whose defaults were taken.
#[derive(Default)]
pub(super) struct TakenDefaults(BTreeSet<(TableName, String)>);

impl TakenDefaults {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes the default of a column, once.
    pub(super) fn take(
        &mut self,
        table: &Table,
        column: &Column,
        statements: &mut Vec<Statement>,
    ) -> Result<(), DialectError> {
        if self.0.insert((table.name.clone(), column.name.clone())) {
            statements.push(alter(table, column, "DROP DEFAULT")?);
        }
        Ok(())
    }

    /// The column has another default now, or none.
    pub(super) fn forget(&mut self, table: &TableName, column: &str) {
        self.0.remove(&(table.clone(), column.to_owned()));
    }

    /// Gives back those that are still to be there, as they are in `schema`.
    pub(super) fn give_back(
        &mut self,
        schema: &Schema,
        statements: &mut Vec<Statement>,
    ) -> Result<(), DialectError> {
        for (table, column) in std::mem::take(&mut self.0) {
            if let Some(table) = schema.table(&table)
                && let Some(column) = table.columns.get(&column)
                && let Some(default) = &column.default
            {
                let default = value::default(&table.name, column, default)?;
                statements.push(alter(table, column, &format!("SET DEFAULT {default}"))?);
            }
        }
        Ok(())
    }
}

fn alter(table: &Table, column: &Column, action: &str) -> Result<Statement, DialectError> {
    let action = format!("ALTER COLUMN {} {action}", quoted(&column.name)?);
    let table = relation(&table.name)?;
    Ok(sql_only(column::alter_table(&table, &[action])))
}
