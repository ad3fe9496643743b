//! The order in which the columns of a table go and come: which ones others wait for.

use crate::operation::DroppableKey;
use crate::operation::apply::mentions;
use crate::schema::Column;

use super::table::{AlteredColumn, TableChanges};

/// The columns with generated ones at the end: one can name any other column.
pub(super) fn generated_last<T>(columns: &[T], is_generated: impl Fn(&T) -> bool) -> Vec<&T> {
    let (generated, mut ordered): (Vec<&T>, Vec<&T>) =
        columns.iter().partition(|column| is_generated(column));
    ordered.extend(generated);
    ordered
}

/// The columns that go before anything is renamed or made, each before those that its
/// expression names.
pub(super) fn columns_in_the_way<'a>(changes: &TableChanges<'a>) -> Vec<&'a Column> {
    let dropped = changes.dropped.iter().copied();
    let mut left: Vec<&Column> = dropped
        .filter(|column| is_in_the_way(changes, column))
        .collect();
    let mut ordered = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let is_free = |column: &&Column| !left.iter().any(|other| names(other, column));
        let at = left.iter().position(is_free).unwrap_or(0);
        ordered.push(left.remove(at));
    }
    ordered
}

/// A generated column names columns that may get other names or go, and on SQLite two
/// columns cannot differ by case alone.
pub(super) fn is_in_the_way(changes: &TableChanges<'_>, column: &Column) -> bool {
    let mut added = changes.added.iter().map(|column| &column.name);
    let mut renamed = changes.renamed_columns.iter().map(|(_, new)| new);
    let is_same = |name: &String| name.eq_ignore_ascii_case(&column.name);
    column.generated.is_some() || added.any(is_same) || renamed.any(is_same)
}

/// Whether a generated column is computed from the other.
fn names(generated: &Column, column: &Column) -> bool {
    let expression = generated
        .generated
        .as_ref()
        .map(|generated| &generated.expression);
    generated.name != column.name
        && expression.is_some_and(|text| mentions::column(text, &column.name))
}

/// Whether the old expression of a column would keep another from being dropped.
pub(super) fn is_ungenerated_first(changes: &TableChanges<'_>, column: &AlteredColumn<'_>) -> bool {
    let keys = &column.alteration;
    let is_altered = keys.set.generated.is_some() || keys.drop.contains(&DroppableKey::Generated);
    let mut dropped = changes.dropped.iter();
    is_altered && dropped.any(|dropped| names(column.before, dropped))
}
