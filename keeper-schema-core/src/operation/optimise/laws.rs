//! What holds for every list of operations on every schema.

use proptest::prelude::*;

use super::optimise;
use crate::arbitrary::schema_and_edits;
use crate::operation::{Operation, Replay, reverse_all};
use crate::schema::Schema;

fn replayed(schema: &Schema, operations: &[Operation]) -> Schema {
    let mut replay = Replay::new(schema.clone());
    replay.apply_all(operations).expect("these apply");
    replay.into_schema()
}

proptest! {
    #[test]
    fn the_same_schema_in_no_more_steps((before, edits) in schema_and_edits()) {
        let shorter = optimise(&before, &edits).expect("these apply");
        prop_assert!(shorter.len() <= edits.len());
        prop_assert_eq!(replayed(&before, &shorter), replayed(&before, &edits));
    }

    #[test]
    fn from_nothing_as_well((schema, edits) in schema_and_edits()) {
        let mut all = crate::diff::compare(&Schema::default(), &schema, &crate::diff::Hints::default()).operations;
        all.extend(edits);
        let mut replay = Replay::default();
        prop_assume!(replay.apply_all(&all).is_ok());
        let shorter = optimise(&Schema::default(), &all).expect("these apply");
        prop_assert!(shorter.len() <= all.len());
        prop_assert_eq!(&replayed(&Schema::default(), &shorter), replay.schema());
    }

    #[test]
    fn there_is_nothing_left_to_do((before, edits) in schema_and_edits()) {
        let shorter = optimise(&before, &edits).expect("these apply");
        prop_assert_eq!(optimise(&before, &shorter).expect("these apply"), shorter);
    }

    #[test]
    fn what_could_be_undone_still_can((before, edits) in schema_and_edits()) {
        let shorter = optimise(&before, &edits).expect("these apply");
        if reverse_all(&edits, &before).is_ok() {
            let reversed = reverse_all(&shorter, &before).expect("it has a reverse");
            prop_assert_eq!(replayed(&replayed(&before, &shorter), &reversed), before);
        }
    }

    #[test]
    fn no_row_loses_less_than_it_did((before, edits) in schema_and_edits()) {
        let tables = |operations: &[Operation]| -> Vec<String> {
            // What was there when the list begins, and is lost on the way.
            let mut replay = Replay::new(before.clone());
            let mut names: std::collections::BTreeMap<_, _> = before
                .tables
                .keys()
                .map(|name| (name.clone(), name.clone()))
                .collect();
            let mut lost = Vec::new();
            for operation in operations {
                match operation {
                    Operation::DropTable { table } => {
                        lost.extend(names.remove(table).map(|name| name.to_string()));
                    }
                    Operation::RenameTable { table, to, .. } => {
                        if let Some(name) = names.remove(table) {
                            names.insert(table.sibling(to), name);
                        }
                    }
                    _ => {}
                }
                replay.apply(operation).expect("these apply");
            }
            lost.sort();
            lost
        };
        let shorter = optimise(&before, &edits).expect("these apply");
        prop_assert_eq!(tables(&shorter), tables(&edits));
    }
}
