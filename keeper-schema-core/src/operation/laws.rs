//! What holds for every operation on every schema.

use proptest::prelude::*;

use super::{
    EnumOperation, Irreversible, Operation, Replay, ReverseError, apply, reverse, reverse_all,
};
use crate::arbitrary::{operation, schema, schema_and_edits};
use crate::schema::Schema;

fn replayed(schema: &Schema, operations: &[super::Operation]) -> Schema {
    let mut replay = Replay::new(schema.clone());
    for operation in operations {
        if let Err(error) = replay.apply(operation) {
            panic!("{operation}: {error}");
        }
    }
    replay.into_schema()
}

/// Whether an enum has a value more, which is all that has no reverse here.
fn adds_value(operation: &Operation) -> bool {
    match operation {
        Operation::Enum(EnumOperation::AddValue { .. }) => true,
        Operation::Enum(EnumOperation::Replace { values, was, .. }) => {
            values.iter().any(|value| !was.contains(value))
        }
        _ => false,
    }
}

proptest! {
    #[test]
    fn reverse_undoes_one((before, edits) in schema_and_edits()) {
        if let Some(operation) = edits.first() {
            let reversed = match reverse(operation, &before) {
                Ok(reversed) => reversed,
                Err(error) => {
                    prop_assert!(adds_value(operation), "{error}");
                    return Ok(());
                }
            };
            prop_assert!(!adds_value(operation));
            let after = replayed(&before, &edits[..1]);
            prop_assert_eq!(replayed(&after, &reversed), before);
        }
    }

    #[test]
    fn reverse_all_undoes_all((before, edits) in schema_and_edits()) {
        let reversible = edits.iter().position(adds_value).unwrap_or(edits.len());
        if let Some(operation) = edits.get(reversible) {
            let Err(ReverseError::Irreversible { index, reason, .. }) =
                reverse_all(&edits, &before)
            else {
                panic!("{operation} has no reverse");
            };
            prop_assert_eq!(index, reversible);
            let is_value = matches!(reason, Irreversible::ValueAdded { .. });
            prop_assert!(is_value);
        }
        let edits = &edits[..reversible];
        let reversed = reverse_all(edits, &before).expect("these have a reverse");
        let after = replayed(&before, edits);
        prop_assert_eq!(replayed(&after, &reversed), before);
    }

    #[test]
    fn restore_undoes_all((before, edits) in schema_and_edits()) {
        let mut replay = Replay::new(before.clone());
        let images = replay.apply_all(&edits).expect("these apply");
        replay.restore(images);
        // What is looked up is as it was, too: all of it applies once more.
        prop_assert_eq!(replay.schema(), &before);
        prop_assert!(replay.apply_all(&edits).is_ok());
    }

    #[test]
    fn an_error_changes_nothing(before in schema(), operation in operation()) {
        let mut after = before.clone();
        if apply(&mut after, &operation).is_err() {
            prop_assert_eq!(after, before);
        }
    }

    #[test]
    fn a_replay_sees_what_a_fresh_look_sees((before, edits) in schema_and_edits(), next in operation()) {
        let mut replay = Replay::new(before.clone());
        let mut schema = before;
        for operation in edits.iter().chain([&next]) {
            prop_assert_eq!(replay.apply(operation), apply(&mut schema, operation));
            prop_assert_eq!(replay.fingerprint(), schema.fingerprint());
        }
        prop_assert_eq!(replay.schema(), &schema);
    }

    #[test]
    fn an_operation_is_one_line(operation in operation()) {
        prop_assert!(!operation.to_string().contains(char::is_control));
    }
}
