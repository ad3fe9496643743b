//! Defaults and checks that call a function: PostgreSQL drops no function under them.

use std::collections::BTreeSet;

use super::name::relation;
use super::statement::{Statement, sql_only};
use super::{constraint, value};
use crate::dialect::{DialectError, quoted};
use crate::schema::sql_tokens::tokens;
use crate::schema::{Column, Constraint, Default, Schema, SqlObject, SqlText, Table, TableName};

/// What was taken from tables and is to be given back.
#[derive(Default)]
pub(super) struct Callers {
    defaults: BTreeSet<(TableName, String)>,
    checks: BTreeSet<(TableName, String)>,
}

impl Callers {
    pub(super) fn is_empty(&self) -> bool {
        self.defaults.is_empty() && self.checks.is_empty()
    }

    /// Takes what calls the function from the tables of `schema`.
    pub(super) fn release(
        &mut self,
        schema: &Schema,
        function: &SqlObject,
        statements: &mut Vec<Statement>,
    ) -> Result<(), DialectError> {
        for table in schema.tables.values() {
            for column in table.columns.values() {
                let place = (table.name.clone(), column.name.clone());
                if has_default_of(column, function) && self.defaults.insert(place) {
                    statements.push(default(table, column, "DROP DEFAULT")?);
                }
            }
            for check in table.checks.values() {
                let place = (table.name.clone(), check.name.clone());
                if calls(&check.expression, function) && self.checks.insert(place) {
                    statements.push(constraint::drop(&table.name, &check.name)?);
                }
            }
        }
        Ok(())
    }

    /// Gives it back, as it is in `schema`.
    pub(super) fn restore(
        &mut self,
        schema: &Schema,
        statements: &mut Vec<Statement>,
    ) -> Result<(), DialectError> {
        for (table, column) in std::mem::take(&mut self.defaults) {
            let Some(table) = schema.table(&table) else {
                continue;
            };
            if let Some(column) = table.columns.get(&column)
                && let Some(is) = &column.default
            {
                let is = value::default(&table.name, column, is)?;
                statements.push(default(table, column, &format!("SET DEFAULT {is}"))?);
            }
        }
        for (table, check) in std::mem::take(&mut self.checks) {
            if let Some(table) = schema.table(&table)
                && let Some(check) = table.checks.get(&check)
            {
                statements.extend(constraint::add(table, Constraint::Check(check))?);
            }
        }
        Ok(())
    }
}

fn has_default_of(column: &Column, function: &SqlObject) -> bool {
    match &column.default {
        Some(Default::Expression(expression)) => calls(expression, function),
        Some(Default::Literal(_) | Default::Bytes(_)) | None => false,
    }
}

fn calls(expression: &SqlText, function: &SqlObject) -> bool {
    let Some(text) = expression.postgres() else {
        return false;
    };
    let tokens: Vec<_> = tokens(text).collect();
    let mut pairs = tokens.windows(2);
    pairs.any(|pair| pair[0].is_identifier(function.name.bare()) && pair[1].is_punctuation("("))
}

fn default(table: &Table, column: &Column, action: &str) -> Result<Statement, DialectError> {
    let action = format!("ALTER COLUMN {} {action}", quoted(&column.name)?);
    let table = relation(&table.name)?;
    Ok(sql_only(super::column::alter_table(&table, &[action])))
}
