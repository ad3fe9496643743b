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

/// What is applied once a database where `applied` are is stamped at these targets.
///
/// As in Alembic, a stamp speaks for the branches that its targets are on: heads that neither come before nor after
/// one of them stay as they are. `base` speaks for all, `LABEL@base` for one branch.
///
/// # Errors
/// What [`check_applied`] and [`RevisionGraph::resolve`] refuse.
pub fn stamped(
    graph: &RevisionGraph,
    applied: &BTreeSet<RevisionId>,
    targets: &[RevisionSpec],
) -> Result<BTreeSet<RevisionId>, GraphError> {
    check_applied(graph, applied)?;
    let mut heads: Vec<RevisionId> = current_heads(graph, applied);
    // What is applied only because others depend on it goes with these.
    heads.retain(|head| {
        let dependents = graph.dependents(head);
        !dependents.into_iter().any(|id| applied.contains(id))
    });
    let mut named = Vec::new();
    for target in targets {
        let resolved = graph.resolve_on_branch(target, applied)?;
        match graph.spoken_for(target, &resolved)? {
            Some(spoken_for) => heads.retain(|head| !spoken_for.contains(head)),
            None => heads.clear(),
        }
        named.extend(resolved.revisions);
    }
    Ok(stamp(graph, heads.iter().chain(&named)))
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

/// The revisions that a database at the lower end of the range misses of its upper end, in order.
///
/// As in Alembic's `upgrade --sql A:B`, `A` is left out, since a database is there already, and `B` is in it; the two
/// may be on different branches. `current` is what `applied` leads to; the `+2` of `A:+2` and the `-3` of `-3:B` are
/// counted from the other end.
///
/// # Errors
/// What [`RevisionGraph::resolve`] refuses, and [`GraphError::RangeNotAncestor`] for a range that leads down.
pub fn range(
    graph: &RevisionGraph,
    applied: &BTreeSet<RevisionId>,
    range: &RevisionRange,
) -> Result<Vec<RevisionId>, GraphError> {
    let ends = Ends::find(graph, applied, range)?;
    let before = graph.ancestors_inclusive(&ends.lower);
    let missing = in_order(graph, |revision| {
        ends.reached.contains(revision) && !before.contains(revision)
    });
    match missing.is_empty() {
        true => ends.ascending().map(|_| missing),
        false => Ok(missing),
    }
}

/// The lower end of the range, and what descends from it up to the upper end, in order: Alembic's `history -r A:B`.
/// From the base on, it is all that leads to the upper end.
///
/// # Errors
/// What [`RevisionGraph::resolve`] refuses, and [`GraphError::RangeNotAncestor`].
pub fn history(
    graph: &RevisionGraph,
    applied: &BTreeSet<RevisionId>,
    range: &RevisionRange,
) -> Result<Vec<RevisionId>, GraphError> {
    let ends = Ends::find(graph, applied, range)?.ascending()?;
    let descends = match ends.lower.as_slice() {
        [] => None,
        lower => {
            let heirs = graph.heirs(lower);
            // A dependency leads there as well, where no line of parents does.
            let is_line = ends.upper.iter().any(|id| heirs.contains(id));
            Some(if is_line {
                heirs
            } else {
                graph.descendants_inclusive(lower)
            })
        }
    };
    let is_above = |id: &RevisionId| descends.as_ref().is_none_or(|heirs| heirs.contains(id));
    Ok(in_order(graph, |revision| {
        ends.reached.contains(revision) && is_above(revision)
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
    upper: Vec<RevisionId>,
    /// The upper end and all that comes before it.
    reached: BTreeSet<RevisionId>,
}

impl Ends {
    fn find(
        graph: &RevisionGraph,
        applied: &BTreeSet<RevisionId>,
        range: &RevisionRange,
    ) -> Result<Self, GraphError> {
        let at_lower = |applied: &BTreeSet<RevisionId>| match &range.lower {
            Some(lower) => graph.resolve(lower, applied),
            None => Ok(Vec::new()),
        };
        let at_upper = |applied: &BTreeSet<RevisionId>| match &range.upper {
            Some(upper) => graph.resolve(upper, applied),
            None => Ok(graph.heads().to_vec()),
        };
        let (lower, upper) = if range.counts_lower_from_upper() {
            let upper = at_upper(applied)?;
            (at_lower(&stamp(graph, &upper))?, upper)
        } else if range.counts_upper_from_lower() {
            let lower = at_lower(applied)?;
            let upper = at_upper(&stamp(graph, &lower))?;
            (lower, upper)
        } else {
            (at_lower(applied)?, at_upper(applied)?)
        };
        let reached = graph.ancestors_inclusive(&upper);
        Ok(Self {
            lower,
            upper,
            reached,
        })
    }

    /// Refuses a lower end that does not come before the upper one.
    fn ascending(self) -> Result<Self, GraphError> {
        match self.lower.iter().find(|id| !self.reached.contains(*id)) {
            Some(lower) => Err(GraphError::RangeNotAncestor {
                lower: lower.clone(),
                upper: self.upper,
            }),
            None => Ok(self),
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
