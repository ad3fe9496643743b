//! Operations made to fit the schema that they meet.

use crate::operation::{ColumnKeys, EnumOperation, Operation, SchemaOperation, TableKeys};
use crate::schema::{ColumnType, Default, Literal, Schema};

use super::text::restatements;

/// Says the truth in `was`, restates what a rename touches, and names enums and schemas
/// that are there, which it would seldom hit.
pub(super) fn fitted(mut operation: Operation, schema: &Schema) -> Operation {
    match &mut operation {
        Operation::CreateTable { table } => {
            for column in table.columns.values_mut() {
                fit_enum(&mut column.column_type, &mut column.default, schema);
            }
        }
        Operation::AddColumn { column, .. } => {
            fit_enum(&mut column.column_type, &mut column.default, schema);
        }
        Operation::Schema(
            SchemaOperation::Drop { name } | SchemaOperation::Rename { name, .. },
        ) => {
            if let Some(there) = any_of(&schema.schemas, name.len()) {
                name.clone_from(there);
            }
        }
        Operation::AlterTable { table, alteration } => {
            if let Some(table) = schema.table(table) {
                alteration.was = TableKeys {
                    comment: table.comment.clone(),
                    strict: Some(table.sqlite.strict),
                    without_rowid: Some(table.sqlite.without_rowid),
                    unlogged: Some(table.postgres.unlogged),
                };
            }
        }
        Operation::AlterColumn {
            table,
            column,
            alteration,
        } => {
            let table = schema.table(table);
            if let Some(column) = table.and_then(|table| table.columns.get(column)) {
                let set = &mut alteration.set;
                let mut after = set.column_type.clone();
                let after = after.get_or_insert(column.column_type.clone());
                fit_enum(after, &mut set.default, schema);
                set.column_type = set.column_type.as_ref().map(|_| after.clone());
                alteration.was = ColumnKeys {
                    column_type: Some(column.column_type.clone()),
                    null: Some(column.null),
                    default: column.default.clone(),
                    identity: column.identity.clone(),
                    generated: column.generated.clone(),
                    collation: column.collation.clone(),
                    comment: column.comment.clone(),
                    autoincrement: Some(column.sqlite.autoincrement),
                    enforce_length: Some(column.sqlite.enforce_length),
                };
            }
        }
        Operation::RenameColumn {
            table,
            column,
            to,
            restate,
        } => {
            if let Some(table) = schema.table(table) {
                *restate = restatements(table, column, to);
            }
        }
        Operation::Enum(
            EnumOperation::Drop { name }
            | EnumOperation::Rename { name, .. }
            | EnumOperation::AddValue { name, .. }
            | EnumOperation::RenameValue { name, .. },
        ) => {
            if let Some(there) = any_of(schema.enums.keys(), name.name.len()) {
                name.clone_from(there);
            }
        }
        Operation::Enum(EnumOperation::Replace {
            name,
            values,
            was,
            map,
        }) => {
            if let Some(before) = any_of(schema.enums.values(), values.len()) {
                name.clone_from(&before.name);
                was.clone_from(&before.values);
                // With a map it only takes values away, so that it has a reverse.
                let kept = values.iter().filter(|value| was.contains(value));
                let kept: Vec<String> = kept.cloned().collect();
                if !map.is_empty() && !kept.is_empty() {
                    *values = kept;
                }
                for to in map.values_mut() {
                    to.clone_from(&values[0]);
                }
                map.retain(|value, _| was.contains(value) && !values.contains(value));
            }
        }
        _ => {}
    }
    operation
}

fn any_of<T>(items: impl IntoIterator<Item = T>, at: usize) -> Option<T> {
    let mut items: Vec<T> = items.into_iter().collect();
    let at = at.checked_rem(items.len())?;
    Some(items.swap_remove(at))
}

/// Makes a type of an enum one of an enum that is there, and the default a value of it.
fn fit_enum(column_type: &mut ColumnType, default: &mut Option<Default>, schema: &Schema) {
    let Some(name) = column_type.enum_name() else {
        return;
    };
    let another = || any_of(schema.enums.values(), name.to_string().len());
    let Some(enum_type) = schema.enum_type(name).or_else(another) else {
        return;
    };
    column_type.set_enum_name(&enum_type.name);
    match default {
        Some(Default::Literal(_) | Default::Bytes(_)) => {
            let value = any_of(&enum_type.values, format!("{default:?}").len());
            *default = value.map(|value| Default::Literal(Literal::String(value.clone())));
        }
        Some(Default::Expression(_)) | None => {}
    }
}
