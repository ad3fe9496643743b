//! Sequences that columns own.

use std::collections::HashMap;

use keeper_schema_core::dialect::postgres::default_sequence;
use keeper_schema_core::schema::{Column, Identity, IdentityKind, TableName};

use super::connection::Row;
use super::fields::Fields;
use crate::migrate::DatabaseError;

/// The sequences by table and number of the column, which can own several.
#[derive(Debug, Default)]
pub(super) struct Sequences(HashMap<(u32, i16), Vec<Sequence>>);

impl Sequences {
    /// The one that numbers an identity column.
    pub(super) fn of_identity(&self, column: (u32, i16)) -> Option<&Sequence> {
        self.of(column).find(|sequence| sequence.is_internal)
    }

    /// The one that a default draws from.
    pub(super) fn of_default(&self, column: (u32, i16), default: &str) -> Option<&Sequence> {
        self.of(column).find(|sequence| sequence.default == default)
    }

    fn of(&self, column: (u32, i16)) -> impl Iterator<Item = &Sequence> {
        self.0.get(&column).into_iter().flatten()
    }
}

/// A sequence.
#[derive(Debug)]
pub(super) struct Sequence {
    name: String,
    start: i64,
    increment: i64,
    min: i64,
    max: i64,
    cache: i64,
    cycle: bool,
    /// The default of a column that draws from it.
    default: String,
    /// Whether it is part of the column, and not only owned by it.
    is_internal: bool,
}

impl Sequence {
    /// What it makes of its column. What PostgreSQL would have chosen is not said.
    pub(super) fn identity(
        &self,
        kind: IdentityKind,
        table: &TableName,
        column: &Column,
    ) -> Identity {
        let usual = default_sequence(&table.name, &column.name);
        let (lowest, highest) = column.column_type.whole_numbers();
        let (min, max) = match self.increment < 0 {
            true => (lowest, -1),
            false => (1, highest),
        };
        let said = |value: i64, usual: i64| (value != usual).then_some(value);
        let silent = Identity {
            increment: said(self.increment, 1),
            min: said(self.min, min),
            max: said(self.max, max),
            cache: said(self.cache, 1),
            cycle: self.cycle,
            ..Identity::new(kind)
        };
        Identity {
            start: said(self.start, silent.first()),
            sequence: (self.name != usual).then(|| self.name.clone()),
            ..silent
        }
    }
}

/// Reads the sequences.
pub(super) fn read(rows: Vec<Row>) -> Result<Sequences, DatabaseError> {
    let mut sequences = Sequences::default();
    for row in rows {
        let mut fields = Fields::of(row);
        let column = (fields.number()?, fields.number()?);
        let sequence = Sequence {
            name: fields.text()?,
            start: fields.number()?,
            increment: fields.number()?,
            min: fields.number()?,
            max: fields.number()?,
            cache: fields.number()?,
            cycle: fields.flag(),
            default: fields.text()?,
            is_internal: fields.letter() == Some('i'),
        };
        sequences.0.entry(column).or_default().push(sequence);
    }
    Ok(sequences)
}
