//! Foreign keys that a database takes and models do not.

use std::collections::BTreeSet;

use super::Report;
use crate::schema::{ElementPath, ForeignKey, ReferentialAction, Schema, Table, TableName};

/// Takes them out of the schema, or what of them cannot be said.
pub(super) fn fit(schema: &mut Schema, report: &mut Report) {
    let names: Vec<TableName> = schema.tables.keys().cloned().collect();
    for name in &names {
        let Some(table) = schema.tables.get(name) else {
            continue;
        };
        let keys: Vec<ForeignKey> = table.foreign_keys.values().cloned().collect();
        let flaws: Vec<Option<String>> = keys
            .iter()
            .map(|key| key_flaw(schema, table, key))
            .collect();
        let Some(table) = schema.tables.get_mut(name) else {
            continue;
        };
        for (key, flaw) in keys.iter().zip(flaws) {
            match flaw {
                Some(reason) => {
                    report.constraint(name, &key.name, reason);
                    table.foreign_keys.shift_remove(&key.name);
                }
                None => actions(table, key, report),
            }
        }
    }
}

fn key_flaw(schema: &Schema, table: &Table, key: &ForeignKey) -> Option<String> {
    let referred = &key.references;
    let Some(target) = schema.table(&referred.table) else {
        return Some(format!(
            "it refers to `{}`, which no model is of",
            referred.table
        ));
    };
    let missing = referred
        .columns
        .iter()
        .find(|it| !target.columns.contains_key(*it));
    if let Some(column) = missing {
        return Some(format!("`{}` has no column `{column}`", referred.table));
    }
    if key.columns.is_empty() || key.columns.len() != referred.columns.len() {
        return Some("it has not as many columns as it refers to".to_owned());
    }
    let own: BTreeSet<&String> = key.columns.iter().collect();
    if own.len() != key.columns.len() {
        return Some("it names a column twice".to_owned());
    }
    if !target.is_unique(&referred.columns) {
        let columns = referred.columns.join("`, `");
        return Some(format!("`{columns}` of `{}` is not unique", referred.table));
    }
    let pairs = key.columns.iter().zip(&referred.columns);
    let types = pairs.map(|(own, other)| (table.columns.get(own), target.columns.get(other)));
    for (own, other) in types {
        let (Some(own), Some(other)) = (own, other) else {
            return Some("it is of no column".to_owned());
        };
        if own.column_type != other.column_type {
            let (one, two) = (&own.column_type, &other.column_type);
            return Some(format!(
                "`{}` is `{one}`, and refers to `{}`, which is `{two}`",
                own.name, other.name
            ));
        }
    }
    None
}

/// Takes actions off that need columns that may be NULL, or one of the key's.
fn actions(table: &mut Table, key: &ForeignKey, report: &mut Report) {
    let sets = |action| {
        matches!(
            action,
            ReferentialAction::SetNull | ReferentialAction::SetDefault
        )
    };
    let limits_well = key.on_delete_columns.is_empty()
        || sets(key.on_delete)
            && key
                .on_delete_columns
                .iter()
                .all(|it| key.columns.contains(it));
    let on_delete = match key.on_delete_columns.as_slice() {
        [] => &key.columns,
        _ => &key.on_delete_columns,
    };
    let is_never_null = |columns: &[String]| {
        let mut columns = columns
            .iter()
            .filter_map(|column| table.columns.get(column));
        columns.any(|column| !column.null)
    };
    let is_set_null = |action| action == ReferentialAction::SetNull;
    let delete_fits = limits_well && !(is_set_null(key.on_delete) && is_never_null(on_delete));
    let update_fits = !(is_set_null(key.on_update) && is_never_null(&key.columns));
    let Some(fitted) = table.foreign_keys.get_mut(&key.name) else {
        return;
    };
    let element = ElementPath::Constraint(table.name.clone(), key.name.clone());
    let mut leave_out = |part| {
        let reason = "it needs a column of the key that may be NULL";
        report.add_part(&table.name, element.clone(), part, reason);
    };
    if !delete_fits {
        fitted.on_delete = ReferentialAction::NoAction;
        fitted.on_delete_columns.clear();
        leave_out("what happens on delete");
    }
    if !update_fits {
        fitted.on_update = ReferentialAction::NoAction;
        leave_out("what happens on update");
    }
}
