//! Takes over the words of the expected schema where the live one means the same.

use keeper_schema_core::schema::{
    Check, Column, Exclusion, Identity, Index, Schema, SqlText, Table, TableName,
};

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
        for check in table.checks.values_mut() {
            if let Some(same) = same_check(check, &found, expected, differing) {
                check.expression = same.expression.clone();
            }
        }
        for index in table.indexes.values_mut() {
            if let Some(same) = same_index(index, &found, expected, differing) {
                let name = std::mem::take(&mut index.name);
                *index = Index {
                    name,
                    ..same.clone()
                };
            }
        }
    }
}

/// Puts an exclusion constraint, of which only the name is read, on its live table: as the
/// one of that name that is expected, or else as one of which nothing is known.
pub(super) fn exclusion(live: &mut Schema, expected: &Schema, table: &TableName, name: String) {
    let Some(in_table) = live.tables.get_mut(table) else {
        return;
    };
    let expected = expected.table(table);
    let same = expected.and_then(|expected| expected.exclusions.get(&name));
    let exclusion = same.cloned().unwrap_or_else(|| Exclusion {
        name: name.clone(),
        elements: Vec::new(),
        method: None,
        predicate: None,
        deferrable: None,
    });
    in_table.exclusions.insert(name, exclusion);
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
    if same_identity(column.identity.as_ref(), expected.identity.as_ref()) {
        column.identity = expected.identity.clone();
    }
    let collation = |column: &Column| {
        column
            .collation
            .as_ref()
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
            live.kind == expected.kind
                && live.first() == expected.first()
                && live.increment.unwrap_or(1) == expected.increment.unwrap_or(1)
                && (expected.sequence.is_none() || live.sequence == expected.sequence)
        }
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// The expected check that means the same: the one of that name, or else another.
fn same_check<'e>(
    check: &Check,
    found: &Table,
    expected: &'e Table,
    differing: &Differing,
) -> Option<&'e Check> {
    let live = settled(found, &Part::Check(check.name.clone()), &differing.live);
    let means_the_same = |other: &&Check| {
        let part = Part::Check(other.name.clone());
        settled(expected, &part, &differing.expected) == live
    };
    let namesake = expected.checks.get(&check.name).filter(means_the_same);
    namesake.or_else(|| expected.checks.values().find(means_the_same))
}

/// The expected index that means the same: the one of that name, or else another.
fn same_index<'e>(
    index: &Index,
    found: &Table,
    expected: &'e Table,
    differing: &Differing,
) -> Option<&'e Index> {
    let live = settled(found, &Part::Index(index.name.clone()), &differing.live);
    let means_the_same = |other: &&Index| {
        let part = Part::Index(other.name.clone());
        settled(expected, &part, &differing.expected) == live
    };
    let namesake = expected.indexes.get(&index.name).filter(means_the_same);
    namesake.or_else(|| expected.indexes.values().find(means_the_same))
}
