//! What one of two heads has to give up for the other.

use std::collections::BTreeSet;

use super::compare::clashes;
use super::point::{Lineages, Point};
use crate::history::History;
use crate::operation::{Images, Operation, Replay};
use crate::revision::RevisionId;

impl History {
    /// The operations of `other` that are to be taken out so that all that `kept` has can stand,
    /// in the order of the history: each by its revision and its position in the upgrade. With an
    /// operation goes what cannot apply without it.
    pub fn yielding(&self, kept: &RevisionId, other: &RevisionId) -> Vec<(RevisionId, usize)> {
        let lineages = Lineages::of(&self.revisions, &[kept, other]);
        let pair = lineages.pair(0, 1);
        let (first, second) = (
            lineages.upgrades(&pair.first),
            lineages.upgrades(&pair.second),
        );
        let mut point = Point::new(&lineages);
        let Some(replay) = point.go_to(&pair.common) else {
            return Vec::new();
        };
        let stays: Vec<&Operation> = first.iter().map(|(_, operation)| *operation).collect();
        let mut alive: Vec<usize> = (0..second.len()).collect();
        loop {
            let left: Vec<&Operation> = alive.iter().map(|at| second[*at].1).collect();
            let found = clashes(replay, &stays, &left);
            if found.is_empty() {
                break;
            }
            let gone: BTreeSet<usize> = found.iter().map(|found| alive[found.second]).collect();
            alive.retain(|at| !gone.contains(at));
            alive = applying(replay, &alive, |at| second[at].1);
        }
        let gone = (0..second.len()).filter(|at| !alive.contains(at));
        gone.map(|at| second[at].0)
            .map(|(revision, operation)| (lineages.id(revision).clone(), operation))
            .collect()
    }
}

/// Those that apply one after the other.
fn applying<'a>(
    replay: &mut Replay,
    positions: &[usize],
    operation: impl Fn(usize) -> &'a Operation,
) -> Vec<usize> {
    let mut images = Images::default();
    let mut applies = |at: &usize| replay.apply_keeping(operation(*at), &mut images).is_ok();
    let applying = positions.iter().copied().filter(|at| applies(at)).collect();
    replay.restore(images);
    applying
}
