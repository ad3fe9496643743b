//! The replay of histories of every shape.

use proptest::prelude::*;

use super::tests::{INTEGER, file, history};
use crate::graph::fixture::revision;
use crate::operation::fixture::{add_column, create_table, nullable, numbered};
use crate::revision::Revision;

/// A revision: how far back its parents and a dependency lie.
type Drawn = (Vec<usize>, Option<usize>);

/// Revisions that create a table each, and add a column to one that is there.
fn drawn(drawn: &[Drawn]) -> Vec<Revision> {
    let name = |index: usize| format!("r{index:03}");
    let mut revisions: Vec<Revision> = Vec::new();
    for (index, (parents, dependency)) in drawn.iter().enumerate() {
        let earlier = |back: &usize| index.checked_sub(back + 1).map(name);
        let parents: Vec<String> = parents.iter().filter_map(earlier).collect();
        let dependencies: Vec<String> = dependency.iter().filter_map(earlier).collect();
        let own = create_table(numbered(&format!("t{index}"), vec![]));
        let of_parent = parents.first().map(|parent| {
            let table = format!("t{}", parent[1..].trim_start_matches('0'));
            let table = if table == "t" { "t0".to_owned() } else { table };
            add_column(&table, nullable(&format!("c{index}"), INTEGER))
        });
        let parents: Vec<&str> = parents.iter().map(String::as_str).collect();
        let dependencies: Vec<&str> = dependencies.iter().map(String::as_str).collect();
        revisions.push(Revision {
            upgrade: [own].into_iter().chain(of_parent).collect(),
            ..revision(&name(index), &parents, &dependencies)
        });
    }
    revisions
}

fn shapes() -> impl Strategy<Value = Vec<Drawn>> {
    let drawn = (
        prop::collection::vec(0_usize..6, 0..3),
        prop::option::weighted(0.2, 0_usize..9),
    );
    prop::collection::vec(drawn, 1..30)
}

proptest! {
    #[test]
    fn each_revision_stands_on_the_replay_of_its_ancestors(
        shape in shapes(),
    ) {
        let mut revisions = drawn(&shape);
        let plain = history(revisions.clone()).expect("nothing collides");
        for revision in &mut revisions {
            let before = plain.graph().ancestors([&revision.id]);
            revision.base_schema = Some(plain.replay(&before).fingerprint().0);
        }
        let all = revisions.iter().map(|revision| revision.id.clone()).collect();
        let based = history(revisions);
        prop_assert!(based.is_ok(), "{:?}", based.err());
        let head = based.map(|based| based.head_schema().clone());
        prop_assert_eq!(head, Ok(plain.replay_from_base(&all).into_schema()));
    }

    #[test]
    fn what_is_near_the_head_is_what_a_replay_gives(shape in shapes()) {
        let history = history(drawn(&shape)).expect("nothing collides");
        let order = history.graph().order().to_vec();
        let sets = order.iter().flat_map(|revision| [
            history.graph().ancestors([revision]),
            history.graph().ancestors_inclusive([revision]),
        ]);
        for set in sets.chain([order.iter().cloned().collect()]) {
            let mut found = history.replay_of(&set);
            let mut expected = history.replay_from_base(&set);
            // With the order of columns.
            prop_assert_eq!(format!("{:?}", found.schema()), format!("{:?}", expected.schema()));
            prop_assert_eq!(found.fingerprint(), expected.fingerprint());
        }
    }

    #[test]
    fn one_more_revision_is_as_if_it_had_been_there(
        shape in shapes(),
        parents in prop::collection::vec(0_usize..6, 0..3),
        heads in any::<bool>(),
        wrong in any::<bool>(),
    ) {
        let shape: Vec<Drawn> = shape.into_iter().chain([(parents, None)]).collect();
        let mut revisions = drawn(&shape);
        let mut last = revisions.pop().expect("one was added");
        let others = history(revisions.clone()).expect("nothing collides");
        if heads {
            last.down_revision = others.graph().heads().to_vec();
        }
        last.base_schema = wrong.then(|| "s1:000000000000".to_owned());
        let extended = others.with(file(last.clone()));
        revisions.push(last);
        match (extended, history(revisions)) {
            (Ok(extended), Ok(whole)) => {
                prop_assert_eq!(extended.graph().order(), whole.graph().order());
                let schemas = (extended.head_schema(), whole.head_schema());
                prop_assert_eq!(format!("{:?}", schemas.0), format!("{:?}", schemas.1));
                if let Some(last) = whole.graph().order().last() {
                    let before = whole.graph().ancestors([last]);
                    prop_assert_eq!(extended.replay(&before), whole.replay(&before));
                }
            }
            (extended, whole) => prop_assert_eq!(extended.err(), whole.err()),
        }
    }
}
