//! The history as a graph: which revision comes after which.
//!
//! `down_revision` edges make heads, bases and branches; `depends_on` edges only order. Knows nothing of files,
//! operations or databases: what is applied comes in as a set of ids.

mod branch;
mod build;
mod error;
#[cfg(test)]
pub(crate) mod fixture;
mod resolve;
mod spec;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::revision::RevisionId;

pub use error::GraphError;
pub use spec::{RevisionRange, RevisionSpec, SpecError};

/// All revisions of a history, without cycles and with every parent present.
#[derive(Clone, Debug)]
pub struct RevisionGraph {
    /// Edges lead from what runs first to what runs after it. Nodes stand sorted by id: an index compares as its id
    /// does, and an id is found by halving.
    nodes: DiGraph<RevisionId, Edge>,
    order: Vec<RevisionId>,
    heads: Vec<RevisionId>,
    bases: Vec<RevisionId>,
    /// The revision that each branch label is written in.
    labels: BTreeMap<String, NodeIndex>,
    /// The revisions that are no part of the graph any more, and what replaces each.
    replaced: BTreeMap<RevisionId, RevisionId>,
}

/// Why a revision comes after another. A parent that is also a dependency is a parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Edge {
    Parent,
    Dependency,
}

/// The edges that make branches.
const LINEAGE: &[Edge] = &[Edge::Parent];
/// The edges that a plan must respect.
const ALL: &[Edge] = &[Edge::Parent, Edge::Dependency];

/// What surrounds a revision. An id that is not in the graph has no surroundings: the answers are empty.
impl RevisionGraph {
    /// How many revisions there are.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there is no revision yet.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Whether the revision is in the graph.
    pub fn contains(&self, revision: &RevisionId) -> bool {
        self.node(revision).is_some()
    }

    /// All revisions, each after its parents and dependencies; of those that could come next, the least id does.
    ///
    /// A new revision on top never changes the order of the others.
    pub fn order(&self) -> &[RevisionId] {
        &self.order
    }

    /// The revisions that are nobody's parent, sorted by id.
    pub fn heads(&self) -> &[RevisionId] {
        &self.heads
    }

    /// The revisions without a parent, sorted by id.
    pub fn bases(&self) -> &[RevisionId] {
        &self.bases
    }

    /// The head, or none in an empty history.
    ///
    /// # Errors
    /// [`GraphError::MultipleHeads`], with all of them.
    pub fn single_head(&self) -> Result<Option<&RevisionId>, GraphError> {
        match self.heads.as_slice() {
            [] => Ok(None),
            [head] => Ok(Some(head)),
            heads => Err(GraphError::MultipleHeads {
                heads: heads.to_vec(),
            }),
        }
    }

    /// The revisions named in its `down_revision`, sorted by id.
    pub fn parents(&self, revision: &RevisionId) -> Vec<&RevisionId> {
        self.around(revision, Direction::Incoming, Edge::Parent)
    }

    /// The revisions that name it in their `down_revision`, sorted by id.
    pub fn children(&self, revision: &RevisionId) -> Vec<&RevisionId> {
        self.around(revision, Direction::Outgoing, Edge::Parent)
    }

    /// The revisions named in its `depends_on` that are not its parents, sorted by id.
    pub fn dependencies(&self, revision: &RevisionId) -> Vec<&RevisionId> {
        self.around(revision, Direction::Incoming, Edge::Dependency)
    }

    /// The revisions that name it in their `depends_on` and are not its children, sorted by id.
    pub fn dependents(&self, revision: &RevisionId) -> Vec<&RevisionId> {
        self.around(revision, Direction::Outgoing, Edge::Dependency)
    }

    /// Everything that must be applied before the revisions, by parents and dependencies.
    pub fn ancestors<'a>(
        &self,
        revisions: impl IntoIterator<Item = &'a RevisionId>,
    ) -> BTreeSet<RevisionId> {
        self.beyond(revisions, Direction::Incoming)
    }

    /// The revisions, and everything that must be applied before them.
    pub fn ancestors_inclusive<'a>(
        &self,
        revisions: impl IntoIterator<Item = &'a RevisionId>,
    ) -> BTreeSet<RevisionId> {
        self.ids(self.reach(self.known(revisions), Direction::Incoming, ALL))
    }

    /// Everything that can be applied only after the revisions, by parents and dependencies.
    pub fn descendants<'a>(
        &self,
        revisions: impl IntoIterator<Item = &'a RevisionId>,
    ) -> BTreeSet<RevisionId> {
        self.beyond(revisions, Direction::Outgoing)
    }

    /// The revisions, and everything that can be applied only after them.
    pub fn descendants_inclusive<'a>(
        &self,
        revisions: impl IntoIterator<Item = &'a RevisionId>,
    ) -> BTreeSet<RevisionId> {
        self.ids(self.reach(self.known(revisions), Direction::Outgoing, ALL))
    }

    /// The revisions with several children, sorted by id.
    pub fn branch_points(&self) -> Vec<&RevisionId> {
        self.forks(Direction::Outgoing)
    }

    /// The revisions with several parents, sorted by id.
    pub fn merge_points(&self) -> Vec<&RevisionId> {
        self.forks(Direction::Incoming)
    }
}

impl RevisionGraph {
    fn node(&self, revision: &RevisionId) -> Option<NodeIndex> {
        build::find(&self.nodes, revision)
    }

    fn known<'a>(
        &self,
        revisions: impl IntoIterator<Item = &'a RevisionId>,
    ) -> impl Iterator<Item = NodeIndex> {
        revisions.into_iter().filter_map(|id| self.node(id))
    }

    fn ids(&self, nodes: BTreeSet<NodeIndex>) -> BTreeSet<RevisionId> {
        nodes
            .into_iter()
            .map(|node| self.nodes[node].clone())
            .collect()
    }

    fn neighbors(
        &self,
        node: NodeIndex,
        direction: Direction,
        edges: &[Edge],
    ) -> impl Iterator<Item = NodeIndex> {
        let mut walker = self.nodes.neighbors_directed(node, direction).detach();
        std::iter::from_fn(move || {
            while let Some((edge, neighbor)) = walker.next(&self.nodes) {
                if edges.contains(&self.nodes[edge]) {
                    return Some(neighbor);
                }
            }
            None
        })
    }

    fn around(&self, revision: &RevisionId, direction: Direction, edge: Edge) -> Vec<&RevisionId> {
        let Some(node) = self.node(revision) else {
            return Vec::new();
        };
        let edges = [edge];
        let around = self.neighbors(node, direction, &edges);
        let mut around: Vec<_> = around.map(|node| &self.nodes[node]).collect();
        around.sort_unstable();
        around
    }

    /// The starts and all that can be reached from them, each visited once and without recursion.
    fn reach(
        &self,
        starts: impl IntoIterator<Item = NodeIndex>,
        direction: Direction,
        edges: &[Edge],
    ) -> BTreeSet<NodeIndex> {
        let mut reached = BTreeSet::new();
        let mut waiting: Vec<NodeIndex> = starts.into_iter().collect();
        while let Some(node) = waiting.pop() {
            if reached.insert(node) {
                waiting.extend(self.neighbors(node, direction, edges));
            }
        }
        reached
    }

    fn beyond<'a>(
        &self,
        revisions: impl IntoIterator<Item = &'a RevisionId>,
        direction: Direction,
    ) -> BTreeSet<RevisionId> {
        let starts = self
            .known(revisions)
            .flat_map(|node| self.nodes.neighbors_directed(node, direction));
        self.ids(self.reach(starts, direction, ALL))
    }

    fn forks(&self, direction: Direction) -> Vec<&RevisionId> {
        self.nodes
            .node_indices()
            .filter(|node| self.neighbors(*node, direction, LINEAGE).nth(1).is_some())
            .map(|node| &self.nodes[node])
            .collect()
    }
}
