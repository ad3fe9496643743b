//! What holds for every two schemas.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;

use super::{Hints, compare, differences};
use crate::arbitrary::{schema, schema_and_edits, with_what_is_left};
use crate::operation::{Irreversible, Operation, Replay, ReverseError, reverse_all};
use crate::schema::{ElementPath, Schema};

/// Two schemas: strangers, or one that became the other.
fn schemas() -> impl Strategy<Value = (Schema, Schema)> {
    let related = (schema_and_edits(), any::<bool>()).prop_map(|((from, edits), forward)| {
        let to = replayed(&from, &edits);
        if forward { (from, to) } else { (to, from) }
    });
    prop_oneof![1 => (schema(), schema()), 2 => related]
}

/// Two schemas, and every question answered: some with a rename, the others with no.
pub(super) fn answered() -> impl Strategy<Value = (Schema, Schema, Hints)> {
    (schemas(), vec(any::<(usize, usize)>(), 0..6), any::<bool>()).prop_map(
        |((from, to), renames, spelled)| {
            let hints = answers(&from, &to, &renames, spelled);
            (from, to, hints)
        },
    )
}

fn answers(from: &Schema, to: &Schema, renames: &[(usize, usize)], spelled: bool) -> Hints {
    let mut hints = Hints::default();
    let expression = || "0".into();
    for table in to.tables.values() {
        for column in table.columns.keys() {
            let path = (table.name.clone(), column.clone());
            hints.backfills.insert(path.clone(), expression());
            hints.using.insert(path, expression());
        }
        if !spelled {
            let constraints = table.constraints().map(|constraint| constraint.name());
            hints.implied_names.extend(
                constraints
                    .map(|name| ElementPath::Constraint(table.name.clone(), name.to_owned())),
            );
            hints.implied_names.extend(
                table
                    .indexes
                    .keys()
                    .map(|name| ElementPath::Index(table.name.clone(), name.clone())),
            );
        }
    }
    let elements = |schema: &Schema| -> Vec<ElementPath> {
        let mut elements = Vec::new();
        for table in schema.tables.values() {
            elements.push(ElementPath::Table(table.name.clone()));
            let columns = table.columns.keys();
            elements
                .extend(columns.map(|name| ElementPath::Column(table.name.clone(), name.clone())));
        }
        elements
    };
    let (old, new) = (elements(from), elements(to));
    for (old_at, new_at) in renames {
        let (Some(old), Some(new)) = (pick(&old, *old_at), pick(&new, *new_at)) else {
            continue;
        };
        match (old, new) {
            (ElementPath::Table(old), ElementPath::Table(to)) if old.schema == to.schema => {
                hints.renames.insert(new.clone(), old.name.clone());
            }
            (ElementPath::Column(_, old), ElementPath::Column(..)) => {
                hints.renames.insert(new.clone(), old.clone());
            }
            _ => {}
        }
    }
    hints.dropped_values.extend(super::values(from));
    // A column is called by the table's name in the models.
    let names: BTreeSet<&String> = from
        .tables
        .values()
        .flat_map(|table| table.columns.keys())
        .collect();
    hints
        .drops
        .extend(from.tables.keys().cloned().map(ElementPath::Table));
    hints
        .drops
        .extend(from.enums.keys().cloned().map(ElementPath::Enum));
    for table in to.tables.keys() {
        let columns = names
            .iter()
            .map(|name| ElementPath::Column(table.clone(), (*name).clone()));
        hints.drops.extend(columns);
    }
    hints
}

fn pick<T>(items: &[T], at: usize) -> Option<&T> {
    items.get(at.checked_rem(items.len())?)
}

pub(super) fn replayed(schema: &Schema, operations: &[Operation]) -> Schema {
    let mut replay = Replay::new(schema.clone());
    for operation in operations {
        if let Err(error) = replay.apply(operation) {
            let operations: Vec<String> = operations.iter().map(ToString::to_string).collect();
            panic!("{operation}: {error}, in\n{}", operations.join("\n"));
        }
    }
    replay.into_schema()
}

/// The hints once the revision is written.
fn afterwards(hints: &Hints) -> Hints {
    Hints {
        renames: BTreeMap::new(),
        ..hints.clone()
    }
}

proptest! {
    #[test]
    fn operations_lead_to_the_models((from, to, hints) in answered()) {
        let comparison = compare(&from, &to, &hints);
        prop_assert_eq!(&comparison.questions, &Vec::new());
        let after = replayed(&from, &comparison.operations);
        let left = compare(&after, &to, &afterwards(&hints));
        prop_assert_eq!(left.operations, Vec::new());
        if hints.implied_names.is_empty() {
            prop_assert_eq!(after, with_what_is_left(to, &from));
        }
    }

    #[test]
    fn reversed_operations_lead_back((from, to, hints) in answered()) {
        let operations = compare(&from, &to, &hints).operations;
        let after = replayed(&from, &operations);
        let back = match reverse_all(&operations, &from) {
            Ok(back) => back,
            Err(ReverseError::Irreversible {
                reason: Irreversible::ValueAdded { .. },
                ..
            }) => return Ok(()),
            Err(error) => panic!("{error}"),
        };
        prop_assert_eq!(replayed(&after, &back), from);
    }

    #[test]
    fn a_schema_does_not_differ_from_itself(schema in schema()) {
        prop_assert!(compare(&schema, &schema, &Hints::default()).is_empty());
    }

    #[test]
    fn there_is_a_sentence_if_there_is_something_to_do((from, to) in schemas()) {
        let hints = Hints::default();
        let differences = differences(&from, &to, &hints);
        prop_assert_eq!(differences.is_empty(), compare(&from, &to, &hints).is_empty());
    }

    #[test]
    fn with_answers_too((from, to, hints) in answered()) {
        let differences = differences(&from, &to, &hints);
        prop_assert_eq!(differences.is_empty(), compare(&from, &to, &hints).is_empty());
    }
}
