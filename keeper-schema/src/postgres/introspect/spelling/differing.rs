//! What the server has to be asked about: parts whose texts differ.

use std::collections::BTreeMap;
use std::mem::discriminant;

use keeper_schema_core::schema::{Schema, Table, TableName};

use super::element::{Element, Part};

/// Where a part is.
pub(super) type Key = (TableName, Part);

/// Parts of tables, by where they are.
pub(super) type Elements = BTreeMap<Key, Element>;

/// The parts of either side that the other side has not, or not in the same words.
#[derive(Debug, Default)]
pub(super) struct Differing {
    pub(super) live: Elements,
    pub(super) expected: Elements,
}

impl Differing {
    /// Compares the tables that are on both sides.
    pub(super) fn between(live: &Schema, expected: &Schema) -> Self {
        let mut differing = Self::default();
        for expected in expected.tables.values() {
            if let Some(live) = live.table(&expected.name) {
                collect(live, expected, &mut differing.live);
                collect(expected, live, &mut differing.expected);
            }
        }
        // What has no counterpart at all needs no comparison: a column without its
        // namesake, any other part where the other table has none of its kind left.
        let lonely = |(table, part): &Key, others: &Elements| match part {
            Part::Column(_) => !others.contains_key(&(table.clone(), part.clone())),
            Part::Check(_) | Part::Exclusion(_) | Part::Index(_) => !others
                .keys()
                .any(|(other, like)| other == table && discriminant(like) == discriminant(part)),
        };
        let live = differing.live.clone();
        differing
            .live
            .retain(|key, _| !lonely(key, &differing.expected));
        differing.expected.retain(|key, _| !lonely(key, &live));
        differing
    }

    pub(super) fn is_empty(&self) -> bool {
        self.live.is_empty() && self.expected.is_empty()
    }
}

fn collect(table: &Table, other: &Table, elements: &mut Elements) {
    for part in Part::all(table) {
        let Some(element) = part.of(table) else {
            continue;
        };
        if part.of(other).as_ref() != Some(&element) {
            elements.insert((table.name.clone(), part), element);
        }
    }
}
