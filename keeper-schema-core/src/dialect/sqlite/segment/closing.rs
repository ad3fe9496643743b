//! When a batch ends before the segment does: where something reads the table, or takes
//! its name, at a point between its changes.

use super::Segment;
use crate::dialect::sqlite::batch::{Batch, mentions};
use crate::schema::{Schema, Table, TableName};

impl Segment {
    /// Ends batches: what comes later is a batch of its own.
    pub(super) fn close(&mut self, schema: &Schema, names: &[TableName]) {
        for name in names {
            if let Some(batch) = self.open.remove(name) {
                self.batches[batch].wanted = schema.table(name).cloned();
            }
        }
    }

    /// The open tables but `name` that a condition holds for.
    pub(super) fn open_but(
        &self,
        name: &TableName,
        condition: impl Fn(&Batch, &Table) -> bool,
        schema: &Schema,
    ) -> Vec<TableName> {
        let open = self.open.iter().filter(|(other, _)| *other != name);
        open.filter(|(other, batch)| {
            schema
                .table(other)
                .is_some_and(|table| condition(&self.batches[**batch], table))
        })
        .map(|(other, _)| other.clone())
        .collect()
    }

    /// Before SQL that is run over the old rows of `name`: the tables that it names must
    /// have come to their shape, and its own columns to their values.
    pub(super) fn close_early(
        &mut self,
        schema: &Schema,
        name: &TableName,
        text: &str,
        converted: Option<&str>,
    ) {
        let mut early = self.open_but(name, |batch, _| mentions(text, &batch.name.name), schema);
        let itself = self.open.get(name).map(|batch| &self.batches[*batch]);
        if itself.is_some_and(|batch| batch.is_early_for(text, converted)) {
            early.push(name.clone());
        }
        self.close(schema, &early);
    }

    /// Before a rename in `name`: what was planned with the old name is done with it.
    pub(super) fn close_for_rename(
        &mut self,
        schema: &Schema,
        name: &TableName,
        renamed: &str,
        column: Option<&str>,
    ) {
        let refers = |table: &Table| {
            let mut keys = table.foreign_keys.values();
            keys.any(|key| key.references.table == *name)
        };
        let mut early = self.open_but(name, |_, table| refers(table), schema);
        let itself = self.open.get(name).map(|batch| &self.batches[*batch]);
        // What refers has the old name, which only a rename in the database changes.
        let mut others = schema.tables.values().filter(|table| table.name != *name);
        let mut is_referred_to = || others.any(refers);
        if itself.is_some_and(|batch| {
            batch.runs_text_naming(renamed) || (!batch.has_live(column) && is_referred_to())
        }) {
            early.push(name.clone());
        }
        self.close(schema, &early);
    }
}
