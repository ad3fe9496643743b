//! Any operation.

use proptest::prelude::*;

use super::alteration::{column_alteration, table_alteration};
use super::column::column;
use super::comment::{comment_change, commented};
use super::constraint::{check, exclusion, foreign_key, primary_key, unique};
use super::index::index;
use super::name::{
    ENUM_VALUES, column_name, constraint_name, enum_name, enum_value, enum_values, index_name,
    schema_name, table_name,
};
use super::table::table;
use crate::operation::{EnumOperation, Operation, SchemaOperation, ValuePlace};
use crate::schema::EnumType;

/// Any operation but an `execute`.
pub(crate) fn operation() -> impl Strategy<Value = Operation> {
    let of_tables = prop_oneof![
        6 => table().prop_map(|table| Operation::CreateTable { table: Box::new(table) }),
        1 => table_name().prop_map(|table| Operation::DropTable { table }),
        1 => (table_name(), table_name()).prop_map(|(table, to)| Operation::RenameTable {
            table,
            to: to.name,
            restate: Vec::new(),
        }),
        1 => (table_name(), table_alteration()).prop_map(|(table, alteration)| {
            Operation::AlterTable { table, alteration }
        }),
    ];
    let of_columns = prop_oneof![
        4 => (table_name(), column()).prop_map(|(table, column)| Operation::AddColumn {
            table,
            column,
            backfill: None,
        }),
        2 => (table_name(), column_name()).prop_map(|(table, column)| Operation::DropColumn {
            table,
            column,
        }),
        3 => (table_name(), column_name(), column_name()).prop_map(|(table, column, to)| {
            Operation::RenameColumn { table, column, to, restate: Vec::new() }
        }),
        4 => (table_name(), column_name(), column_alteration()).prop_map(
            |(table, column, alteration)| Operation::AlterColumn {
                table,
                column,
                alteration: Box::new(alteration),
            }
        ),
    ];
    let of_constraints = prop_oneof![
        (table_name(), primary_key()).prop_map(|(table, primary_key)| {
            Operation::CreatePrimaryKey { table, primary_key }
        }),
        (table_name(), unique())
            .prop_map(|(table, unique)| Operation::CreateUniqueConstraint { table, unique }),
        (table_name(), foreign_key()).prop_map(|(table, foreign_key)| {
            Operation::CreateForeignKey { table, foreign_key }
        }),
        (table_name(), check())
            .prop_map(|(table, check)| Operation::CreateCheckConstraint { table, check }),
        (table_name(), exclusion()).prop_map(|(table, exclusion)| {
            Operation::CreateExcludeConstraint { table, exclusion }
        }),
        (table_name(), constraint_name())
            .prop_map(|(table, name)| Operation::DropConstraint { table, name }),
        (table_name(), constraint_name(), constraint_name())
            .prop_map(|(table, name, to)| { Operation::RenameConstraint { table, name, to } }),
        (table_name(), constraint_name())
            .prop_map(|(table, name)| { Operation::ValidateConstraint { table, name } }),
    ];
    let of_indexes = prop_oneof![
        2 => (table_name(), index(), any::<bool>()).prop_map(|(table, index, concurrently)| {
            Operation::CreateIndex { table, index, concurrently }
        }),
        1 => (table_name(), index_name(), any::<bool>()).prop_map(|(table, name, concurrently)| {
            Operation::DropIndex { table, name, concurrently }
        }),
        1 => (table_name(), index_name(), index_name()).prop_map(|(table, name, to)| {
            Operation::RenameIndex { table, name, to }
        }),
    ];
    // On the heap: all alternatives side by side are more than a thread of a test has.
    prop_oneof![
        3 => of_tables.boxed(),
        4 => of_columns.boxed(),
        4 => of_constraints.boxed(),
        2 => of_indexes.boxed(),
        1 => comment_change().prop_map(Operation::SetComment).boxed(),
        2 => enum_operation().prop_map(Operation::Enum).boxed(),
        1 => schema_operation().prop_map(Operation::Schema).boxed(),
    ]
}

fn schema_operation() -> impl Strategy<Value = SchemaOperation> {
    prop_oneof![
        3 => schema_name().prop_map(|name| SchemaOperation::Create { name }),
        1 => schema_name().prop_map(|name| SchemaOperation::Drop { name }),
        1 => (schema_name(), schema_name())
            .prop_map(|(name, to)| SchemaOperation::Rename { name, to }),
    ]
}

fn enum_operation() -> impl Strategy<Value = EnumOperation> {
    let place = prop_oneof![
        Just(None),
        enum_value().prop_map(|value| Some(ValuePlace::Before(value))),
        enum_value().prop_map(|value| Some(ValuePlace::After(value))),
    ];
    prop_oneof![
        4 => enum_type().prop_map(|enum_type| EnumOperation::Create { enum_type }),
        1 => enum_name().prop_map(|name| EnumOperation::Drop { name }),
        2 => (enum_name(), enum_name()).prop_map(|(name, to)| EnumOperation::Rename {
            name,
            to: to.name,
        }),
        2 => (enum_name(), enum_value(), place).prop_map(|(name, value, place)| {
            EnumOperation::AddValue { name, value, place }
        }),
        2 => (enum_name(), enum_value(), enum_value()).prop_map(|(name, value, to)| {
            EnumOperation::RenameValue { name, value, to }
        }),
        3 => (enum_name(), enum_values(), any::<bool>()).prop_map(|(name, values, maps)| {
            let map = ENUM_VALUES.iter().filter(|_| maps);
            EnumOperation::Replace {
                name,
                was: Vec::new(),
                map: map.map(|value| ((*value).to_owned(), values[0].clone())).collect(),
                values,
            }
        }),
    ]
}

fn enum_type() -> impl Strategy<Value = EnumType> {
    let enum_type = (enum_name(), enum_values()).prop_map(|(name, values)| EnumType {
        name,
        values,
        comment: None,
    });
    commented(enum_type, |drawn| &mut drawn.comment)
}
