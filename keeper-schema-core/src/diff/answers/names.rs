//! Finds the names in what was written.

use crate::diff;
use crate::schema::{Column, ElementPath, Schema, TableName};

use super::{Answer, AnswerError};

/// Every table and column, by table, and every enum.
pub(super) fn elements(schema: &Schema) -> impl Iterator<Item = ElementPath> {
    let tables = schema.tables.values().flat_map(|table| {
        let columns = table.columns.keys();
        let columns = columns.map(|name| ElementPath::Column(table.name.clone(), name.clone()));
        std::iter::once(ElementPath::Table(table.name.clone())).chain(columns)
    });
    tables.chain(schema.enums.keys().cloned().map(ElementPath::Enum))
}

/// The paths of all values.
pub(super) fn values(schema: &Schema) -> impl Iterator<Item = String> {
    diff::values(schema).map(|(of, value)| format!("{of}.{value}"))
}

/// The column of that path.
pub(super) fn column<'a>(schema: &'a Schema, path: &str) -> Option<(&'a TableName, &'a Column)> {
    schema.tables.values().find_map(|table| {
        let name = table.name.to_string();
        let column = path.strip_prefix(&name)?.strip_prefix('.')?;
        Some((&table.name, table.columns.get(column)?))
    })
}

/// Whether a rename is one of a table or an enum.
pub(super) fn renames_whole(from: &Schema, written: &str) -> bool {
    let names = from.tables.keys().chain(from.enums.keys());
    let mut names = names.map(ToString::to_string);
    names.any(|name| {
        let rest = written.strip_prefix(&name);
        rest.is_some_and(|rest| rest.starts_with(':'))
    })
}

/// The two sides of the first separator that has a known name before it, or else of
/// the first that there is.
pub(super) fn split<'a>(
    answer: Answer<'a>,
    separator: char,
    expected: &'static str,
    is_known: impl Fn(&str) -> bool,
) -> Result<(&'a str, &'a str), AnswerError> {
    let written = answer.written();
    let sides = |at: usize| (&written[..at], &written[at + separator.len_utf8()..]);
    let places = || written.match_indices(separator).map(|(at, _)| at);
    let at = places()
        .find(|at| is_known(sides(*at).0))
        .or(places().next());
    match at.map(sides) {
        Some((left, right)) if !left.trim().is_empty() && !right.trim().is_empty() => {
            Ok((left, right))
        }
        Some(_) | None => Err(AnswerError::Form {
            flag: answer.flag(),
            written: written.to_owned(),
            expected,
        }),
    }
}
