//! What holds for every operation on every schema.

use proptest::prelude::*;

use super::{Replay, apply, reverse, reverse_all};
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

proptest! {
    #[test]
    fn reverse_undoes_one((before, edits) in schema_and_edits()) {
        if let Some(operation) = edits.first() {
            let reversed = reverse(operation, &before).expect("these have a reverse");
            let after = replayed(&before, &edits[..1]);
            prop_assert_eq!(replayed(&after, &reversed), before);
        }
    }

    #[test]
    fn reverse_all_undoes_all((before, edits) in schema_and_edits()) {
        let reversed = reverse_all(&edits, &before).expect("these have a reverse");
        let after = replayed(&before, &edits);
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
