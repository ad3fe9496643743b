//! Defaults that draw from the sequence of another column: PostgreSQL drops neither that column
//! nor its table under them.

use std::collections::BTreeSet;

use super::identity::sequence_of;
use super::statement::Statement;
use super::taken_defaults::TakenDefaults;
use crate::dialect::DialectError;
use crate::operation::{DroppableKey, Operation};
use crate::schema::sql_tokens::{TokenKind, tokens};
use crate::schema::{Column, Default, Schema, TableName};

/// Columns whose defaults were taken, and were not given another since.
#[derive(Default)]
pub(super) struct Draws(TakenDefaults);

impl Draws {
    /// Takes the defaults that are in the way of the operation, which comes to `schema`.
    pub(super) fn release(
        &mut self,
        schema: &Schema,
        operation: &Operation,
        statements: &mut Vec<Statement>,
    ) -> Result<(), DialectError> {
        let (name, only) = match operation {
            Operation::DropTable { table } => (table, None),
            Operation::DropColumn { table, column } => (table, Some(column)),
            Operation::AlterColumn {
                table,
                column,
                alteration,
            } => {
                let drops = alteration.drop.contains(&DroppableKey::Default);
                if drops || alteration.set.default.is_some() {
                    self.0.forget(table, column);
                }
                return Ok(());
            }
            _ => return Ok(()),
        };
        let sequences = sequences(schema, name, only);
        if sequences.is_empty() {
            return Ok(());
        }
        for table in schema.tables.values() {
            for column in table.columns.values() {
                let goes = table.name == *name && only.is_none_or(|only| column.name == *only);
                if !goes && draws_from(column, &sequences) {
                    self.0.take(table, column, statements)?;
                }
            }
        }
        Ok(())
    }

    /// Gives back those that are still to be there, from a sequence that has the name now.
    pub(super) fn restore(
        &mut self,
        schema: &Schema,
        statements: &mut Vec<Statement>,
    ) -> Result<(), DialectError> {
        self.0.give_back(schema, statements)
    }
}

/// The sequences that go with the table or with one of its columns.
fn sequences(schema: &Schema, table: &TableName, only: Option<&String>) -> BTreeSet<String> {
    let is_meant = |column: &str| only.is_none_or(|only| only == column);
    let columns = schema
        .table(table)
        .into_iter()
        .flat_map(|table| table.columns.values());
    let columns = columns.filter(|column| is_meant(&column.name));
    let own = columns.filter_map(|column| sequence_of(table, column));
    let owned = schema.sequences.values().filter(|sequence| {
        let owner = sequence.owned_by.as_ref();
        owner.is_some_and(|(owner, column)| owner == table && is_meant(column))
    });
    own.map(|name| name.name)
        .chain(owned.map(|sequence| sequence.name.name.clone()))
        .collect()
}

/// Whether the default names one of them: `nextval('shop.books_id_seq'::regclass)`.
fn draws_from(column: &Column, sequences: &BTreeSet<String>) -> bool {
    let Some(Default::Expression(expression)) = &column.default else {
        return false;
    };
    let text = expression.postgres().map_or("", String::as_str);
    let mut strings = tokens(text).filter(|token| token.kind == TokenKind::String);
    strings.any(|string| {
        let named = string.text.trim_matches('\'');
        let name = tokens(named).last().and_then(|token| token.identifier());
        name.is_some_and(|name| sequences.contains(&name))
    })
}
