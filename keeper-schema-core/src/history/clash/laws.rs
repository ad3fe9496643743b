//! What the analysis says of two branches, against the replay of both orders.

use proptest::prelude::*;

use crate::graph::fixture::revision;
use crate::history::History;
use crate::history::tests::{INTEGER, history};
use crate::operation::fixture::{
    add_column, alter_column, column, create_index, create_table, drop_column, drop_table, index,
    null, nullable, numbered, rename_column,
};
use crate::operation::{Operation, Replay};
use crate::revision::Revision;
use crate::schema::ColumnType;

/// An operation on one of few tables and columns, so that two of them often meet.
fn operation() -> impl Strategy<Value = Operation> {
    let table = || (0..2_u8).prop_map(|at| format!("t{at}"));
    let name = || (0..3_u8).prop_map(|at| format!("c{at}"));
    prop_oneof![
        (table(), name(), any::<bool>()).prop_map(|(table, name, text)| {
            let column_type = if text { ColumnType::Text } else { INTEGER };
            add_column(&table, nullable(&name, column_type))
        }),
        (table(), name()).prop_map(|(table, name)| drop_column(&table, &name)),
        (table(), name(), name()).prop_map(|(table, name, to)| rename_column(&table, &name, &to)),
        (table(), name(), any::<bool>())
            .prop_map(|(table, name, to)| { alter_column(&table, &name, null(to), null(!to)) }),
        (table(), name()).prop_map(|(table, name)| {
            create_index(&table, index(&format!("i_{name}"), &[&name]))
        }),
        table().prop_map(|table| drop_table(&table)),
        table().prop_map(|table| { create_table(numbered(&table, vec![column("c2", INTEGER)])) }),
    ]
}

/// Those of the operations that apply one after the other.
fn applying(drawn: Vec<Operation>, from: &Replay) -> Vec<Operation> {
    let mut replay = from.clone();
    let applies = |operation: &Operation| replay.apply(operation).is_ok();
    drawn.into_iter().filter(applies).collect()
}

fn base() -> Vec<Operation> {
    let columns = || vec![nullable("c0", INTEGER), nullable("c1", ColumnType::Text)];
    vec![
        create_table(numbered("t0", columns())),
        create_table(numbered("t1", columns())),
    ]
}

fn two_branches(
    left: Vec<Operation>,
    right: Vec<Operation>,
) -> (Replay, Vec<Operation>, Vec<Operation>) {
    let mut point = Replay::default();
    point.apply_all(&base()).expect("the base applies");
    let (left, right) = (applying(left, &point), applying(right, &point));
    (point, left, right)
}

/// `a`, and a branch of two revisions on each side of it.
fn drawn(left: &[Operation], right: &[Operation]) -> Vec<Revision> {
    let of = |name: &str, parent: &str, upgrade: &[Operation]| Revision {
        upgrade: upgrade.to_vec(),
        ..revision(name, &[parent], &[])
    };
    let mut first = revision("a", &[], &[]);
    first.upgrade = base();
    let (half, rest) = left.split_at(left.len() / 2);
    vec![
        first,
        of("b", "a", half),
        of("c", "b", rest),
        of("d", "a", right),
    ]
}

fn unmerged(left: &[Operation], right: &[Operation]) -> History {
    history(drawn(left, right)).expect("each branch applies by itself")
}

proptest! {
    #[test]
    fn nothing_clashes_exactly_where_both_orders_agree(
        left in prop::collection::vec(operation(), 0..6),
        right in prop::collection::vec(operation(), 0..6),
    ) {
        let (point, left, right) = two_branches(left, right);
        let clashes = unmerged(&left, &right).clashes();
        let replayed = |first: &[Operation], second: &[Operation]| {
            let mut replay = point.clone();
            let applied = replay.apply_all(first.iter().chain(second));
            applied.ok().map(|_| replay.into_schema())
        };
        let orders = (replayed(&left, &right), replayed(&right, &left));
        let agree = orders.0.is_some() && orders.0 == orders.1;
        prop_assert_eq!(clashes.is_empty(), agree, "{:?}", clashes);
        prop_assert_eq!(clashes, unmerged(&left, &right).clashes());
    }

    #[test]
    fn a_merge_of_what_does_not_clash_validates(
        left in prop::collection::vec(operation(), 0..6),
        right in prop::collection::vec(operation(), 0..6),
    ) {
        let (_, left, right) = two_branches(left, right);
        let history = unmerged(&left, &right);
        if history.clashes().is_empty() {
            let mut revisions = drawn(&left, &right);
            revisions.push(Revision {
                base_schema: Some(history.head_schema().fingerprint().0),
                ..revision("m", &["c", "d"], &[])
            });
            let merged = super::super::tests::history(revisions);
            prop_assert!(merged.is_ok(), "{:?}", merged.err());
        }
    }
}
