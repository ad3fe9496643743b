//! Comments that models do not say: those of keys, constraints, indexes and enums.

use super::Report;
use crate::schema::{ElementPath, EnumType, Table, TableName};

const REASON: &str = "models say those of tables and columns";

/// Leaves out the comments of a table's constraints and indexes.
pub(super) fn fit(table: &mut Table, report: &mut Report) {
    let of = table.name.clone();
    let primary_key = table.primary_key.iter_mut();
    let mut constraints: Vec<(&String, &mut Option<String>)> = primary_key
        .map(|key| (&key.name, &mut key.comment))
        .collect();
    let unique = table.unique.values_mut();
    constraints.extend(unique.map(|it| (&it.name, &mut it.comment)));
    let foreign_keys = table.foreign_keys.values_mut();
    constraints.extend(foreign_keys.map(|it| (&it.name, &mut it.comment)));
    let checks = table.checks.values_mut();
    constraints.extend(checks.map(|it| (&it.name, &mut it.comment)));
    let exclusions = table.exclusions.values_mut();
    constraints.extend(exclusions.map(|it| (&it.name, &mut it.comment)));
    for (name, comment) in constraints {
        let element = ElementPath::Constraint(of.clone(), name.clone());
        leave_out(&of, element, comment, report);
    }
    for index in table.indexes.values_mut() {
        let element = ElementPath::Index(of.clone(), index.name.clone());
        leave_out(&of, element, &mut index.comment, report);
    }
}

/// Leaves out the comment of an enum type.
pub(super) fn fit_enum(enum_type: &mut EnumType, report: &mut Report) {
    let name = &enum_type.name;
    let element = ElementPath::Enum(name.clone());
    leave_out(name, element, &mut enum_type.comment, report);
}

fn leave_out(
    of: &TableName,
    element: ElementPath,
    comment: &mut Option<String>,
    report: &mut Report,
) {
    if comment.take().is_some() {
        report.add_part(of, element, "the comment", REASON);
    }
}
