use std::collections::BTreeSet;
use std::path::PathBuf;

use proptest::prelude::*;

use super::{Phased, waiting_contracts, within};
use crate::graph::RevisionSpec;
use crate::graph::fixture::{history, id};
use crate::history::Revisions;
use crate::plan::{check_applied, upgrade};
use crate::revision::{Phase, Revision, RevisionFile, RevisionId};

/// ```text
/// a ── e1 ── c1 ── e2 ── c2
///       └─── x ────┘
/// ```
const DRAWN: &str = "
    a
    e1 < a
    c1 < e1
    x < e1
    e2 < c1 x
    c2 < e2
";

fn revisions(drawn: &str, is_contract: impl Fn(&str) -> bool) -> Revisions {
    let files = history(drawn).into_iter().map(|revision| RevisionFile {
        revision: Revision {
            phase: is_contract(revision.id.as_str()).then_some(Phase::Contract),
            ..revision
        },
        path: PathBuf::new(),
        source: String::new(),
        upgrade_places: Vec::new(),
        downgrade_places: Vec::new(),
    });
    Revisions::new(files.collect()).expect("a history of a test")
}

fn ids(written: &str) -> Vec<RevisionId> {
    written.split_whitespace().map(id).collect()
}

/// What an upgrade to the heads runs and leaves, where these are applied.
fn check(applied: &str, phase: Phase, run: &str, waiting: &str) {
    let revisions = revisions(DRAWN, |id| id.starts_with('c'));
    let applied: BTreeSet<RevisionId> = ids(applied).into_iter().collect();
    let heads = RevisionSpec::parse("heads").expect("a spec");
    let missing = upgrade(revisions.graph(), &applied, &heads).expect("a plan");
    let expected = Phased {
        run: ids(run),
        waiting: ids(waiting),
    };
    assert_eq!(within(&revisions, missing, phase), expected, "{applied:?}");
}

#[test]
fn the_expand_phase_stops_before_each_contract() {
    check("", Phase::Expand, "a e1 x", "c1 e2 c2");
    check("a e1 x", Phase::Expand, "", "c1 e2 c2");
    check("a e1 c1", Phase::Expand, "x e2", "c2");
    check("a e1 c1 x e2", Phase::Expand, "", "c2");
}

#[test]
fn the_contract_phase_runs_everything() {
    check("", Phase::Contract, "a e1 c1 x e2 c2", "");
    check("a e1 x", Phase::Contract, "c1 e2 c2", "");
}

#[test]
fn contracts_that_are_not_applied_wait() {
    let revisions = revisions(DRAWN, |id| id.starts_with('c'));
    let waiting = |applied: &str| {
        let applied = ids(applied).into_iter().collect();
        waiting_contracts(&revisions, &applied)
    };
    assert_eq!(waiting(""), ids("c1 c2"));
    assert_eq!(waiting("a e1 c1"), ids("c2"));
    assert_eq!(waiting("a e1 c1 x e2 c2"), ids(""));
}

proptest! {
    #[test]
    fn both_parts_keep_the_state_closed(contracts in prop::collection::btree_set("a|e1|c1|x|e2|c2", 0..4)) {
        let revisions = revisions(DRAWN, |id| contracts.contains(id));
        let all = revisions.graph().order().to_vec();
        let phased = within(&revisions, all.clone(), Phase::Expand);
        let applied: BTreeSet<RevisionId> = phased.run.iter().cloned().collect();
        prop_assert!(check_applied(revisions.graph(), &applied).is_ok());
        prop_assert!(phased.run.iter().all(|id| !contracts.contains(id.as_str())));
        prop_assert_eq!(phased.run.len() + phased.waiting.len(), all.len());
        // Whatever waits has a contract below it, or is one.
        for id in &phased.waiting {
            let needed = revisions.graph().ancestors_inclusive([id]);
            prop_assert!(needed.iter().any(|id| contracts.contains(id.as_str())));
        }
    }
}
