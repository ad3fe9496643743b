//! Objects and sequences that are new, gone or changed, and those that are in the way of a
//! change of a table.
//!
//! Objects compare by the tokens of their statements. A database drops what is built on
//! another object, so what is in the way goes first and comes back last.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::operation::{ObjectOperation, Operation, SequenceOperation, folded};
use crate::schema::{ObjectName, Schema, Sequence, SqlObject, TableName};

use super::analysis::Analysis;
use super::renames::Renames;
use super::{Hints, Objects, text};

/// What differs beside tables.
#[derive(Debug, Default)]
pub(super) struct ObjectChanges<'a> {
    /// Objects that only the models have.
    pub created: Vec<&'a SqlObject>,
    /// Objects that only history has.
    pub dropped: Vec<&'a SqlObject>,
    /// Objects with another statement, before and after.
    pub replaced: Vec<(&'a SqlObject, &'a SqlObject)>,
    pub sequences: SequenceChanges<'a>,
}

#[derive(Debug, Default)]
pub(super) struct SequenceChanges<'a> {
    pub created: Vec<&'a Sequence>,
    pub dropped: Vec<&'a Sequence>,
    pub altered: Vec<&'a Sequence>,
}

/// Compares what two schemas have beside tables, history under the names of the models.
pub(super) fn changes<'a>(renamed: &'a Schema, to: &'a Schema) -> ObjectChanges<'a> {
    let mut changes = ObjectChanges::default();
    for after in to.objects_in_order() {
        match renamed.objects.get(&after.name) {
            None => changes.created.push(after),
            Some(before) if !text::same(&before.definition, &after.definition) => {
                changes.replaced.push((before, after));
            }
            Some(_) => {}
        }
    }
    let gone = renamed.objects_in_order().into_iter().rev();
    changes.dropped = gone
        .filter(|before| !to.objects.contains_key(&before.name))
        .collect();
    let sequences = &mut changes.sequences;
    for after in to.sequences.values() {
        match renamed.sequences.get(&after.name) {
            None => sequences.created.push(after),
            Some(before) if before != after => sequences.altered.push(after),
            Some(_) => {}
        }
    }
    let before = renamed.sequences.values();
    sequences.dropped = before
        .filter(|before| !to.sequences.contains_key(&before.name))
        .collect();
    changes
}

/// The schema to come to, with the objects and sequences of history that stay although it
/// lacks them. Those on a table that goes, go with it.
pub(super) fn with_kept<'a>(to: &'a Schema, renamed: &Schema, hints: &Hints) -> Cow<'a, Schema> {
    let has_any = !renamed.objects.is_empty() || !renamed.sequences.is_empty();
    let may_stay = hints.objects == Objects::Declared || !hints.ignored.is_empty();
    if !has_any || !may_stay {
        return Cow::Borrowed(to);
    }
    let stays =
        |name: &TableName| hints.objects == Objects::Declared || hints.ignored.matches(name);
    let mut kept = to.clone();
    for (name, object) in &renamed.objects {
        let is_there = |table| {
            let mut views = renamed.objects.keys();
            to.tables.contains_key(&table) || views.any(|view| view.name == table)
        };
        let stays = stays(&name.name) || name.table().is_some_and(|table| stays(&table));
        if stays && !to.objects.contains_key(name) && name.table().is_none_or(is_there) {
            kept.objects.insert(name.clone(), object.clone());
        }
    }
    for (name, sequence) in &renamed.sequences {
        let has_owner = |(table, column): &(TableName, String)| {
            let table = to.table(table);
            table.is_some_and(|table| table.columns.contains_key(column))
        };
        let is_kept = stays(name) && !to.sequences.contains_key(name);
        if is_kept && sequence.owned_by.as_ref().is_none_or(has_owner) {
            kept.sequences.insert(name.clone(), sequence.clone());
        }
    }
    Cow::Owned(kept)
}

/// The operations beside those on tables, by where they stand.
#[derive(Debug, Default)]
pub(super) struct ObjectOperations {
    /// Before anything else.
    pub first: Vec<Operation>,
    /// Before tables are made and changed.
    pub before_tables: Vec<Operation>,
    /// When tables are what they are to be.
    pub after_tables: Vec<Operation>,
    /// After everything else.
    pub last: Vec<Operation>,
}

/// The operations on objects and sequences.
pub(super) fn operations(
    from: &Schema,
    to: &Schema,
    renames: &Renames,
    analysis: &Analysis<'_>,
    hints: &Hints,
) -> ObjectOperations {
    let mut operations = ObjectOperations::default();
    let disturbed = disturbed(from, to, renames, analysis, hints);
    let is_gone = |object: &SqlObject| !to.objects.contains_key(&object.name);
    for object in from.objects_in_order().into_iter().rev() {
        let drop = || {
            Operation::Object(ObjectOperation::Drop {
                name: object.name.clone(),
                was: object.definition.clone(),
            })
        };
        if disturbed.contains(&object.name) {
            operations.first.push(drop());
        } else if is_gone(object) && from.is_before_tables(object) {
            // Tables may need it until they have changed.
            operations.last.push(drop());
        } else if is_gone(object) {
            operations.first.push(drop());
        }
    }
    for object in to.objects_in_order() {
        let before = from.objects.get(&object.name);
        let before = before.filter(|before| !disturbed.contains(&before.name));
        let change = match before {
            None => ObjectOperation::Create {
                object: object.clone(),
            },
            Some(before) if !text::same(&before.definition, &object.definition) => {
                ObjectOperation::Replace {
                    object: object.clone(),
                    was: before.definition.clone(),
                }
            }
            Some(_) => continue,
        };
        let change = Operation::Object(change);
        if to.is_before_tables(object) {
            operations.before_tables.push(change);
        } else {
            operations.after_tables.push(change);
        }
    }
    sequences(from, to, analysis, &mut operations);
    operations
}

fn sequences(
    from: &Schema,
    to: &Schema,
    analysis: &Analysis<'_>,
    operations: &mut ObjectOperations,
) {
    let changes = &analysis.objects.sequences;
    // One that is owned goes with its column.
    let goes_with = |(owner, owning): &(TableName, String)| {
        let mut tables = analysis.dropped.iter();
        let changes = analysis.table(owner);
        tables.any(|table| table.name == *owner)
            || changes.is_some_and(|changes| {
                let mut columns = changes.dropped.iter();
                columns.any(|column| column.name == *owning)
            })
    };
    // So one that stays is let go first.
    let mut released = BTreeMap::new();
    for sequence in &changes.altered {
        let before = from.sequences.get(&sequence.name);
        let owned = before.filter(|before| before.owned_by.as_ref().is_some_and(goes_with));
        if let Some(before) = owned {
            let sequence = Sequence {
                owned_by: None,
                ..before.clone()
            };
            released.insert(&before.name, sequence.clone());
            let alter = SequenceOperation::Alter { sequence };
            operations.first.push(Operation::Sequence(alter));
        }
    }
    let created = changes.created.iter().map(|sequence| {
        let is_owned = sequence.owned_by.is_some();
        let sequence = (*sequence).clone();
        (is_owned, SequenceOperation::Create { sequence })
    });
    let altered = changes.altered.iter();
    let altered = altered.filter(|sequence| released.get(&sequence.name) != Some(**sequence));
    let altered = altered.map(|sequence| {
        let is_owned = sequence.owned_by.is_some();
        let sequence = (*sequence).clone();
        (is_owned, SequenceOperation::Alter { sequence })
    });
    for (is_owned, change) in created.chain(altered) {
        let change = Operation::Sequence(change);
        if is_owned {
            operations.after_tables.insert(0, change);
        } else {
            operations.before_tables.insert(0, change);
        }
    }
    for sequence in &changes.dropped {
        if sequence.owned_by.as_ref().is_some_and(goes_with) {
            continue;
        }
        let name = sequence.name.clone();
        let drop = Operation::Sequence(SequenceOperation::Drop { name });
        // A default may draw from it until tables have changed.
        match is_relation(to, &sequence.name) {
            true => operations.first.push(drop),
            false => operations.last.push(drop),
        }
    }
}

/// The objects of history that cannot be while the tables change, under their own names.
fn disturbed(
    from: &Schema,
    to: &Schema,
    renames: &Renames,
    analysis: &Analysis<'_>,
    hints: &Hints,
) -> BTreeSet<ObjectName> {
    // Nobody says what one that stays is to be without them: replay tells who must decide.
    let may_go = hints.objects == Objects::All;
    let objects = from.objects.values();
    let disturbed = objects.filter(|object| {
        let mut tables = analysis.dropped.iter();
        let mut changed = analysis.changed.iter();
        let mut renamed = renames.tables.iter();
        may_go && tables.any(|table| object.names_table(&table.name))
            || renamed.any(|(old, _)| object.names_table(old))
            || may_go
                && changed.any(|changes| {
                    let table = changes.old_name();
                    let after = &changes.after.name;
                    let mut dropped = changes.dropped.iter();
                    dropped.any(|column| {
                        let old = renames.old_column(after, &column.name);
                        object.names_column(table, old) && !object.names_all_columns(table)
                    })
                })
            || renames.columns.iter().any(|(after, columns)| {
                let table = renames.old_table(after);
                columns
                    .keys()
                    .any(|column| object.names_column(table, column))
            })
    });
    let mut disturbed: BTreeSet<ObjectName> = disturbed.map(|it| it.name.clone()).collect();
    // A name that a table takes, or that something of another kind has.
    let kinds = from.objects.keys().filter(|name| {
        name.kind.is_relation() && !to.objects.contains_key(*name) && is_relation(to, &name.name)
    });
    disturbed.extend(kinds.cloned());
    from.with_dependents(disturbed)
}

/// Whether a table, a view or a sequence has that name, in any case.
pub(super) fn is_relation(schema: &Schema, name: &TableName) -> bool {
    let name = folded(name);
    let objects = schema.objects.keys();
    let views = objects.filter(|object| object.kind.is_relation());
    let tables = schema.tables.keys().chain(schema.sequences.keys());
    (tables.chain(views.map(|view| &view.name))).any(|other| folded(other) == name)
}

#[cfg(test)]
mod tests;
