//! Finds the revisions that a spec names.

use std::collections::BTreeSet;

use petgraph::Direction;
use petgraph::graph::NodeIndex;

use super::spec::Anchor;
use super::{ALL, GraphError, LINEAGE, RevisionGraph, RevisionSpec, build};
use crate::closest::closest;
use crate::revision::RevisionId;

/// The revisions that a spec names, and the branch that it stays on.
pub(crate) struct Resolved {
    /// None is the base.
    pub(crate) revisions: Vec<RevisionId>,
    /// All revisions, if it stays on no branch.
    pub(crate) branch: Option<BTreeSet<RevisionId>>,
}

type Lineage = Option<BTreeSet<NodeIndex>>;

impl RevisionGraph {
    /// The revisions that the spec names, sorted by id: none for `base`, several for `heads` and `current` only.
    ///
    /// `applied` is what `current`, `+2` and `-1` start from; ids that are not in the graph are passed over.
    ///
    /// # Errors
    /// What is not found, and whatever could mean two things, with all that it could mean.
    pub fn resolve(
        &self,
        spec: &RevisionSpec,
        applied: &BTreeSet<RevisionId>,
    ) -> Result<Vec<RevisionId>, GraphError> {
        self.resolve_on_branch(spec, applied)
            .map(|resolved| resolved.revisions)
    }

    /// As [`RevisionGraph::resolve`], and the branch: that of the label, or that which led down to the base.
    pub(crate) fn resolve_on_branch(
        &self,
        spec: &RevisionSpec,
        applied: &BTreeSet<RevisionId>,
    ) -> Result<Resolved, GraphError> {
        let mut branch = self.branch(spec)?;
        let nodes = match self.start(spec, &branch, applied)? {
            Start::Here(nodes) => nodes,
            Start::Steps(start) => {
                let end = self.walk(spec, start, spec.steps, &branch)?;
                if let (None, None, Some(start)) = (end, &branch, start) {
                    branch = Some(self.lineage(start));
                }
                end.into_iter().collect()
            }
        };
        Ok(Resolved {
            revisions: self.ids(nodes.into_iter().collect()).into_iter().collect(),
            branch: branch.map(|branch| self.ids(branch)),
        })
    }

    /// The revisions that a stamp at the spec speaks for, by parents and dependencies: what it names and the branch
    /// that it goes to the base of, with all before and all after. None is every revision.
    pub(crate) fn spoken_for(
        &self,
        spec: &RevisionSpec,
        resolved: &Resolved,
    ) -> Result<Option<BTreeSet<RevisionId>>, GraphError> {
        let named = match (resolved.revisions.as_slice(), &spec.branch) {
            ([], None) => return Ok(None),
            ([], Some(branch)) => vec![self.find_named(branch, &None)?],
            (revisions, _) => self.known(revisions).collect(),
        };
        let mut related = self.reach(named.iter().copied(), Direction::Incoming, ALL);
        related.extend(self.reach(named, Direction::Outgoing, ALL));
        Ok(Some(self.ids(related)))
    }

    /// The lowest revision that goes when as many as the spec has steps go, one under the other.
    ///
    /// Unlike a walk to what is left, this need not choose among the parents of the lowest: `-1` reverts a merge.
    pub(crate) fn lowest_reverted(
        &self,
        spec: &RevisionSpec,
        applied: &BTreeSet<RevisionId>,
    ) -> Result<RevisionId, GraphError> {
        let branch = self.branch(spec)?;
        let start = self.only_current(spec, self.current(&branch, applied), applied)?;
        let lowest = match start {
            Some(_) => self.walk(spec, start, spec.steps + 1, &branch)?,
            None => None,
        };
        let lowest = lowest.ok_or_else(|| GraphError::NotEnoughRevisions {
            written: spec.to_string(),
            steps: spec.steps.unsigned_abs(),
            available: start.map_or(0, |_| spec.steps.unsigned_abs() - 1),
        })?;
        Ok(self.nodes[lowest].clone())
    }
}

/// Where a spec begins.
enum Start {
    /// It has no steps: these are meant.
    Here(Vec<NodeIndex>),
    /// Its steps are counted from this revision, or from the base.
    Steps(Option<NodeIndex>),
}

impl RevisionGraph {
    fn start(
        &self,
        spec: &RevisionSpec,
        branch: &Lineage,
        applied: &BTreeSet<RevisionId>,
    ) -> Result<Start, GraphError> {
        if let Some(exact) = self.exact(spec.target()) {
            return Ok(Start::Here(vec![self.on_branch(spec, exact, branch)?]));
        }
        let heads = || -> Vec<NodeIndex> {
            let heads = self.known(&self.heads);
            heads.filter(|node| is_on(branch, *node)).collect()
        };
        let stays = spec.steps == 0;
        Ok(match &spec.anchor {
            Anchor::Base if stays => Start::Here(Vec::new()),
            Anchor::Base => Start::Steps(None),
            Anchor::Heads if stays => Start::Here(heads()),
            Anchor::Head if stays => Start::Here(self.only_head(heads())?.into_iter().collect()),
            Anchor::Head | Anchor::Heads => Start::Steps(self.only_head(heads())?),
            Anchor::Current if stays => Start::Here(self.current(branch, applied)),
            Anchor::Current => {
                let current = self.current(branch, applied);
                Start::Steps(self.only_current(spec, current, applied)?)
            }
            Anchor::Name(name) if stays => Start::Here(vec![self.named(spec, name, branch)?]),
            Anchor::Name(name) => {
                let mut whole = self.prefixed(spec.target(), branch);
                if whole.is_empty() {
                    return Ok(Start::Steps(Some(self.named(spec, name, branch)?)));
                }
                // `2024-1` is the beginning of `2024-10`, and is one below `2024`.
                whole.extend(self.exact(name));
                Start::Here(vec![self.only_candidate(spec, whole)?])
            }
        })
    }

    fn branch(&self, spec: &RevisionSpec) -> Result<Lineage, GraphError> {
        let Some(branch) = &spec.branch else {
            return Ok(None);
        };
        let revision = self.find_named(branch, &None)?;
        Ok(Some(self.lineage(revision)))
    }

    /// The revision that carries the label, or that has the whole id.
    fn exact(&self, written: &str) -> Option<NodeIndex> {
        let label = self.labels.get(written).copied();
        label.or_else(|| self.node(&RevisionId::new(written).ok()?))
    }

    fn prefixed(&self, prefix: &str, branch: &Lineage) -> Vec<NodeIndex> {
        build::find_prefix(&self.nodes, prefix)
            .filter(|node| is_on(branch, *node))
            .collect()
    }

    fn named(
        &self,
        spec: &RevisionSpec,
        name: &str,
        branch: &Lineage,
    ) -> Result<NodeIndex, GraphError> {
        let node = self.find_named(name, branch)?;
        self.on_branch(spec, node, branch)
    }

    /// By label, by id, or by the beginning of an id; of those that begin so, the ones on the branch come first.
    fn find_named(&self, name: &str, branch: &Lineage) -> Result<NodeIndex, GraphError> {
        if let Some(exact) = self.exact(name) {
            return Ok(exact);
        }
        let mut candidates = self.prefixed(name, branch);
        if candidates.is_empty() {
            candidates = self.prefixed(name, &None);
        }
        match candidates.as_slice() {
            [] => Err(self.not_found(name)),
            [only] => Ok(*only),
            _ => Err(GraphError::AmbiguousRevision {
                written: name.to_owned(),
                candidates: self.to_ids(candidates),
            }),
        }
    }

    fn not_found(&self, name: &str) -> GraphError {
        let mut replaced = self.replaced.iter();
        match replaced.find(|(id, _)| id.as_str().starts_with(name)) {
            Some((revision, by)) => GraphError::RevisionReplaced {
                revision: revision.clone(),
                by: by.clone(),
            },
            None => GraphError::RevisionNotFound {
                written: name.to_owned(),
                closest: self.closest(name),
            },
        }
    }

    fn on_branch(
        &self,
        spec: &RevisionSpec,
        node: NodeIndex,
        branch: &Lineage,
    ) -> Result<NodeIndex, GraphError> {
        match &spec.branch {
            Some(label) if !is_on(branch, node) => Err(GraphError::NotOnBranch {
                revision: self.nodes[node].clone(),
                branch: label.clone(),
            }),
            _ => Ok(node),
        }
    }

    /// The highest applied revisions, of the whole graph or of a branch.
    fn current(&self, branch: &Lineage, applied: &BTreeSet<RevisionId>) -> Vec<NodeIndex> {
        let applied: BTreeSet<NodeIndex> = self
            .known(applied)
            .filter(|node| is_on(branch, *node))
            .collect();
        let has_applied_child = |node: NodeIndex| {
            self.neighbors(node, Direction::Outgoing, LINEAGE)
                .any(|child| applied.contains(&child))
        };
        applied
            .iter()
            .copied()
            .filter(|node| !has_applied_child(*node))
            .collect()
    }

    /// Goes `steps` up or down, as long as there is one way only; `None` is the base.
    fn walk(
        &self,
        spec: &RevisionSpec,
        start: Option<NodeIndex>,
        steps: i32,
        branch: &Lineage,
    ) -> Result<Option<NodeIndex>, GraphError> {
        let mut here = start;
        for taken in 0..steps.unsigned_abs() {
            let next: Vec<NodeIndex> = match here {
                Some(node) if steps > 0 => {
                    let children = self.neighbors(node, Direction::Outgoing, LINEAGE);
                    children.filter(|node| is_on(branch, *node)).collect()
                }
                Some(node) => {
                    let parents = self.neighbors(node, Direction::Incoming, LINEAGE);
                    parents.filter(|node| is_on(branch, *node)).collect()
                }
                None if steps > 0 => {
                    let bases = self.known(&self.bases);
                    bases.filter(|node| is_on(branch, *node)).collect()
                }
                None => Vec::new(),
            };
            here = match next.as_slice() {
                [] if steps < 0 && here.is_some() => None,
                [] => {
                    return Err(GraphError::NotEnoughRevisions {
                        written: spec.to_string(),
                        steps: spec.steps.unsigned_abs(),
                        available: taken,
                    });
                }
                [only] => Some(*only),
                _ => {
                    return Err(GraphError::AmbiguousSteps {
                        written: spec.to_string(),
                        candidates: self.to_ids(next),
                    });
                }
            };
        }
        Ok(here)
    }

    fn only_head(&self, heads: Vec<NodeIndex>) -> Result<Option<NodeIndex>, GraphError> {
        match heads.as_slice() {
            [] => Ok(None),
            [head] => Ok(Some(*head)),
            _ => Err(GraphError::MultipleHeads {
                heads: self.to_ids(heads),
            }),
        }
    }

    /// Where steps are counted from. As in Alembic, not from what is applied only because others depend on it.
    fn only_current(
        &self,
        spec: &RevisionSpec,
        mut current: Vec<NodeIndex>,
        applied: &BTreeSet<RevisionId>,
    ) -> Result<Option<NodeIndex>, GraphError> {
        if current.len() > 1 {
            current.retain(|node| {
                let mut after = self.neighbors(*node, Direction::Outgoing, ALL);
                !after.any(|after| applied.contains(&self.nodes[after]))
            });
        }
        match current.as_slice() {
            [] => Ok(None),
            [head] => Ok(Some(*head)),
            _ => Err(GraphError::AmbiguousSteps {
                written: spec.to_string(),
                candidates: self.to_ids(current),
            }),
        }
    }

    fn only_candidate(
        &self,
        spec: &RevisionSpec,
        candidates: Vec<NodeIndex>,
    ) -> Result<NodeIndex, GraphError> {
        match candidates.as_slice() {
            [only] => Ok(*only),
            _ => Err(GraphError::AmbiguousRevision {
                written: spec.target().to_owned(),
                candidates: self.to_ids(candidates),
            }),
        }
    }

    fn closest(&self, written: &str) -> Option<String> {
        let labels = self.labels.keys().map(String::as_str);
        let ids = self.nodes.node_weights().map(RevisionId::as_str);
        closest(written, labels.chain(ids)).map(str::to_owned)
    }

    fn to_ids(&self, nodes: Vec<NodeIndex>) -> Vec<RevisionId> {
        let ids: BTreeSet<NodeIndex> = nodes.into_iter().collect();
        self.ids(ids).into_iter().collect()
    }
}

fn is_on(branch: &Lineage, node: NodeIndex) -> bool {
    branch.as_ref().is_none_or(|branch| branch.contains(&node))
}
