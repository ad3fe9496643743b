//! Which revisions an upgrade, a downgrade or a stamp is about, and in which order.
//!
//! Pure arithmetic on the graph and on the set of what is applied. Every set that it leads to is closed: whatever is
//! applied has its parents and dependencies applied.

use std::collections::BTreeSet;

use crate::graph::{GraphError, RevisionGraph, RevisionRange, RevisionSpec};
use crate::revision::RevisionId;

/// The revisions to run so that `target` is applied, in the order to run them; none if it is.
///
/// # Errors
/// What [`check_applied`] and [`RevisionGraph::resolve`] refuse, and steps down.
pub fn upgrade(
    graph: &RevisionGraph,
    applied: &BTreeSet<RevisionId>,
    target: &RevisionSpec,
) -> Result<Vec<RevisionId>, GraphError> {
    check_applied(graph, applied)?;
    if target.steps_from_current().is_some_and(i32::is_negative) {
        return Err(GraphError::WrongDirection {
            written: target.to_string(),
        });
    }
    let targets = graph.resolve(target, applied)?;
    let needed = graph.ancestors_inclusive(&targets);
    Ok(in_order(graph, |revision| {
        needed.contains(revision) && !applied.contains(revision)
    }))
}

/// The revisions to revert so that `target` is the last one applied on its branches, in the order to revert them.
///
/// As in Alembic, going down to a revision reverts its children and all that needs them, on every branch or on that
/// of the label; what only depends on the target stays. `-2` reverts the two highest, and what needs them.
///
/// # Errors
/// What [`check_applied`] and [`RevisionGraph::resolve`] refuse, a target that is not applied, and steps up.
pub fn downgrade(
    graph: &RevisionGraph,
    applied: &BTreeSet<RevisionId>,
    target: &RevisionSpec,
) -> Result<Vec<RevisionId>, GraphError> {
    check_applied(graph, applied)?;
    let lowest = match target.steps_from_current() {
        Some(1..) => {
            return Err(GraphError::WrongDirection {
                written: target.to_string(),
            });
        }
        Some(_) => BTreeSet::from([graph.lowest_reverted(target, applied)?]),
        None => directly_after(graph, applied, target)?,
    };
    let reverted = graph.descendants_inclusive(&lowest);
    let mut revisions = in_order(graph, |revision| {
        reverted.contains(revision) && applied.contains(revision)
    });
    revisions.reverse();
    Ok(revisions)
}

/// What is applied in a database that is stamped at these revisions: they and all that comes before them.
pub fn stamp<'a>(
    graph: &RevisionGraph,
    targets: impl IntoIterator<Item = &'a RevisionId>,
) -> BTreeSet<RevisionId> {
    graph.ancestors_inclusive(targets)
}

/// The applied revisions without an applied child, sorted by id.
pub fn current_heads(graph: &RevisionGraph, applied: &BTreeSet<RevisionId>) -> Vec<RevisionId> {
    let has_applied_child = |revision| {
        let children = graph.children(revision);
        children.into_iter().any(|child| applied.contains(child))
    };
    applied
        .iter()
        .filter(|revision| graph.contains(revision) && !has_applied_child(revision))
        .cloned()
        .collect()
}

/// The revisions that lead from the lower end of the range to its upper end, in order.
///
/// As in Alembic's `upgrade --sql A:B`, `A` is left out, since a database is there already, and `B` is in it.
/// `current`, `+2` and `-1` start from `applied`.
///
/// # Errors
/// What [`RevisionGraph::resolve`] refuses, and [`GraphError::RangeNotAncestor`].
pub fn range(
    graph: &RevisionGraph,
    applied: &BTreeSet<RevisionId>,
    range: &RevisionRange,
) -> Result<Vec<RevisionId>, GraphError> {
    let ends = Ends::find(graph, applied, range)?;
    let before = graph.ancestors_inclusive(&ends.lower);
    Ok(in_order(graph, |revision| {
        ends.reached.contains(revision) && !before.contains(revision)
    }))
}

/// As [`range`], and the lower end too: Alembic's `history -r A:B`.
///
/// # Errors
/// Those of [`range`].
pub fn history(
    graph: &RevisionGraph,
    applied: &BTreeSet<RevisionId>,
    range: &RevisionRange,
) -> Result<Vec<RevisionId>, GraphError> {
    let ends = Ends::find(graph, applied, range)?;
    let before = graph.ancestors_inclusive(&ends.lower);
    Ok(in_order(graph, |revision| {
        ends.reached.contains(revision)
            && (!before.contains(revision) || ends.lower.contains(revision))
    }))
}

/// Checks that what a database has applied can be: all of it is in the graph, with its parents and dependencies.
///
/// # Errors
/// [`GraphError::UnknownApplied`] or [`GraphError::AppliedWithGaps`], with all revisions concerned.
pub fn check_applied(
    graph: &RevisionGraph,
    applied: &BTreeSet<RevisionId>,
) -> Result<(), GraphError> {
    let unknown: Vec<RevisionId> = applied
        .iter()
        .filter(|revision| !graph.contains(revision))
        .cloned()
        .collect();
    if !unknown.is_empty() {
        return Err(GraphError::UnknownApplied { revisions: unknown });
    }
    let mut revisions = Vec::new();
    let mut missing = BTreeSet::new();
    for revision in applied {
        let before = graph.parents(revision).into_iter();
        let before = before.chain(graph.dependencies(revision));
        let absent: Vec<&RevisionId> = before.filter(|id| !applied.contains(*id)).collect();
        if !absent.is_empty() {
            revisions.push(revision.clone());
            missing.extend(absent.into_iter().cloned());
        }
    }
    if revisions.is_empty() {
        return Ok(());
    }
    Err(GraphError::AppliedWithGaps {
        revisions,
        missing: missing.into_iter().collect(),
    })
}

/// The lowest revisions above a target, applied or not: its children, or the bases if it is the base.
fn directly_after(
    graph: &RevisionGraph,
    applied: &BTreeSet<RevisionId>,
    target: &RevisionSpec,
) -> Result<BTreeSet<RevisionId>, GraphError> {
    let resolved = graph.resolve_on_branch(target, applied)?;
    if let Some(revision) = resolved.revisions.iter().find(|id| !applied.contains(*id)) {
        return Err(GraphError::NotApplied {
            revision: revision.clone(),
        });
    }
    let after: Vec<&RevisionId> = if resolved.revisions.is_empty() {
        graph.bases().iter().collect()
    } else {
        let targets = resolved.revisions.iter();
        targets.flat_map(|id| graph.children(id)).collect()
    };
    let branch = resolved.branch;
    let is_on = |id: &RevisionId| branch.as_ref().is_none_or(|branch| branch.contains(id));
    Ok(after.into_iter().filter(|id| is_on(id)).cloned().collect())
}

/// The ends of a range.
struct Ends {
    lower: Vec<RevisionId>,
    /// The upper end and all that comes before it.
    reached: BTreeSet<RevisionId>,
}

impl Ends {
    fn find(
        graph: &RevisionGraph,
        applied: &BTreeSet<RevisionId>,
        range: &RevisionRange,
    ) -> Result<Self, GraphError> {
        let lower = match &range.lower {
            Some(lower) => graph.resolve(lower, applied)?,
            None => Vec::new(),
        };
        let upper = match &range.upper {
            Some(upper) => graph.resolve(upper, applied)?,
            None => graph.heads().to_vec(),
        };
        let reached = graph.ancestors_inclusive(&upper);
        match lower.iter().find(|id| !reached.contains(*id)) {
            Some(lower) => Err(GraphError::RangeNotAncestor {
                lower: lower.clone(),
                upper,
            }),
            None => Ok(Self { lower, reached }),
        }
    }
}

fn in_order(graph: &RevisionGraph, is_meant: impl Fn(&RevisionId) -> bool) -> Vec<RevisionId> {
    let order = graph.order().iter();
    order
        .filter(|revision| is_meant(revision))
        .cloned()
        .collect()
}
