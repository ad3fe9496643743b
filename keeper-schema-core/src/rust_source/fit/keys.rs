//! Keys that no model can have, and names that it cannot give.

use std::collections::BTreeSet;

use super::Report;
use crate::model::name_fits;
use crate::schema::{ElementPath, Index, IndexTarget, Table};

const TWICE: &str = "it names a column twice";

/// Takes such keys out of the table.
pub(super) fn fit(table: &mut Table, report: &mut Report) {
    let name = table.name.clone();
    if let Some(key) = &table.primary_key {
        let is_generated = |column: &String| {
            let column = table.columns.get(column);
            column.is_some_and(|column| column.generated.is_some())
        };
        let flaw = match key.columns.iter().any(is_generated) {
            true => Some("a field of the primary key cannot be `generated`"),
            false => repeated(key.columns.iter().chain(&key.include)).then_some(TWICE),
        };
        if let Some(reason) = flaw {
            report.constraint(&name, &key.name, reason);
            table.primary_key = None;
        }
    }
    table.unique.retain(|_, unique| {
        let is_fit = !repeated(unique.columns.iter().chain(&unique.include));
        if !is_fit {
            report.constraint(&name, &unique.name, TWICE);
        }
        is_fit
    });
    table.indexes.retain(|_, index| {
        let is_fit = !repeated(columns(index).chain(&index.include));
        if !is_fit {
            report.index(&name, &index.name, TWICE);
        }
        is_fit
    });
    if table.sqlite.without_rowid && table.primary_key.is_none() {
        table.sqlite.without_rowid = false;
        let element = ElementPath::Table(name.clone());
        let reason = "it needs a primary key";
        report.add_part(&name, element, "`WITHOUT ROWID`", reason);
    }
}

fn columns(index: &Index) -> impl Iterator<Item = &String> {
    index.keys.iter().filter_map(|key| match &key.target {
        IndexTarget::Column(column) => Some(column),
        IndexTarget::Expression(_) => None,
    })
}

fn repeated<'a>(mut columns: impl Iterator<Item = &'a String>) -> bool {
    let mut seen = BTreeSet::new();
    columns.any(|column| !seen.insert(column))
}

/// Takes out what has a name that an attribute cannot give, or that another part of the
/// table has.
pub(super) fn fit_names(table: &mut Table, report: &mut Report) {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut flaw = |name: &str, method: Option<&String>| {
        let flaw = name_fits(name).and_then(|()| method.map_or(Ok(()), |it| name_fits(it)));
        match (flaw.err(), taken.insert(name.to_owned())) {
            (Some(reason), _) => Some(reason),
            (None, false) => Some("another part of the table has its name".to_owned()),
            (None, true) => None,
        }
    };
    let of = table.name.clone();
    if let Some(key) = &table.primary_key
        && let Some(reason) = flaw(&key.name, None)
    {
        report.constraint(&of, &key.name, reason);
        table.primary_key = None;
    }
    let mut is_fit = |name: &str, method: Option<&String>| match flaw(name, method) {
        Some(reason) => {
            report.constraint(&of, name, reason);
            false
        }
        None => true,
    };
    table.unique.retain(|name, _| is_fit(name, None));
    table.foreign_keys.retain(|name, _| is_fit(name, None));
    table.checks.retain(|name, _| is_fit(name, None));
    (table.exclusions).retain(|name, exclusion| is_fit(name, exclusion.method.as_ref()));
    table
        .indexes
        .retain(|name, index| match flaw(name, index.method.as_ref()) {
            Some(reason) => {
                report.index(&of, name, reason);
                false
            }
            None => true,
        });
}
