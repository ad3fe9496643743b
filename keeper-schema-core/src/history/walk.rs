//! Moves one replay through a history, from the point before one revision to another's.
//!
//! On a line of revisions the replay only goes forward. At a fork it is taken back over
//! the tables that changed, so that no schema is copied, compared or replayed as a whole.

use std::collections::{BTreeMap, BTreeSet};

use super::Head;
use crate::graph::RevisionGraph;
use crate::operation::{ApplyError, Images, Operation, Replay};

/// The revisions by their position in the graph's order.
pub(super) struct Lines {
    /// For each, the parents and dependencies.
    pub(super) before: Vec<Vec<usize>>,
    /// For each, those that it is a parent or dependency of.
    pub(super) after: Vec<Vec<usize>>,
}

impl Lines {
    pub(super) fn of(graph: &RevisionGraph) -> Self {
        let positions: BTreeMap<_, _> = graph
            .order()
            .iter()
            .enumerate()
            .map(|(position, revision)| (revision, position))
            .collect();
        let mut before: Vec<Vec<usize>> = Vec::with_capacity(positions.len());
        let mut after = vec![Vec::new(); positions.len()];
        for (position, revision) in graph.order().iter().enumerate() {
            let parents = graph.parents(revision).into_iter();
            let lines: Vec<usize> = parents
                .chain(graph.dependencies(revision))
                .filter_map(|earlier| positions.get(earlier).copied())
                .collect();
            for earlier in &lines {
                after[*earlier].push(position);
            }
            before.push(lines);
        }
        Self { before, after }
    }
}

/// A replay, and the revisions that are applied to it.
pub(super) struct Walk<'a> {
    lines: &'a Lines,
    upgrades: &'a [&'a [Operation]],
    pub(super) replay: Replay,
    /// The revisions, in the order in which they are applied.
    applied: Vec<usize>,
    /// What takes back the last of `applied`: fewer, if the walk never goes back further.
    images: Vec<Images>,
    /// Where each revision stands in `applied`.
    places: Vec<Option<usize>>,
    /// How many ancestors each revision has that the walk came to.
    ancestors: Vec<usize>,
}

/// A revision that does not apply after others that are no ancestors of it.
pub(super) struct Conflict {
    pub(super) revision: usize,
    pub(super) operation: usize,
    pub(super) error: ApplyError,
}

impl<'a> Walk<'a> {
    pub(super) fn new(lines: &'a Lines, upgrades: &'a [&'a [Operation]]) -> Self {
        Self {
            lines,
            upgrades,
            replay: Replay::default(),
            applied: Vec::new(),
            images: Vec::new(),
            places: vec![None; upgrades.len()],
            ancestors: vec![0; upgrades.len()],
        }
    }

    /// Starts where all revisions but the last of the order are applied: its ancestors.
    pub(super) fn start_before_last(&mut self, replay: Replay) {
        self.replay = replay;
        self.applied = (0..self.upgrades.len() - 1).collect();
        for revision in &self.applied {
            self.places[*revision] = Some(*revision);
            // From here the walk does not go back to where only its ancestors are applied.
            self.ancestors[*revision] = *revision;
        }
    }

    /// Where the walk is when all revisions are applied.
    pub(super) fn into_head(self) -> Head {
        // What is kept of a way reaches back to ancestors of all that comes after it.
        debug_assert!(self.applied.iter().copied().eq(0..self.upgrades.len()));
        Head {
            replay: self.replay,
            images: self.images,
            is_whole: true,
        }
    }

    /// Goes to where `revisions` and all their ancestors are applied, and nothing else.
    /// Tells how many those are.
    pub(super) fn go_to(&mut self, revisions: &[usize]) -> Result<usize, Conflict> {
        // From the last in the order down, until the rest is what is applied first.
        let mut open: BTreeSet<usize> = revisions.iter().copied().collect();
        let mut missing = Vec::new();
        let mut kept = 0;
        while let Some(last) = open.pop_last() {
            let stands_before =
                |other: usize, place| self.places[other].is_some_and(|other| other < place);
            if let Some(place) = self.reusable(last)
                && open.iter().all(|other| stands_before(*other, place))
            {
                kept = place + 1;
                break;
            }
            open.extend(&self.lines.before[last]);
            missing.push(last);
        }
        self.go_back(kept);
        for revision in missing.iter().rev() {
            self.apply(*revision)?;
        }
        Ok(kept + missing.len())
    }

    /// Says that the revision, which stands after `ancestors` others, is applied.
    pub(super) fn applied(&mut self, revision: usize, ancestors: usize, images: Images) {
        self.ancestors[revision] = ancestors;
        self.places[revision] = Some(self.applied.len());
        self.applied.push(revision);
        self.images.push(images);
    }

    /// Says that the walk will not be asked to go back from here.
    pub(super) fn forget_the_way_back(&mut self) {
        self.images.clear();
    }

    /// The place of a revision before which nothing but its ancestors is applied, and
    /// that the walk can go back to.
    fn reusable(&self, revision: usize) -> Option<usize> {
        let place = self.places[revision]?;
        let can_go_back = place + 1 + self.images.len() >= self.applied.len();
        (can_go_back && place == self.ancestors[revision]).then_some(place)
    }

    fn go_back(&mut self, kept: usize) {
        if kept + self.images.len() < self.applied.len() {
            // Too far back: this is a new start.
            self.replay = Replay::default();
            self.images.clear();
            for revision in self.applied.drain(..) {
                self.places[revision] = None;
            }
            return;
        }
        while self.applied.len() > kept {
            if let Some(revision) = self.applied.pop() {
                self.places[revision] = None;
            }
            if let Some(images) = self.images.pop() {
                self.replay.restore(images);
            }
        }
    }

    fn apply(&mut self, revision: usize) -> Result<(), Conflict> {
        let ancestors = self.ancestors[revision];
        match self.replay.apply_all(self.upgrades[revision]) {
            Ok(images) => {
                self.applied(revision, ancestors, images);
                Ok(())
            }
            Err((operation, error)) => Err(Conflict {
                revision,
                operation,
                error,
            }),
        }
    }
}
