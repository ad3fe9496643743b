//! Defaults and checks that call a function: PostgreSQL drops no function under them.

use std::collections::BTreeSet;

use super::constraint;
use super::statement::Statement;
use super::taken_defaults::TakenDefaults;
use crate::dialect::DialectError;
use crate::schema::sql_tokens::tokens;
use crate::schema::{Column, Constraint, Default, Schema, SqlObject, SqlText, TableName};

/// What was taken from tables and is to be given back.
#[derive(Default)]
pub(super) struct Callers {
    defaults: TakenDefaults,
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
                if has_default_of(column, function) {
                    self.defaults.take(table, column, statements)?;
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
        self.defaults.give_back(schema, statements)?;
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
