//! Branches: which revisions are on one line of `down_revision` with another.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::Direction;
use petgraph::graph::NodeIndex;

use super::{LINEAGE, RevisionGraph};
use crate::revision::RevisionId;

impl RevisionGraph {
    /// The labels of every revision that is on a labelled branch.
    ///
    /// As in Alembic, a label is on the revision it is written in, on all that descend from it, and on those before
    /// it, down to the nearest one that is a merge or that several revisions come after.
    pub fn branch_labels(&self) -> BTreeMap<&RevisionId, BTreeSet<&str>> {
        let mut branch_labels: BTreeMap<&RevisionId, BTreeSet<&str>> = BTreeMap::new();
        for (label, &revision) in &self.labels {
            let after = self.reach([revision], Direction::Outgoing, LINEAGE);
            for node in after.into_iter().chain(self.unforked(revision)) {
                branch_labels
                    .entry(&self.nodes[node])
                    .or_default()
                    .insert(label);
            }
        }
        branch_labels
    }

    /// The revisions, and what descends from them by `down_revision`.
    pub(crate) fn heirs(&self, revisions: &[RevisionId]) -> BTreeSet<RevisionId> {
        self.ids(self.reach(self.known(revisions), Direction::Outgoing, LINEAGE))
    }

    /// The revisions on one line with `revision`: itself, what it descends from, and what descends from it.
    pub(super) fn lineage(&self, revision: NodeIndex) -> BTreeSet<NodeIndex> {
        let mut lineage = self.reach([revision], Direction::Incoming, LINEAGE);
        lineage.append(&mut self.reach([revision], Direction::Outgoing, LINEAGE));
        lineage
    }

    /// What comes before `revision` up to the fork or merge it came out of, which is left out.
    fn unforked(&self, revision: NodeIndex) -> impl Iterator<Item = NodeIndex> {
        std::iter::successors(Some(revision), |node| {
            let mut parents = self.neighbors(*node, Direction::Incoming, LINEAGE);
            match (parents.next(), parents.next()) {
                (Some(parent), None) => Some(parent).filter(|parent| !self.is_junction(*parent)),
                _ => None,
            }
        })
        .skip(1)
    }

    fn is_junction(&self, node: NodeIndex) -> bool {
        [Direction::Incoming, Direction::Outgoing]
            .into_iter()
            .any(|direction| self.neighbors(node, direction, LINEAGE).nth(1).is_some())
    }
}
