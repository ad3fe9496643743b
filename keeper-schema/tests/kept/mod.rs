//! What operations must leave alone in the rows that are there, for the laws of both
//! executors.

use std::collections::BTreeMap;

use keeper_schema_core::operation::{Operation, SchemaOperation};
use keeper_schema_core::schema::{Schema, TableName};

/// A column of a table, or its rows alone.
pub(crate) type Place = (TableName, Option<String>);

/// The values in each place, in no order.
pub(crate) type Values = BTreeMap<Place, Vec<String>>;

/// What is left of the values in a database at `schema`, under the names that it has after
/// the operations.
pub(crate) fn kept(
    schema: &Schema,
    operations: &[Operation],
    mut values: impl FnMut(&Place) -> Vec<String>,
) -> Values {
    let mut kept = Values::new();
    for table in schema.tables.values() {
        for column in table.columns.keys().map(Some).chain([None]) {
            let place = (table.name.clone(), column.cloned());
            let values = values(&place);
            kept.insert(place, values);
        }
    }
    for operation in operations {
        follow(&mut kept, operation);
    }
    kept
}

fn follow(kept: &mut Values, operation: &Operation) {
    let mut rename = |change: &dyn Fn(&mut Place)| {
        *kept = std::mem::take(kept)
            .into_iter()
            .map(|(mut place, values)| {
                change(&mut place);
                (place, values)
            })
            .collect();
    };
    match operation {
        Operation::DropTable { table } => kept.retain(|place, _| place.0 != *table),
        Operation::RenameTable { table, to, .. } => rename(&|place| {
            if place.0 == *table {
                place.0.name.clone_from(to);
            }
        }),
        Operation::Schema(SchemaOperation::Rename { name, to }) => rename(&|place| {
            if place.0.schema.as_ref() == Some(name) {
                place.0.schema = Some(to.clone());
            }
        }),
        Operation::RenameColumn {
            table, column, to, ..
        } => rename(&|place| {
            if place.0 == *table && place.1.as_ref() == Some(column) {
                place.1 = Some(to.clone());
            }
        }),
        Operation::DropColumn { table, column } => {
            kept.remove(&(table.clone(), Some(column.clone())));
        }
        Operation::AlterColumn { table, .. } => {
            // A generated column may change with any other one.
            kept.retain(|place, _| place.0 != *table || place.1.is_none());
        }
        // Its values have other names, in whatever column they are.
        Operation::Enum(_) => kept.retain(|place, _| place.1.is_none()),
        Operation::CreateTable { .. }
        | Operation::Schema(SchemaOperation::Create { .. } | SchemaOperation::Drop { .. })
        | Operation::CreateExcludeConstraint { .. }
        | Operation::AlterTable { .. }
        | Operation::AddColumn { .. }
        | Operation::CreatePrimaryKey { .. }
        | Operation::CreateUniqueConstraint { .. }
        | Operation::CreateForeignKey { .. }
        | Operation::CreateCheckConstraint { .. }
        | Operation::DropConstraint { .. }
        | Operation::RenameConstraint { .. }
        | Operation::ValidateConstraint { .. }
        | Operation::CreateIndex { .. }
        | Operation::DropIndex { .. }
        | Operation::RenameIndex { .. }
        | Operation::SetComment(_)
        | Operation::Sequence(_)
        | Operation::Object(_)
        | Operation::Rows(_)
        | Operation::Execute(_)
        | Operation::Run(_) => {}
    }
}
