//! Finds the columns that operations leave alone, and what they are called afterwards.
//!
//! Knows nothing of rows. What SQL of a person does to them no one can tell, and is told
//! apart.

use keeper_schema::migrate::TableColumns;
use keeper_schema_core::operation::{
    ApplyError, ColumnAlteration, DroppableKey, EnumOperation, Operation, Replay, RowOperation,
    SchemaOperation,
};
use keeper_schema_core::schema::{ColumnType, TableName};

/// A table that is there before and afterwards, and the columns that nothing touches, in the
/// same order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Untouched {
    pub(crate) before: TableColumns,
    pub(crate) after: TableColumns,
}

/// What operations do to tables that are there.
#[derive(Debug)]
pub(crate) struct Effects {
    pub(crate) untouched: Vec<Untouched>,
    /// Whether SQL of a person runs, which may change any row.
    pub(crate) changes_rows: bool,
}

/// Follows tables through operations. `replay` is at the schema before them.
///
/// # Errors
/// An operation that does not apply.
pub(crate) fn follow<'o>(
    tables: Vec<TableColumns>,
    replay: &mut Replay,
    operations: impl Iterator<Item = &'o Operation>,
) -> Result<Effects, ApplyError> {
    let tables = tables.into_iter().map(|table| Untouched {
        after: table.clone(),
        before: table,
    });
    let mut effects = Effects {
        untouched: tables.collect(),
        changes_rows: false,
    };
    for operation in operations {
        effects.of(operation, replay);
        replay.apply(operation)?;
    }
    Ok(effects)
}

impl Effects {
    fn of(&mut self, operation: &Operation, replay: &Replay) {
        match operation {
            Operation::DropTable { table } => {
                self.untouched.retain(|it| it.after.table != *table);
            }
            Operation::RenameTable { table, to, .. } => {
                if let Some(found) = self.table(table) {
                    found.after.table = table.sibling(to);
                }
            }
            Operation::DropColumn { table, column } => self.touch(table, column),
            Operation::RenameColumn {
                table, column, to, ..
            } => {
                if let Some(found) = self.table(table) {
                    let mut columns = found.after.columns.iter_mut();
                    if let Some(name) = columns.find(|name| *name == column) {
                        name.clone_from(to);
                    }
                }
            }
            Operation::AlterColumn {
                table,
                column,
                alteration,
            } => {
                if changes_values(alteration) {
                    self.touch(table, column);
                }
            }
            Operation::Enum(
                EnumOperation::RenameValue { name, .. } | EnumOperation::Replace { name, .. },
            ) => {
                for (table, column) in columns_of_enum(replay, name) {
                    self.touch(&table, &column);
                }
            }
            Operation::Schema(SchemaOperation::Rename { name, to }) => {
                for found in &mut self.untouched {
                    let schema = &mut found.after.table.schema;
                    if schema.as_ref() == Some(name) {
                        *schema = Some(to.clone());
                    }
                }
            }
            Operation::Rows(RowOperation::Fill(backfill)) => {
                for column in backfill.set.keys() {
                    self.touch(&backfill.table, column);
                }
            }
            Operation::Rows(RowOperation::Insert(_) | RowOperation::Delete(_)) => {
                self.changes_rows = true;
            }
            Operation::Execute(execute) => {
                self.changes_rows = true;
                for operation in &execute.state {
                    self.of(operation, replay);
                }
            }
            Operation::Enum(
                EnumOperation::Create { .. }
                | EnumOperation::Drop { .. }
                | EnumOperation::Rename { .. }
                | EnumOperation::AddValue { .. },
            )
            | Operation::CreateTable { .. }
            | Operation::AlterTable { .. }
            | Operation::AddColumn { .. }
            | Operation::CreatePrimaryKey { .. }
            | Operation::CreateUniqueConstraint { .. }
            | Operation::CreateForeignKey { .. }
            | Operation::CreateCheckConstraint { .. }
            | Operation::CreateExcludeConstraint { .. }
            | Operation::DropConstraint { .. }
            | Operation::RenameConstraint { .. }
            | Operation::ValidateConstraint { .. }
            | Operation::CreateIndex { .. }
            | Operation::DropIndex { .. }
            | Operation::RenameIndex { .. }
            | Operation::SetComment(_)
            | Operation::Schema(SchemaOperation::Create { .. } | SchemaOperation::Drop { .. })
            | Operation::Object(_)
            | Operation::Sequence(_) => {}
        }
    }

    fn table(&mut self, table: &TableName) -> Option<&mut Untouched> {
        self.untouched
            .iter_mut()
            .find(|it| it.after.table == *table)
    }

    fn touch(&mut self, table: &TableName, column: &str) {
        let Some(found) = self.table(table) else {
            return;
        };
        let mut names = found.after.columns.iter();
        if let Some(position) = names.position(|name| name == column) {
            found.before.columns.remove(position);
            found.after.columns.remove(position);
        }
    }
}

/// Whether a column may hold something else afterwards.
fn changes_values(alteration: &ColumnAlteration) -> bool {
    let set = &alteration.set;
    set.column_type.is_some()
        || set.generated.is_some()
        || alteration.using.is_some()
        || alteration.drop.contains(&DroppableKey::Generated)
}

fn columns_of_enum(replay: &Replay, name: &TableName) -> Vec<(TableName, String)> {
    let tables = replay.schema().tables.values();
    let columns = tables.flat_map(|table| {
        let columns = table.columns.values();
        columns.map(|column| (table.name.clone(), column))
    });
    let is_of = |column_type: &ColumnType| *column_type == ColumnType::Enum(name.clone());
    columns
        .filter(|(_, column)| match &column.column_type {
            ColumnType::Array(element) => is_of(element),
            of => is_of(of),
        })
        .map(|(table, column)| (table, column.name.clone()))
        .collect()
}
