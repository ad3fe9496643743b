//! The order of a drawing.

use std::collections::{BTreeMap, BTreeSet};

use keeper_schema_core::graph::RevisionGraph;
use keeper_schema_core::revision::RevisionId;

/// The revisions, newest first, and a branch in one piece as far as that can be.
///
/// Each comes before its parents and what it depends on. The order in which revisions run goes from branch to branch
/// by id, so that a drawing of it would be as wide as there are branches.
pub(super) fn branch_by_branch<'a>(
    graph: &'a RevisionGraph,
    shown: &BTreeSet<RevisionId>,
) -> Vec<&'a RevisionId> {
    let below = |id| {
        let parents = graph.parents(id).into_iter();
        parents
            .chain(graph.dependencies(id))
            .filter(|other| shown.contains(other))
    };
    let drawn = || graph.order().iter().filter(|id| shown.contains(id));
    let mut waiting_for: BTreeMap<&RevisionId, usize> = drawn().map(|id| (id, 0)).collect();
    for id in drawn() {
        for other in below(id) {
            *waiting_for.entry(other).or_default() += 1;
        }
    }
    let mut ready: Vec<&RevisionId> = drawn().filter(|id| waiting_for[id] == 0).collect();
    let mut order = Vec::new();
    while let Some(id) = ready.pop() {
        order.push(id);
        // What is pushed last comes next: the first parent goes on with the line.
        for other in below(id).collect::<Vec<_>>().into_iter().rev() {
            let left = waiting_for.entry(other).or_default();
            *left -= 1;
            if *left == 0 {
                ready.push(other);
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use keeper_schema_core::revision::Revision;

    use super::*;

    fn id(written: &str) -> RevisionId {
        RevisionId::new(written).expect("an id of a test")
    }

    /// Reads a history, `id parents...` a line, and gives the ids in the order of its drawing.
    fn order(drawn: &str, shown: Option<&[&str]>) -> String {
        let revisions: Vec<Revision> = drawn
            .lines()
            .map(|line| {
                let mut ids = line.split_whitespace().map(id);
                let mut revision = Revision::new(ids.next().expect("an id"), String::new());
                revision.down_revision = ids.collect();
                revision
            })
            .collect();
        let graph = RevisionGraph::new(&revisions).expect("a graph");
        let shown = match shown {
            Some(shown) => shown.iter().copied().map(id).collect(),
            None => graph.order().iter().cloned().collect(),
        };
        let order = branch_by_branch(&graph, &shown);
        let order: Vec<&str> = order.into_iter().map(RevisionId::as_str).collect();
        order.join(" ")
    }

    #[test]
    fn a_branch_is_in_one_piece() {
        //   a2   b2
        //   a1   b1
        //     \ /
        //      r
        assert_eq!(order("r\na1 r\nb1 r\na2 a1\nb2 b1", None), "b2 b1 a2 a1 r");
    }

    #[test]
    fn a_merge_is_above_both_sides() {
        assert_eq!(order("r\na r\nb r\nm a b\nn m", None), "n m a b r");
    }

    #[test]
    fn what_is_not_shown_holds_nobody_up() {
        assert_eq!(order("r\na r\nb a\nc b", Some(&["a", "b"])), "b a");
    }
}
