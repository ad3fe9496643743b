//! Makes a graph out of revisions, or lists everything that keeps them from being one.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use petgraph::Direction;
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{Dfs, NodeFiltered};

use super::{Edge, GraphError, RevisionGraph};
use crate::closest::closest;
use crate::revision::{Revision, RevisionId};

impl RevisionGraph {
    /// Joins revisions, given in any order.
    ///
    /// Several heads are no error here: ask [`RevisionGraph::single_head`].
    ///
    /// # Errors
    /// Every duplicate, every missing parent or dependency, every cycle and every unusable id or label.
    pub fn new<'a>(
        revisions: impl IntoIterator<Item = &'a Revision>,
    ) -> Result<Self, Vec<GraphError>> {
        let mut revisions: Vec<&Revision> = revisions.into_iter().collect();
        revisions.sort_by(|a, b| a.id.cmp(&b.id));

        let mut errors = Vec::new();
        let mut nodes = insert(&revisions, &mut errors);
        join(&mut nodes, &revisions, &mut errors);
        let labels = labels(&nodes, &revisions, &mut errors);
        let order = order(&nodes);
        if order.len() < nodes.node_count() {
            errors.extend(cycles(&nodes));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(Self {
            order: order.into_iter().map(|node| nodes[node].clone()).collect(),
            heads: without(&nodes, Direction::Outgoing),
            bases: without(&nodes, Direction::Incoming),
            labels,
            nodes,
            replaced: BTreeMap::new(),
        })
    }

    /// The same that knows, of revisions that are no part of it, what replaces them.
    pub(crate) fn with_replaced(self, replaced: BTreeMap<RevisionId, RevisionId>) -> Self {
        Self { replaced, ..self }
    }
}

/// Finds a revision by its whole id.
pub(super) fn find(nodes: &DiGraph<RevisionId, Edge>, revision: &RevisionId) -> Option<NodeIndex> {
    nodes
        .raw_nodes()
        .binary_search_by(|node| node.weight.cmp(revision))
        .ok()
        .map(NodeIndex::new)
}

/// The revisions whose ids begin with `prefix`, sorted by id.
pub(super) fn find_prefix(
    nodes: &DiGraph<RevisionId, Edge>,
    prefix: &str,
) -> impl Iterator<Item = NodeIndex> {
    let nodes = nodes.raw_nodes();
    let start = nodes.partition_point(|node| node.weight.as_str() < prefix);
    let length = nodes[start..].partition_point(|node| node.weight.as_str().starts_with(prefix));
    (start..start + length).map(NodeIndex::new)
}

fn insert(revisions: &[&Revision], errors: &mut Vec<GraphError>) -> DiGraph<RevisionId, Edge> {
    let mut nodes = DiGraph::with_capacity(revisions.len(), revisions.len());
    for same in revisions.chunk_by(|a, b| a.id == b.id) {
        let id = &same[0].id;
        nodes.add_node(id.clone());
        if same.len() > 1 {
            errors.push(GraphError::DuplicateRevision {
                revision: id.clone(),
            });
        }
    }
    nodes
}

/// A suggestion compares the missing id with every other. A folder in which thousands are missing is not a slip of
/// the pen, and would take minutes.
const SUGGESTIONS: usize = 20;

fn join(
    nodes: &mut DiGraph<RevisionId, Edge>,
    revisions: &[&Revision],
    errors: &mut Vec<GraphError>,
) {
    // Both files of a duplicate count, and an id listed twice counts once.
    let mut links: BTreeMap<(&RevisionId, &RevisionId), Edge> = BTreeMap::new();
    for revision in revisions {
        let parents = revision.down_revision.iter().map(|id| (id, Edge::Parent));
        let dependencies = revision.depends_on.iter().map(|id| (id, Edge::Dependency));
        for (before, edge) in parents.chain(dependencies) {
            let known = links.entry((&revision.id, before)).or_insert(edge);
            *known = edge.min(*known);
        }
    }

    let mut missing = 0;
    for ((after, before), edge) in links {
        if let (Some(from), Some(to)) = (find(nodes, before), find(nodes, after)) {
            nodes.add_edge(from, to, edge);
            continue;
        }
        missing += 1;
        let closest = (missing <= SUGGESTIONS)
            .then(|| closest_id(nodes, before))
            .flatten();
        let (revision, before) = (after.clone(), before.clone());
        errors.push(match edge {
            Edge::Parent => GraphError::MissingParent {
                revision,
                parent: before,
                closest,
            },
            Edge::Dependency => GraphError::MissingDependency {
                revision,
                dependency: before,
                closest,
            },
        });
    }
}

/// The one id that begins as the missing one, or else the one most like it.
fn closest_id(nodes: &DiGraph<RevisionId, Edge>, missing: &RevisionId) -> Option<RevisionId> {
    let mut continued = find_prefix(nodes, missing.as_str());
    if let (Some(only), None) = (continued.next(), continued.next()) {
        return Some(nodes[only].clone());
    }
    let known = nodes.node_weights().map(RevisionId::as_str);
    let closest = closest(missing.as_str(), known)?;
    RevisionId::new(closest).ok()
}

fn labels(
    nodes: &DiGraph<RevisionId, Edge>,
    revisions: &[&Revision],
    errors: &mut Vec<GraphError>,
) -> BTreeMap<String, NodeIndex> {
    let mut carriers: BTreeMap<&str, BTreeSet<NodeIndex>> = BTreeMap::new();
    for revision in revisions {
        for label in &revision.branch_labels {
            let carriers = carriers.entry(label).or_default();
            carriers.extend(find(nodes, &revision.id));
        }
    }

    let mut labels = BTreeMap::new();
    for (label, carriers) in carriers {
        for node in &carriers {
            if let Some(error) = check_label(nodes, label, *node) {
                errors.push(error);
            }
            labels.insert(label.to_owned(), *node);
        }
        if carriers.len() > 1 {
            errors.push(GraphError::DuplicateBranchLabel {
                label: label.to_owned(),
                revisions: carriers
                    .into_iter()
                    .map(|node| nodes[node].clone())
                    .collect(),
            });
        }
    }
    labels
}

/// A label is typed where an id can be, so it is spelt as an id, and is not one.
fn check_label(
    nodes: &DiGraph<RevisionId, Edge>,
    label: &str,
    carrier: NodeIndex,
) -> Option<GraphError> {
    let revision = nodes[carrier].clone();
    let label = label.to_owned();
    match RevisionId::new(&label) {
        Err(_) => Some(GraphError::InvalidBranchLabel { revision, label }),
        Ok(id) if find(nodes, &id).is_some() => {
            Some(GraphError::LabelIsRevision { revision, label })
        }
        Ok(_) => None,
    }
}

/// Kahn's algorithm with a heap. `petgraph::algo::toposort` breaks ties by a depth-first search, in which a new head
/// can reorder what is below it; here it never does. Members of a cycle, and what is above them, are left out.
fn order(nodes: &DiGraph<RevisionId, Edge>) -> Vec<NodeIndex> {
    let mut waiting_for: Vec<usize> = nodes
        .node_indices()
        .map(|node| nodes.neighbors_directed(node, Direction::Incoming).count())
        .collect();
    let mut ready: BinaryHeap<Reverse<NodeIndex>> =
        nodes.externals(Direction::Incoming).map(Reverse).collect();
    let mut order = Vec::with_capacity(nodes.node_count());
    while let Some(Reverse(node)) = ready.pop() {
        order.push(node);
        for next in nodes.neighbors(node) {
            waiting_for[next.index()] -= 1;
            if waiting_for[next.index()] == 0 {
                ready.push(Reverse(next));
            }
        }
    }
    order
}

/// Every cycle with all its members, from the least id on in the order of their edges.
fn cycles(nodes: &DiGraph<RevisionId, Edge>) -> Vec<GraphError> {
    // Not `tarjan_scc`, which recurses and would overflow the stack on a long chain.
    let mut cycles: Vec<Vec<NodeIndex>> = kosaraju_scc(nodes)
        .into_iter()
        .filter(|members| match members.as_slice() {
            [single] => nodes.contains_edge(*single, *single),
            _ => true,
        })
        .map(|mut members| {
            members.sort_unstable();
            let inside = NodeFiltered::from_fn(nodes, |node| members.binary_search(&node).is_ok());
            let mut around = Dfs::new(&inside, members[0]);
            std::iter::from_fn(|| around.next(&inside)).collect()
        })
        .collect();
    cycles.sort_unstable();
    cycles
        .into_iter()
        .map(|members| GraphError::CycleDetected {
            revisions: members
                .into_iter()
                .map(|node| nodes[node].clone())
                .collect(),
        })
        .collect()
}

/// The revisions without a parent (`Incoming`) or without a child (`Outgoing`), sorted by id.
fn without(nodes: &DiGraph<RevisionId, Edge>, direction: Direction) -> Vec<RevisionId> {
    nodes
        .node_indices()
        .filter(|node| {
            nodes
                .edges_directed(*node, direction)
                .all(|edge| *edge.weight() != Edge::Parent)
        })
        .map(|node| nodes[node].clone())
        .collect()
}
