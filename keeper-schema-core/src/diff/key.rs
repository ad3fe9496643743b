//! The keys that foreign keys can refer to.

use crate::schema::{Index, IndexTarget, Table};

/// Whether a key is over exactly these columns, in any order.
pub(super) fn is_over(key: &[String], columns: &[String]) -> bool {
    key.len() == columns.len() && key.iter().all(|column| columns.contains(column))
}

/// Whether an index keeps exactly these columns unique.
pub(super) fn is_index_over(index: &Index, columns: &[String]) -> bool {
    let is_in = |target: &IndexTarget| match target {
        IndexTarget::Column(column) => columns.contains(column),
        IndexTarget::Expression(_) => false,
    };
    index.unique
        && index.predicate.is_none()
        && index.keys.len() == columns.len()
        && index.keys.iter().all(|key| is_in(&key.target))
}

/// Whether a constraint of the table keeps exactly these columns unique. A deferrable
/// one is no key for a foreign key (PostgreSQL).
pub(super) fn has_constraint_over(table: &Table, columns: &[String]) -> bool {
    let primary_key = table.primary_key.iter();
    let primary_key = primary_key.map(|key| (&key.columns, key.deferrable));
    let unique = table
        .unique
        .values()
        .map(|key| (&key.columns, key.deferrable));
    let mut keys = primary_key.chain(unique);
    keys.any(|(key, deferrable)| deferrable.is_none() && is_over(key, columns))
}
