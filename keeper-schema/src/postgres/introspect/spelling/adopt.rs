//! Takes over the words of the expected schema where the live one means the same.

use keeper_schema_core::schema::{Column, Exclusion, Identity, Index, Schema, SqlText, Table};

use super::differing::{Differing, Elements};
use super::element::{Element, Part};

/// Spells `live` as `expected`, given what the server makes of what differs.
pub(super) fn spelling(live: &mut Schema, expected: &Schema, differing: &Differing) {
    for expected in expected.tables.values() {
        let Some(table) = live.tables.get_mut(&expected.name) else {
            continue;
        };
        // The names by which parts are looked up stay, so the order does not matter.
        let found = table.clone();
        table.sqlite = expected.sqlite;
        for column in table.columns.values_mut() {
            if let Some(expected_column) = expected.columns.get(&column.name) {
                let part = Part::Column(column.name.clone());
                let settled = (
                    settled(&found, &part, &differing.live),
                    settled(expected, &part, &differing.expected),
                );
                adopt_column(column, expected_column, settled);
            }
        }
        let sides = Sides {
            found: &found,
            expected,
            differing,
        };
        for check in table.checks.values_mut() {
            let same = sides.same(&check.name, Part::Check, expected.checks.iter());
            if let Some(same) = same {
                check.expression = same.expression.clone();
            }
        }
        for exclusion in table.exclusions.values_mut() {
            let all = expected.exclusions.iter();
            if let Some(same) = sides.same(&exclusion.name, Part::Exclusion, all) {
                let name = std::mem::take(&mut exclusion.name);
                *exclusion = Exclusion {
                    name,
                    comment: exclusion.comment.take(),
                    ..same.clone()
                };
            }
        }
        for index in table.indexes.values_mut() {
            let same = sides.same(&index.name, Part::Index, expected.indexes.iter());
            if let Some(same) = same {
                let name = std::mem::take(&mut index.name);
                *index = Index {
                    name,
                    comment: index.comment.take(),
                    ..same.clone()
                };
            }
        }
    }
}

/// What a part settled at; it was not asked about if it is on both sides in the same words.
fn settled(table: &Table, part: &Part, elements: &Elements) -> Option<Element> {
    let asked = elements.get(&(table.name.clone(), part.clone()));
    asked.cloned().or_else(|| part.of(table))
}

fn adopt_column(
    column: &mut Column,
    expected: &Column,
    settled: (Option<Element>, Option<Element>),
) {
    if let (Some(Element::Column(live)), Some(Element::Column(other))) = settled {
        if live.column_type == other.column_type {
            column.column_type = expected.column_type.clone();
        }
        if live.default == other.default {
            column.default = expected.default.clone();
        }
        if live.generated == other.generated {
            column.generated = expected.generated.clone();
        }
    }
    let reached = column.identity.as_ref();
    let reached = reached.map(|identity| identity.within(&column.column_type));
    if same_identity(reached.as_ref(), expected.identity.as_deref()) {
        column.identity = expected.identity.clone();
    }
    let collation = |column: &Column| {
        column
            .collation
            .as_deref()
            .and_then(SqlText::postgres)
            .cloned()
    };
    if collation(column) == collation(expected) {
        column.collation = expected.collation.clone();
    }
    column.sqlite = expected.sqlite;
}

/// The name of a sequence counts only where it is said: after a table was renamed, its
/// sequence is called as before.
fn same_identity(live: Option<&Identity>, expected: Option<&Identity>) -> bool {
    match (live, expected) {
        (None, None) => true,
        (Some(live), Some(expected)) => {
            live.counts_as(expected)
                && (expected.sequence.is_none() || live.sequence == expected.sequence)
        }
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// A table on both sides, and what of it is settled.
struct Sides<'a> {
    found: &'a Table,
    expected: &'a Table,
    differing: &'a Differing,
}

impl Sides<'_> {
    /// Which of the expected parts of a kind means the same as the live one of that name:
    /// its namesake, or else another.
    fn same<'e, T: 'e>(
        &self,
        name: &str,
        kind: fn(String) -> Part,
        expected: impl Iterator<Item = (&'e String, &'e T)> + Clone,
    ) -> Option<&'e T> {
        let part = |name: &str| kind(name.to_owned());
        let live = settled(self.found, &part(name), &self.differing.live);
        let mut same = expected.filter(|(other, _)| {
            settled(self.expected, &part(other), &self.differing.expected) == live
        });
        let namesake = same.clone().find(|(other, _)| *other == name);
        namesake.or_else(|| same.next()).map(|(_, same)| same)
    }
}
