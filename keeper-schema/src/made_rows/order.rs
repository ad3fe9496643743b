//! The order in which tables are filled: what is referred to comes first.

use std::collections::BTreeSet;

use keeper_schema_core::schema::{Schema, Table, TableName};

/// All tables. Of those that refer to each other in a circle, one comes before what it refers
/// to: where possible one that need not.
pub(crate) fn tables(schema: &Schema) -> Vec<&Table> {
    let mut left: Vec<&Table> = schema.tables.values().collect();
    let mut done: BTreeSet<&TableName> = BTreeSet::new();
    let mut order = Vec::new();
    while !left.is_empty() {
        let waits = |table: &Table, needed: bool| {
            let mut keys = table.foreign_keys.values();
            keys.any(|key| {
                let target = &key.references.table;
                let is_needed = || key.columns.iter().all(|it| !table.columns[it].null);
                *target != table.name
                    && schema.table(target).is_some()
                    && !done.contains(target)
                    && (!needed || is_needed())
            })
        };
        let free = left.iter().position(|table| !waits(table, false));
        let free = free.or_else(|| left.iter().position(|table| !waits(table, true)));
        let table = left.remove(free.unwrap_or(0));
        done.insert(&table.name);
        order.push(table);
    }
    order
}
