//! Comments that change on what stays: no reason to make it again.

use crate::operation::{CommentChange, Commented, Operation};
use crate::schema::{EnumType, ForeignKey, TableName};

use super::analysis::Analysis;
use super::element::{Element, ElementChanges};
use super::table::TableChanges;

/// The operations for the constraints and indexes of a table, once they have their new
/// names. A foreign key that is made again comes with its comment.
pub(super) fn of_table(changes: &TableChanges<'_>, analysis: &Analysis<'_>) -> Vec<Operation> {
    let is_recreated = |key: &ForeignKey| analysis.is_recreated(key);
    let table = &changes.after.name;
    let (constraint, index) = ((table, Kind::Constraint), (table, Kind::Index));
    let mut operations = Vec::new();
    collect(&mut operations, constraint, &changes.primary_key, |_| false);
    collect(&mut operations, constraint, &changes.unique, |_| false);
    collect(
        &mut operations,
        constraint,
        &changes.foreign_keys,
        is_recreated,
    );
    collect(&mut operations, constraint, &changes.checks, |_| false);
    collect(&mut operations, constraint, &changes.exclusions, |_| false);
    collect(&mut operations, index, &changes.indexes, |_| false);
    operations
}

/// The operation for an enum, if its comment changes.
pub(super) fn of_enum(before: &EnumType, after: &EnumType) -> Option<Operation> {
    (before.comment != after.comment).then(|| {
        Operation::SetComment(CommentChange {
            on: Commented::Enum(after.name.clone()),
            comment: after.comment.clone(),
            was: before.comment.clone(),
        })
    })
}

#[derive(Clone, Copy)]
enum Kind {
    Constraint,
    Index,
}

fn collect<T: Element>(
    operations: &mut Vec<Operation>,
    (table, kind): (&TableName, Kind),
    changes: &ElementChanges<'_, T>,
    is_recreated: impl Fn(&T) -> bool,
) {
    let commented = changes.kept.iter().filter(|kept| kept.is_commented());
    for kept in commented.filter(|kept| !is_recreated(kept.after)) {
        let name = kept.name();
        let (table, name) = (table.clone(), name.to_owned());
        operations.push(Operation::SetComment(CommentChange {
            on: match kind {
                Kind::Constraint => Commented::Constraint(table, name),
                Kind::Index => Commented::Index(table, name),
            },
            comment: kept.after.comment().cloned(),
            was: kept.before.comment().cloned(),
        }));
    }
}
