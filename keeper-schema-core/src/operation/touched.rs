//! What operations have to do with, so that two of them are known to commute.

use std::collections::BTreeSet;

use super::catalog::{enums, folded, relations, targets};
use super::replay::Images;
use crate::schema::{Schema, Table, TableName};

/// A part of a schema that an operation changes or looks at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    /// All that has this name, or that of a table, in whatever case.
    Named(TableName),
    /// Everything whose uses are told by the text of statements.
    Objects,
}

/// What some operations changed, and what they looked at beside it.
///
/// Of two revisions that each apply to a schema, neither of which changes what the other
/// touches, it does not matter which is applied first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Touched {
    pub(crate) changed: BTreeSet<Part>,
    pub(crate) read: BTreeSet<Part>,
}

impl Images {
    /// What the operations touched that kept these; `schema` is what they made.
    pub(crate) fn touched(&self, schema: &Schema) -> Touched {
        let changes = self.changes();
        let mut touched = Touched::default();
        for (name, before) in &changes.tables {
            touched.changed.insert(named(name));
            for table in before.iter().chain(schema.table(name)) {
                touched.add_table(table);
            }
        }
        touched.changed.extend(changes.enums.keys().map(named));
        let others = [
            changes.schemas.is_empty(),
            changes.objects.is_empty(),
            changes.sequences.is_empty(),
        ];
        match others {
            [true, true, true] => touched.read.insert(Part::Objects),
            _ => touched.changed.insert(Part::Objects),
        };
        touched
    }
}

impl Touched {
    fn add_table(&mut self, table: &Table) {
        let names = relations(table).map(|(name, _)| named(&name));
        self.changed.extend(names);
        self.read.extend(targets(table).map(named));
        self.read.extend(enums(table).map(named));
    }
}

fn named(name: &TableName) -> Part {
    Part::Named(folded(name))
}
