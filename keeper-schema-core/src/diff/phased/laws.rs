//! What holds for every change that has phases.

use proptest::prelude::*;

use super::{PhaseRefusalReason, phased};
use crate::arbitrary::schema_and_edits;
use crate::diff::laws::{answered, replayed};
use crate::diff::{Hints, compare};
use crate::operation::Operation;
use crate::schema::{Column, ColumnType, Constraint, Schema, Table};

/// Whether code that knows one schema can use a database that has another.
fn serves(database: &Schema, code: &Schema, operations: &[Operation]) {
    for table in code.tables.values() {
        let found = database.table(&table.name);
        serves_table(found.expect("the table is there"), table, operations);
    }
}

fn serves_table(database: &Table, code: &Table, operations: &[Operation]) {
    let what = &code.name;
    for column in code.columns.values() {
        let found = &database.columns[&column.name];
        assert!(found.null || !column.null, "{what}.{}", column.name);
        assert!(
            is_as_long(&found.column_type, &column.column_type),
            "{what}.{}",
            column.name
        );
        let is_left_out = column.default.is_some() && !found.null;
        assert!(
            !is_left_out || found.default.is_some(),
            "{what}.{}",
            column.name
        );
    }
    for column in database.columns.values() {
        let is_known = code.columns.contains_key(&column.name);
        assert!(is_known || is_filled_in(column), "{what}.{}", column.name);
    }
    for constraint in database.constraints() {
        let columns: &[String] = match constraint {
            Constraint::ForeignKey(key) => &key.columns,
            _ => &[],
        };
        let is_of_others = !columns.is_empty()
            && columns
                .iter()
                .all(|column| !code.columns.contains_key(column));
        // Code asks for nothing by the name of a constraint.
        let other = other_name(operations, constraint.name());
        let is_known = [Some(constraint.name()), other]
            .into_iter()
            .flatten()
            .any(|name| code.constraint(name).is_some());
        assert!(is_known || is_of_others, "{what}: {}", constraint.name());
    }
}

/// What a constraint is called on the other side of the change.
fn other_name<'o>(operations: &'o [Operation], of: &str) -> Option<&'o str> {
    operations.iter().find_map(|operation| match operation {
        Operation::RenameConstraint { name, to, .. } if name == of => Some(to.as_str()),
        Operation::RenameConstraint { name, to, .. } if to == of => Some(name.as_str()),
        _ => None,
    })
}

fn is_as_long(database: &ColumnType, code: &ColumnType) -> bool {
    database == code
        || match (database, code) {
            (ColumnType::Text, ColumnType::Varchar(_)) => true,
            (ColumnType::Varchar(longer), ColumnType::Varchar(length)) => longer >= length,
            _ => false,
        }
}

fn is_filled_in(column: &Column) -> bool {
    column.null
        || column.default.is_some()
        || column.identity.is_some()
        || column.generated.is_some()
}

/// `from`, what leads away from it, and where.
fn changes() -> impl Strategy<Value = (Schema, Vec<Operation>, Schema)> {
    let found = answered().prop_map(|(from, to, hints)| {
        let operations = compare(&from, &to, &hints).operations;
        let to = replayed(&from, &operations);
        (from, operations, to)
    });
    // Changes without renames, which most of the others have.
    let grown = schema_and_edits().prop_map(|(from, edits)| {
        let is_rename = |operation: &Operation| operation.op().starts_with("rename");
        let edits: Vec<Operation> = edits
            .into_iter()
            .take_while(|edit| !is_rename(edit))
            .collect();
        let to = replayed(&from, &edits);
        let hints = Hints::default();
        let operations = compare(&from, &to, &hints).operations;
        let to = replayed(&from, &operations);
        (from, operations, to)
    });
    prop_oneof![1 => found, 2 => grown]
}

proptest! {
    #[test]
    fn contract_after_expand_is_the_whole((from, operations, to) in changes()) {
        match phased(&from, &operations) {
            Ok(phased) => {
                let expanded = replayed(&from, &phased.expand);
                prop_assert_eq!(replayed(&expanded, &phased.contract), to);
            }
            Err(refused) => prop_assert!(!refused.is_empty()),
        }
    }

    #[test]
    fn both_codes_run_between_the_phases((from, operations, to) in changes()) {
        if let Ok(phased) = phased(&from, &operations) {
            let expanded = replayed(&from, &phased.expand);
            serves(&expanded, &from, &operations);
            serves(&expanded, &to, &operations);
        }
    }

    #[test]
    fn what_is_refused_is_an_operation_of_the_change((from, operations, _) in changes()) {
        for refusal in phased(&from, &operations).err().into_iter().flatten() {
            let is_its_own = operations.contains(&refusal.operation);
            let needs = matches!(refusal.reason, PhaseRefusalReason::Needs { .. });
            prop_assert!(is_its_own || needs, "{}", refusal);
        }
    }
}
