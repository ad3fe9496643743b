//! Sequences that columns own.

use std::collections::HashMap;

use keeper_schema_core::dialect::postgres::default_sequence;
use keeper_schema_core::schema::{Identity, IdentityKind, TableName};

use super::connection::Row;
use super::fields::Fields;
use crate::migrate::DatabaseError;

/// The sequences by table and number of the column.
pub(super) type Sequences = HashMap<(u32, i16), Sequence>;

/// A sequence.
#[derive(Debug)]
pub(super) struct Sequence {
    name: String,
    start: i64,
    increment: i64,
    /// The default of a column that draws from it.
    pub(super) default: String,
}

impl Sequence {
    /// What it makes of its column. What PostgreSQL would have chosen is not said.
    pub(super) fn identity(&self, kind: IdentityKind, table: &TableName, column: &str) -> Identity {
        let usual = default_sequence(&table.name, column);
        let increment = (self.increment != 1).then_some(self.increment);
        let silent = Identity {
            increment,
            ..Identity::new(kind)
        };
        Identity {
            start: (self.start != silent.first()).then_some(self.start),
            sequence: (self.name != usual).then(|| self.name.clone()),
            ..silent
        }
    }
}

/// Reads the sequences.
pub(super) fn read(rows: Vec<Row>) -> Result<Sequences, DatabaseError> {
    let mut sequences = Sequences::new();
    for row in rows {
        let mut fields = Fields::of(row);
        let column = (fields.number()?, fields.number()?);
        let sequence = Sequence {
            name: fields.text()?,
            start: fields.number()?,
            increment: fields.number()?,
            default: fields.text()?,
        };
        sequences.insert(column, sequence);
    }
    Ok(sequences)
}
