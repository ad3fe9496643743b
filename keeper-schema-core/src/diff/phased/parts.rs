//! What of one operation is for which phase.

use std::collections::BTreeSet;

use super::PhaseRefusalReason;
use super::alteration;
use crate::diff::alter_column::fill;
use crate::diff::text;
use crate::operation::{
    Backfill, ColumnAlteration, ColumnKeys, Down, EnumOperation, Execute, Filling, ObjectOperation,
    Operation, RowOperation, SchemaOperation, SequenceOperation, TableKeys,
};
use crate::schema::{Column, Schema, SqlText, Table, TableName};

/// The operations that one becomes.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) early: Vec<Operation>,
    pub(super) late: Vec<Operation>,
}

/// Where the operation stands.
pub(super) struct Context<'a> {
    /// What old code knows.
    pub(super) before: &'a Schema,
    /// What is expanded so far.
    pub(super) expanded: &'a Schema,
    /// Tables that only new code knows.
    pub(super) new_tables: &'a BTreeSet<TableName>,
}

/// Whether new code runs without it, only slower or with other names in messages.
pub(super) fn may_wait(operation: &Operation) -> bool {
    match operation {
        Operation::CreateIndex { index, .. } => !index.unique,
        Operation::RenameConstraint { .. }
        | Operation::RenameIndex { .. }
        | Operation::SetComment(_) => true,
        _ => false,
    }
}

impl Context<'_> {
    pub(super) fn parts(&self, operation: &Operation) -> Result<Parts, PhaseRefusalReason> {
        let whole = || vec![operation.clone()];
        let early = || {
            Ok(Parts {
                early: whole(),
                late: Vec::new(),
            })
        };
        let late = || {
            Ok(Parts {
                early: Vec::new(),
                late: whole(),
            })
        };
        match operation {
            Operation::AddColumn {
                table,
                column,
                backfill,
            } => Ok(self.added(operation, table, column, backfill.as_ref())),
            Operation::DropColumn { table, column } => Ok(Parts {
                early: self.left_out(table, column),
                late: whole(),
            }),
            Operation::AlterColumn {
                table,
                column,
                alteration,
            } => {
                let (early, late) = alteration::split(alteration)?;
                let part = |alteration: ColumnAlteration| altered(table, column, alteration);
                Ok(Parts {
                    early: early.map(part).into_iter().collect(),
                    late: late.map(part).into_iter().collect(),
                })
            }
            // Of what a comparison finds, only values that have another name are given back.
            Operation::Execute(Execute {
                down: Down::Sql(_), ..
            }) => Err(PhaseRefusalReason::Values),
            // Old code goes on writing rows that are not filled.
            Operation::Execute(_) | Operation::Run(_) => Ok(Parts {
                early: whole(),
                late: whole(),
            }),

            // What refuses rows waits, unless old code writes none of them.
            Operation::CreatePrimaryKey { table, .. }
            | Operation::CreateUniqueConstraint { table, .. }
            | Operation::CreateCheckConstraint { table, .. }
            | Operation::CreateExcludeConstraint { table, .. }
                if !self.new_tables.contains(table) =>
            {
                late()
            }
            Operation::CreateForeignKey { table, foreign_key }
                if !self.is_of_new_columns(table, &foreign_key.columns) =>
            {
                late()
            }
            Operation::CreateIndex { table, index, .. }
                if index.unique && !self.new_tables.contains(table) =>
            {
                late()
            }
            Operation::CreatePrimaryKey { .. }
            | Operation::CreateUniqueConstraint { .. }
            | Operation::CreateCheckConstraint { .. }
            | Operation::CreateExcludeConstraint { .. }
            | Operation::CreateForeignKey { .. }
            | Operation::CreateIndex { .. } => early(),
            Operation::ValidateConstraint { .. } => late(),
            // New code may write what it refuses.
            Operation::DropConstraint { .. } => early(),
            Operation::DropIndex { table, name, .. } => match self.is_unique(table, name) {
                true => early(),
                false => late(),
            },

            Operation::AlterTable { alteration, .. } => {
                let keys = TableKeys {
                    comment: None,
                    ..alteration.set.clone()
                };
                if keys == TableKeys::default() {
                    early()
                } else {
                    late()
                }
            }
            Operation::CreateTable { .. }
            | Operation::RenameConstraint { .. }
            | Operation::RenameIndex { .. }
            | Operation::SetComment(_)
            | Operation::Rows(_) => early(),
            Operation::DropTable { .. } => late(),
            Operation::RenameTable { .. } | Operation::RenameColumn { .. } => {
                Err(PhaseRefusalReason::Rename)
            }
            Operation::Enum(operation) => match operation {
                EnumOperation::Create { .. } | EnumOperation::AddValue { .. } => early(),
                EnumOperation::Drop { .. } => late(),
                EnumOperation::Rename { .. } => Err(PhaseRefusalReason::Rename),
                EnumOperation::Replace { values, was, .. }
                    if values.iter().all(|value| was.contains(value)) =>
                {
                    late()
                }
                EnumOperation::RenameValue { .. } | EnumOperation::Replace { .. } => {
                    Err(PhaseRefusalReason::Values)
                }
            },
            Operation::Schema(operation) => match operation {
                SchemaOperation::Create { .. } => early(),
                SchemaOperation::Drop { .. } => late(),
                SchemaOperation::Rename { .. } => Err(PhaseRefusalReason::Rename),
            },
            Operation::Object(operation) => match operation {
                ObjectOperation::Create { .. } => early(),
                ObjectOperation::Drop { .. } => late(),
                ObjectOperation::Replace { .. } => Err(PhaseRefusalReason::Text),
            },
            Operation::Sequence(operation) => match operation {
                SequenceOperation::Create { .. } | SequenceOperation::Alter { .. } => early(),
                SequenceOperation::Drop { .. } => late(),
            },
        }
    }

    /// Old code writes rows without the column: it takes NULL until they are filled.
    fn added(
        &self,
        operation: &Operation,
        table: &TableName,
        column: &Column,
        backfill: Option<&SqlText>,
    ) -> Parts {
        if is_filled_in(column) && (column.null || backfill.is_none()) {
            return Parts {
                early: vec![operation.clone()],
                late: Vec::new(),
            };
        }
        let mut parts = Parts::default();
        parts.early.push(Operation::AddColumn {
            table: table.clone(),
            column: Column {
                null: true,
                ..column.clone()
            },
            backfill: None,
        });
        if let Some(value) = backfill {
            parts.early.push(self.fill_while_used(table, column, value));
        }
        if !column.null {
            parts
                .late
                .extend(backfill.map(|value| fill(table, &column.name, value)));
            parts.late.push(nullable(table, &column.name, false));
        }
        parts
    }

    /// In batches, if the rows can be gone through: code is running.
    fn fill_while_used(&self, table: &TableName, column: &Column, value: &SqlText) -> Operation {
        let has_key = |table: &Table| {
            let key = table.primary_key.as_ref();
            key.is_some_and(|key| key.columns.iter().all(|name| !table.columns[name].null))
        };
        if !self.expanded.table(table).is_some_and(has_key) {
            return fill(table, &column.name, value);
        }
        let is_null = format!("{} IS NULL", text::quoted(&column.name));
        Operation::Rows(RowOperation::Fill(Backfill {
            table: table.clone(),
            filling: Filling::Set([(column.name.clone(), value.clone())].into_iter().collect()),
            predicate: Some(SqlText::from(is_null.as_str())),
            key: None,
            batch_size: None,
            pause: None,
            down: None,
        }))
    }

    /// New code writes rows without the column.
    fn left_out(&self, table: &TableName, column: &str) -> Vec<Operation> {
        let found = self
            .expanded
            .table(table)
            .and_then(|table| table.columns.get(column));
        let is_required = found.is_some_and(|column| !is_filled_in(column));
        Vec::from_iter(is_required.then(|| nullable(table, column, true)))
    }

    fn is_of_new_columns(&self, table: &TableName, columns: &[String]) -> bool {
        let known = self.before.table(table);
        let is_known = |name: &String| known.is_some_and(|table| table.columns.contains_key(name));
        !columns.iter().any(is_known)
    }

    fn is_unique(&self, table: &TableName, index: &str) -> bool {
        let index = self
            .expanded
            .table(table)
            .and_then(|table| table.indexes.get(index));
        index.is_some_and(|index| index.unique)
    }
}

/// Whether a row that leaves it out is taken.
fn is_filled_in(column: &Column) -> bool {
    column.null
        || column.default.is_some()
        || column.identity.is_some()
        || column.generated.is_some()
}

fn nullable(table: &TableName, column: &str, null: bool) -> Operation {
    let keys = |null| ColumnKeys {
        null: Some(null),
        ..ColumnKeys::default()
    };
    let alteration = ColumnAlteration {
        set: keys(null),
        was: keys(!null),
        ..ColumnAlteration::default()
    };
    altered(table, column, alteration)
}

fn altered(table: &TableName, column: &str, alteration: ColumnAlteration) -> Operation {
    Operation::AlterColumn {
        table: table.clone(),
        column: column.to_owned(),
        alteration: Box::new(alteration),
    }
}
