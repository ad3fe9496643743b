//! History under the names of the models: every table, column, key and text as it is
//! once all renames are made.

use std::collections::BTreeMap;

use crate::operation::apply::mentions;
use crate::schema::{
    ByName, ColumnType, Default, EnumType, IndexKey, IndexTarget, Literal, Schema, Sequence,
    SqlObject, SqlText, Table,
};

use super::renames::Renames;
use super::text;

/// The schema with the renames made.
pub(super) fn rename(from: &Schema, renames: &Renames) -> Schema {
    let tables = from.tables.values().map(|table| {
        let table = rename_table(table, renames);
        (table.name.clone(), table)
    });
    let enums = from.enums.values().map(|before| {
        let name = renames.enum_name(&before.name).clone();
        let values = before.values.iter();
        let values = values.map(|value| renames.value(&name, value).to_owned());
        let renamed = EnumType {
            name: name.clone(),
            values: values.collect(),
            comment: before.comment.clone(),
        };
        (name, renamed)
    });
    Schema {
        tables: tables.collect(),
        enums: enums.collect(),
        schemas: from.schemas.clone(),
        objects: (from.objects.values())
            .map(|object| (object.name.clone(), rename_object(object, from, renames)))
            .collect(),
        sequences: (from.sequences.values())
            .map(|sequence| (sequence.name.clone(), rename_owner(sequence, renames)))
            .collect(),
    }
}

/// Gives the statement of an object the new names, where it may name what had the old ones.
fn rename_object(before: &SqlObject, from: &Schema, renames: &Renames) -> SqlObject {
    let mut object = before.clone();
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    for (old, new) in &renames.tables {
        if before.names_table(old) {
            names.insert(&old.name, &new.name);
        }
    }
    for (table, columns) in &renames.columns {
        let old_table = renames.old_table(table);
        if from.tables.contains_key(old_table) && before.names_table(old_table) {
            names.extend(
                columns
                    .iter()
                    .map(|(old, new)| (old.as_str(), new.as_str())),
            );
        }
    }
    if !names.is_empty() {
        object.definition = text::replace_names(&before.definition, |tokens, at| {
            let mut names = names.iter();
            let found = names.find(|(old, _)| tokens[at].is_identifier(old));
            found.map(|(_, new)| *new)
        });
    }
    object
}

fn rename_owner(before: &Sequence, renames: &Renames) -> Sequence {
    let mut sequence = before.clone();
    if let Some((table, column)) = &mut sequence.owned_by {
        *table = renames.table(table).clone();
        *column = renames.column(table, column).to_owned();
    }
    sequence
}

/// Gives columns of enums the names that these have, and defaults those of their values.
fn rename_enums(table: &mut Table, renames: &Renames) {
    for column in table.columns.values_mut() {
        let Some(name) = column.column_type.enum_name() else {
            continue;
        };
        let name = renames.enum_name(name).clone();
        column.column_type.set_enum_name(&name);
        if let (ColumnType::Enum(_), Some(Default::Literal(Literal::String(value)))) =
            (&column.column_type, &mut column.default)
        {
            *value = renames.value(&name, value).to_owned();
        }
    }
}

fn rename_table(before: &Table, renames: &Renames) -> Table {
    let mut table = before.clone();
    table.name = renames.table(&before.name).clone();
    for foreign_key in table.foreign_keys.values_mut() {
        let target = renames.table(&foreign_key.references.table).clone();
        for column in &mut foreign_key.references.columns {
            *column = renames.column(&target, column).to_owned();
        }
        foreign_key.references.table = target;
    }
    if table.name != before.name {
        let new = table.name.name.clone();
        for_each_text(&mut table, |text| *text = table_text(text, before, &new));
    }
    if let Some(columns) = renames.columns.get(&table.name) {
        rename_columns(&mut table, columns);
    }
    rename_enums(&mut table, renames);
    table
}

/// Gives columns of one table new names, wherever the table itself names them.
pub(super) fn rename_columns(table: &mut Table, renames: &BTreeMap<String, String>) {
    let rename = |column: &mut String| {
        if let Some(new) = renames.get(column) {
            column.clone_from(new);
        }
    };
    table.columns = std::mem::take(&mut table.columns)
        .into_iter()
        .map(|(_, mut column)| {
            rename(&mut column.name);
            (column.name.clone(), column)
        })
        .collect::<ByName<_>>();
    if let Some(key) = &mut table.primary_key {
        key.columns
            .iter_mut()
            .chain(&mut key.include)
            .for_each(rename);
    }
    for unique in table.unique.values_mut() {
        let columns = unique.columns.iter_mut();
        columns.chain(&mut unique.include).for_each(rename);
    }
    for foreign_key in table.foreign_keys.values_mut() {
        let columns = foreign_key.columns.iter_mut();
        columns
            .chain(&mut foreign_key.on_delete_columns)
            .for_each(rename);
    }
    for index in table.indexes.values_mut() {
        index.include.iter_mut().for_each(rename);
    }
    for key in keys(table) {
        if let IndexTarget::Column(column) = &mut key.target {
            rename(column);
        }
    }
    for_each_text(table, |text| *text = column_text(text, renames));
}

/// The text once columns of its table have new names.
fn column_text(text: &SqlText, renames: &BTreeMap<String, String>) -> SqlText {
    text::replace_names(text, |tokens, at| {
        let mut renames = renames.iter();
        renames
            .find(|(old, _)| mentions::column_at(tokens, at, old))
            .map(|(_, new)| new.as_str())
    })
}

/// The text of `table` once the table itself has the name `new`.
pub(super) fn table_text(text: &SqlText, table: &Table, new: &str) -> SqlText {
    text::replace_names(text, |tokens, at| {
        mentions::table_at(tokens, at, table).then_some(new)
    })
}

pub(super) fn for_each_text(table: &mut Table, mut change: impl FnMut(&mut SqlText)) {
    for check in table.checks.values_mut() {
        change(&mut check.expression);
    }
    for column in table.columns.values_mut() {
        if let Some(generated) = &mut column.generated {
            change(&mut generated.expression);
        }
    }
    for key in keys(table) {
        if let IndexTarget::Expression(text) = &mut key.target {
            change(text);
        }
    }
    let indexes = table.indexes.values_mut();
    let predicates = indexes.map(|index| &mut index.predicate);
    let exclusions = table.exclusions.values_mut();
    let predicates = predicates.chain(exclusions.map(|exclusion| &mut exclusion.predicate));
    predicates.flatten().for_each(change);
}

/// The keys of indexes and of the elements of exclusions.
fn keys(table: &mut Table) -> impl Iterator<Item = &mut IndexKey> {
    let indexes = table.indexes.values_mut();
    let exclusions = table.exclusions.values_mut();
    let elements = exclusions.flat_map(|exclusion| &mut exclusion.elements);
    indexes
        .flat_map(|index| &mut index.keys)
        .chain(elements.map(|element| &mut element.key))
}
