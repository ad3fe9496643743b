//! Operations made to fit the schema that they meet.

use crate::operation::{ColumnKeys, EnumOperation, Operation, SchemaOperation, TableKeys};
use crate::schema::Schema;

use super::comment::fit_comment;
use super::fitted_column::{fit_alteration, fit_column};
use super::fitted_key::fit_foreign_key;
use super::present::fit_names;
use super::text::restatements;

/// Says the truth in `was`, restates what a rename touches, and names enums, schemas and
/// columns that are there, which it would seldom hit.
pub(super) fn fitted(mut operation: Operation, schema: &Schema) -> Operation {
    fit_names(&mut operation, schema);
    match &mut operation {
        Operation::CreateTable { table } => {
            for column in table.columns.values_mut() {
                fit_column(column, schema);
            }
        }
        Operation::AddColumn { column, .. } => fit_column(column, schema),
        Operation::CreateForeignKey { table, foreign_key } => {
            fit_foreign_key(table, foreign_key, schema);
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
                fit_alteration(column, alteration, schema);
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
        Operation::SetComment(change) => fit_comment(change, schema),
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

pub(super) fn any_of<T>(items: impl IntoIterator<Item = T>, at: usize) -> Option<T> {
    let mut items: Vec<T> = items.into_iter().collect();
    let at = at.checked_rem(items.len())?;
    Some(items.swap_remove(at))
}
