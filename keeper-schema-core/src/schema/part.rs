//! A part of a schema, by the names of what is in it.

use std::collections::BTreeSet;

use super::{ObjectName, Schema, TableName};

/// What one of several packages that share a history declares, by the names it has and had.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Its tables.
    pub tables: BTreeSet<TableName>,
    /// Its enum types.
    pub enums: BTreeSet<TableName>,
    /// Its objects.
    pub objects: BTreeSet<ObjectName>,
    /// Its sequences.
    pub sequences: BTreeSet<TableName>,
}

impl Part {
    /// That part of a schema.
    pub fn of(&self, schema: &Schema) -> Schema {
        let mut own = schema.clone();
        own.tables.retain(|name, _| self.tables.contains(name));
        own.enums.retain(|name, _| self.enums.contains(name));
        own.objects.retain(|name, _| self.objects.contains(name));
        own.sequences
            .retain(|name, _| self.sequences.contains(name));
        own
    }
}
