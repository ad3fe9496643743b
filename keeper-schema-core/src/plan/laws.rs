//! What holds for any history, any state of a database and any target.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{check_applied, downgrade, stamp, stamped, upgrade};
use crate::graph::fixture::revision;
use crate::graph::{GraphError, RevisionGraph, RevisionSpec};
use crate::revision::{Revision, RevisionId};

/// Revisions whose ids say nothing of their order, and which of them a database is stamped at.
fn histories() -> impl Strategy<Value = (Vec<Revision>, Vec<RevisionId>)> {
    let links = prop::collection::vec(
        (
            prop::collection::vec(any::<prop::sample::Index>(), 0..3),
            prop::collection::vec(any::<prop::sample::Index>(), 0..2),
            any::<bool>(),
            prop::bool::weighted(0.2),
        ),
        1..20,
    );
    let names: Vec<String> = (0..20).map(|n| format!("r{n:02}")).collect();
    (links, Just(names).prop_shuffle()).prop_map(|(links, names)| {
        let mut revisions = Vec::new();
        let mut stamped = Vec::new();
        for (at, (parents, dependencies, is_stamped, is_labelled)) in links.iter().enumerate() {
            let before = |indices: &[prop::sample::Index]| -> Vec<&str> {
                let indices = indices.iter().filter(|_| at > 0);
                indices
                    .map(|index| names[index.index(at)].as_str())
                    .collect()
            };
            let mut revision = revision(&names[at], &before(parents), &before(dependencies));
            if *is_labelled {
                revision.branch_labels.push(format!("l{at:02}"));
            }
            if *is_stamped {
                stamped.push(revision.id.clone());
            }
            revisions.push(revision);
        }
        (revisions, stamped)
    })
}

proptest! {
    #[test]
    fn the_order_of_the_files_does_not_count((revisions, _) in histories(), turned in 0_usize..20) {
        let graph = RevisionGraph::new(&revisions).expect("a random history");
        let mut others = revisions.clone();
        others.rotate_left(turned % revisions.len());
        others.reverse();
        let other = RevisionGraph::new(&others).expect("a random history");
        prop_assert_eq!(graph.order(), other.order());
        prop_assert_eq!(graph.heads(), other.heads());
    }

    #[test]
    fn every_state_on_the_way_is_closed((revisions, stamped) in histories()) {
        let graph = RevisionGraph::new(&revisions).expect("a random history");
        let before = stamp(&graph, &stamped);
        prop_assert_eq!(check_applied(&graph, &before), Ok(()));

        let ids = revisions.iter().map(|revision| revision.id.as_str());
        let relative = ["+1", "+2", "-1", "-2", "head-1", "base+1", "heads", "base", "current"];
        for typed in ids.chain(relative) {
            for around in ["", "-1", "+1"] {
                let Ok(target) = RevisionSpec::parse(&format!("{typed}{around}")) else {
                    continue;
                };
                let mut applied = before.clone();
                for revision in upgrade(&graph, &before, &target).unwrap_or_default() {
                    prop_assert!(applied.insert(revision));
                    prop_assert_eq!(check_applied(&graph, &applied), Ok(()));
                }
                let mut applied = before.clone();
                for revision in downgrade(&graph, &before, &target).unwrap_or_default() {
                    prop_assert!(applied.remove(&revision));
                    prop_assert_eq!(check_applied(&graph, &applied), Ok(()));
                }
            }
        }
    }

    #[test]
    fn a_target_is_reached((revisions, stamped) in histories()) {
        let graph = RevisionGraph::new(&revisions).expect("a random history");
        let before = stamp(&graph, &stamped);
        for Revision { id, .. } in &revisions {
            let target = RevisionSpec::parse(id.as_str()).expect("an id is a spec");
            let run = upgrade(&graph, &before, &target).expect("an id is a target");
            prop_assert!(before.contains(id) || run.contains(id));
            match downgrade(&graph, &before, &target) {
                Ok(reverted) => {
                    prop_assert!(before.contains(id) && !reverted.contains(id));
                    let gone = |child: &&RevisionId| !before.contains(*child) || reverted.contains(child);
                    prop_assert!(graph.children(id).iter().all(gone));
                }
                Err(error) => {
                    prop_assert_eq!(error, GraphError::NotApplied { revision: id.clone() });
                    prop_assert!(!before.contains(id));
                }
            }
        }
    }

    #[test]
    fn no_sequence_of_verbs_opens_the_applied_set(
        (revisions, stamped_at) in histories(),
        calls in prop::collection::vec(calls(), 1..12),
    ) {
        let graph = RevisionGraph::new(&revisions).expect("a random history");
        let mut applied = stamp(&graph, &stamped_at);
        for call in &calls {
            let before = applied.clone();
            let _refused = run(&graph, &mut applied, call);
            prop_assert_eq!(check_applied(&graph, &applied), Ok(()), "{:?} at {:?}", call, before);
        }
    }

    #[test]
    fn a_stamp_is_at_its_targets((revisions, at) in histories(), to in any::<[prop::sample::Index; 2]>()) {
        let graph = RevisionGraph::new(&revisions).expect("a random history");
        let before = stamp(&graph, &at);
        let targets = to.map(|index| index.get(&revisions).id.clone());
        let specs = targets.clone().map(|id| RevisionSpec::parse(id.as_str()).expect("an id is a spec"));
        let applied = stamped(&graph, &before, &specs).expect("ids are targets");
        let named = graph.ancestors_inclusive(&targets);
        prop_assert!(named.is_subset(&applied));
        // What is above a target goes, unless it comes before the other one.
        let above = graph.descendants(&targets);
        prop_assert!(applied.intersection(&above).all(|id| named.contains(id)));
        // Nothing is recorded that was neither recorded nor named.
        prop_assert!(applied.iter().all(|id| before.contains(id) || named.contains(id)));
    }
}

/// A call of a verb.
#[derive(Clone, Debug)]
struct Call {
    verb: Verb,
    targets: Vec<String>,
}

#[derive(Clone, Copy, Debug)]
enum Verb {
    Upgrade,
    Downgrade,
    Stamp,
}

/// Calls with targets of every kind, on revisions and labels of [`histories`] or on none.
fn calls() -> impl Strategy<Value = Call> {
    let verb = prop::sample::select(vec![Verb::Upgrade, Verb::Downgrade, Verb::Stamp]);
    let anchor = prop_oneof![
        prop::sample::select(vec!["head", "heads", "base", "current", "@", ""])
            .prop_map(str::to_owned),
        (0_usize..20).prop_map(|number| format!("r{number:02}")),
    ];
    let branch = prop::option::weighted(
        0.3,
        prop_oneof![
            (0_usize..20).prop_map(|number| format!("r{number:02}@")),
            (0_usize..20).prop_map(|number| format!("l{number:02}@")),
        ],
    );
    let steps = prop::sample::select(vec!["", "", "+1", "+2", "-1", "-2", "-3"]);
    let target = (branch, anchor, steps).prop_map(|(branch, anchor, steps)| {
        format!("{}{anchor}{steps}", branch.unwrap_or_default())
    });
    (verb, prop::collection::vec(target, 1..3)).prop_map(|(verb, targets)| Call { verb, targets })
}

/// Goes step by step, and checks that each can be taken.
fn run(
    graph: &RevisionGraph,
    applied: &mut BTreeSet<RevisionId>,
    call: &Call,
) -> Result<(), GraphError> {
    let targets: Result<Vec<RevisionSpec>, _> = call
        .targets
        .iter()
        .map(|target| RevisionSpec::parse(target))
        .collect();
    let Ok(targets) = targets else {
        return Ok(());
    };
    match call.verb {
        Verb::Upgrade => {
            for revision in upgrade(graph, applied, &targets[0])? {
                let mut before = graph.parents(&revision);
                before.extend(graph.dependencies(&revision));
                assert!(
                    before.into_iter().all(|id| applied.contains(id)),
                    "{revision} too early"
                );
                assert!(applied.insert(revision), "it was applied");
            }
        }
        Verb::Downgrade => {
            for revision in downgrade(graph, applied, &targets[0])? {
                let mut after = graph.children(&revision);
                after.extend(graph.dependents(&revision));
                assert!(
                    !after.into_iter().any(|id| applied.contains(id)),
                    "{revision} too early"
                );
                assert!(applied.remove(&revision), "it was not applied");
            }
        }
        Verb::Stamp => *applied = stamped(graph, applied, &targets)?,
    }
    Ok(())
}
