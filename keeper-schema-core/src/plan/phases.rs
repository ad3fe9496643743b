//! How far an upgrade goes beside a deployment.

use std::collections::BTreeSet;

use crate::history::Revisions;
use crate::revision::{Phase, RevisionId};

/// Revisions to run, and what is left for later.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Phased {
    /// What the phase runs, in the order given.
    pub run: Vec<RevisionId>,
    /// What waits for the contract phase, in the order given.
    pub waiting: Vec<RevisionId>,
}

/// Leaves out of `missing`, which are not applied, what `phase` does not reach.
///
/// The expand phase stops before each contract, and so before all that needs one: a later expand too waits until the
/// contract below it has run. The contract phase runs everything. Both parts keep the state closed.
pub fn within(revisions: &Revisions, missing: Vec<RevisionId>, phase: Phase) -> Phased {
    match phase {
        Phase::Contract => Phased {
            run: missing,
            waiting: Vec::new(),
        },
        Phase::Expand => {
            let contracts = missing.iter().filter(|id| is_contract(revisions, id));
            let held = revisions.graph().descendants_inclusive(contracts);
            let (waiting, run) = missing.into_iter().partition(|id| held.contains(id));
            Phased { run, waiting }
        }
    }
}

/// The contracts that are not applied, in the order of the graph.
pub fn waiting_contracts(revisions: &Revisions, applied: &BTreeSet<RevisionId>) -> Vec<RevisionId> {
    let order = revisions.graph().order().iter();
    let waits = |id: &&RevisionId| !applied.contains(*id) && is_contract(revisions, id);
    order.filter(waits).cloned().collect()
}

fn is_contract(revisions: &Revisions, id: &RevisionId) -> bool {
    let file = revisions.get(id);
    file.is_some_and(|file| file.revision.phase == Some(Phase::Contract))
}

#[cfg(test)]
mod tests;
