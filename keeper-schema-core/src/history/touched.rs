//! Whether revisions that were applied in another order than the graph's commute.

use std::collections::BTreeMap;

use crate::operation::{Part, Touched};

/// What each applied revision has to do with, in the order in which they were applied.
#[derive(Debug, Default)]
pub(super) struct Touches {
    applied: Vec<Touch>,
    /// For each part, the last of the order that changed it, after each change.
    changed: BTreeMap<Part, Vec<usize>>,
    /// The same of those that changed or read it.
    touched: BTreeMap<Part, Vec<usize>>,
    /// How many were applied after one that comes after them, and that they have to do with.
    late: usize,
}

#[derive(Debug)]
struct Touch {
    touched: Touched,
    is_late: bool,
}

impl Touches {
    /// Whether the order of the graph would have led to the same.
    pub(super) fn are_in_order(&self) -> bool {
        self.late == 0
    }

    /// A revision was applied, by its position in the order.
    pub(super) fn push(&mut self, revision: usize, touched: Touched) {
        let mut is_late = false;
        for part in &touched.changed {
            is_late |= push(&mut self.touched, part, revision);
            push(&mut self.changed, part, revision);
        }
        for part in touched.read.difference(&touched.changed) {
            let changed = self.changed.get(part).and_then(|latest| latest.last());
            is_late |= changed.is_some_and(|latest| *latest > revision);
            push(&mut self.touched, part, revision);
        }
        self.late += usize::from(is_late);
        self.applied.push(Touch { touched, is_late });
    }

    /// The last revision was taken back.
    pub(super) fn pop(&mut self) {
        let Some(Touch { touched, is_late }) = self.applied.pop() else {
            return;
        };
        self.late -= usize::from(is_late);
        for part in &touched.changed {
            pop(&mut self.touched, part);
            pop(&mut self.changed, part);
        }
        for part in touched.read.difference(&touched.changed) {
            pop(&mut self.touched, part);
        }
    }
}

/// Tells whether one that comes later in the order was there before.
fn push(latest: &mut BTreeMap<Part, Vec<usize>>, part: &Part, revision: usize) -> bool {
    let of_part = latest.entry(part.clone()).or_default();
    let before = of_part.last().copied().unwrap_or(0);
    of_part.push(before.max(revision));
    before > revision
}

fn pop(latest: &mut BTreeMap<Part, Vec<usize>>, part: &Part) {
    if let Some(of_part) = latest.get_mut(part) {
        of_part.pop();
        if of_part.is_empty() {
            latest.remove(part);
        }
    }
}
