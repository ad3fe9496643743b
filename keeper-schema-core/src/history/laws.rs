//! The replay of histories of every shape.

use proptest::prelude::*;

use super::tests::{INTEGER, file, history};
use crate::graph::fixture::revision;
use crate::operation::fixture::{
    add_column, create_index, create_table, drop_column, drop_table, enum_type, foreign_key, index,
    nullable, numbered, rename_column, table,
};
use crate::operation::{EnumOperation, Operation, Replay};
use crate::revision::Revision;
use crate::schema::{ColumnType, Table};

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

/// An operation that meets others: there are few names.
fn operation() -> impl Strategy<Value = Operation> {
    let name = |prefix: &'static str| (0..4_u8).prop_map(move |at| format!("{prefix}{at}"));
    let of = |column_type: ColumnType| numbered("t", vec![nullable("c0", column_type)]);
    let created = move |name: String, made: Table| {
        create_table(Table {
            name: table(&name),
            primary_key: made.primary_key.clone().map(|mut key| {
                key.name = format!("{name}_pkey");
                key
            }),
            ..made
        })
    };
    let mood = || ColumnType::Enum(table("mood"));
    prop_oneof![
        4 => name("t").prop_map(move |name| created(name, of(INTEGER))),
        1 => name("t").prop_map(move |name| created(name, of(mood()))),
        1 => name("t").prop_map(|name| drop_table(&name)),
        1 => (name("t"), name("t")).prop_map(|(from, to)| Operation::RenameTable {
            table: table(&from),
            to,
            restate: Vec::new(),
        }),
        3 => (name("t"), name("c")).prop_map(|(to, name)| add_column(&to, nullable(&name, INTEGER))),
        1 => (name("t"), name("c")).prop_map(|(of, name)| drop_column(&of, &name)),
        1 => (name("t"), name("c"), name("c")).prop_map(|(of, name, to)| rename_column(&of, &name, &to)),
        2 => (name("t"), name("ix"), name("c"))
            .prop_map(|(on, name, column)| create_index(&on, index(&name, &[&column]))),
        1 => (name("t"), name("ix"))
            .prop_map(|(on, name)| Operation::DropIndex {
                table: table(&on),
                name,
                concurrently: false,
            }),
        1 => (name("t"), name("ix"), name("ix"))
            .prop_map(|(on, name, to)| Operation::RenameIndex { table: table(&on), name, to }),
        2 => (name("t"), name("c"), name("t")).prop_map(|(from, column, to)| {
            let name = format!("{from}_{column}_fkey");
            Operation::CreateForeignKey {
                table: table(&from),
                foreign_key: foreign_key(&name, &[&column], &to, &["id"]),
            }
        }),
        1 => Just(Operation::Enum(EnumOperation::Create {
            enum_type: enum_type("mood", &["sad", "glad"]),
        })),
        1 => Just(Operation::Enum(EnumOperation::Drop { name: table("mood") })),
    ]
}

/// What a revision does, of what was drawn for it; nothing where its ancestors do not apply
/// one after the other.
fn at_its_point(revisions: &[Revision], last: &Revision, drawn: &[Operation]) -> Option<Revision> {
    let before = history([revisions, std::slice::from_ref(last)].concat());
    let graph = before.as_ref().map(|history| history.graph().clone());
    // Where it cannot be asked, the graph is made of revisions that do nothing.
    let graph = graph.unwrap_or_else(|_| {
        let all = revisions.iter().chain([last]).map(|revision| Revision {
            upgrade: Vec::new(),
            base_schema: None,
            ..revision.clone()
        });
        let empty = history(all.collect()).expect("nothing collides");
        empty.graph().clone()
    });
    let ancestors = graph.ancestors([&last.id]);
    let mut replay = Replay::default();
    for id in graph.order().iter().filter(|id| ancestors.contains(*id)) {
        let file = revisions.iter().find(|revision| revision.id == *id)?;
        replay.apply_all(&file.upgrade).ok()?;
    }
    let base_schema = (!ancestors.is_empty()).then(|| replay.fingerprint().0);
    let applies = |operation: &&Operation| replay.apply(operation).is_ok();
    Some(Revision {
        upgrade: drawn.iter().filter(applies).cloned().collect(),
        base_schema,
        ..last.clone()
    })
}

proptest! {
    /// Whatever way the walk takes, it finds what a replay from the base would find.
    #[test]
    fn each_point_is_what_the_order_of_the_graph_makes_it(
        branches in prop::collection::vec(prop::collection::vec(operation(), 1..6), 2..7),
        merges in prop::collection::vec((any::<usize>(), any::<usize>()), 6),
        names in prop::collection::vec(any::<u16>(), 14),
    ) {
        let made = |at: u8| create_table(numbered(&format!("t{at}"), vec![nullable("c0", INTEGER)]));
        let base = Revision {
            upgrade: vec![made(0), made(1)],
            ..revision("00000", &[], &[])
        };
        let mut revisions = vec![base];
        let mut heads = Vec::new();
        // The order of the graph is not that in which they are made.
        let mut names = names.iter().enumerate().map(|(at, name)| format!("{name:05}{at:02}"));
        let mut merges = merges.iter();
        for operations in &branches {
            let name = names.next().expect("there are enough");
            let new = revision(&name, &["00000"], &[]);
            revisions.push(at_its_point(&revisions, &new, operations).expect("the base applies"));
            heads.push(name);
        }
        while heads.len() > 1 {
            let (one, other) = merges.next().expect("there are enough");
            let one = heads.swap_remove(one % heads.len());
            let other = heads.swap_remove(other % heads.len());
            let name = names.next().expect("there are enough");
            let merge = revision(&name, &[&one, &other], &[]);
            let Some(merge) = at_its_point(&revisions, &merge, &[]) else {
                revisions.push(merge);
                prop_assert!(history(revisions).is_err());
                return Ok(());
            };
            revisions.push(merge);
            heads.push(name);
        }
        let all = revisions.iter().map(|revision| revision.id.clone()).collect();
        let found = history(revisions);
        prop_assert!(found.is_ok(), "{:?}", found.err());
        if let Ok(found) = found {
            let expected = found.replay_from_base(&all).into_schema();
            // With the order of columns.
            prop_assert_eq!(format!("{:?}", found.head_schema()), format!("{:?}", expected));
        }
    }

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
