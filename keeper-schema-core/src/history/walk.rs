//! Moves one replay through a history, from the point before one revision to another's.
//!
//! On a line of revisions the replay only goes forward. At a fork it is taken back over
//! the tables that changed, so that no schema is copied, compared or replayed as a whole.
//! At a merge it stays where most of it is, and applies the rest on top, as long as that
//! has nothing to do with what it jumps over.

use std::collections::{BTreeMap, BTreeSet};

use super::Head;
use super::touched::Touches;
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

    /// Whether each revision comes after the one before it, and after nothing else.
    fn are_one(&self) -> bool {
        let mut revisions = self.before.iter().enumerate();
        revisions.all(|(revision, before)| before.iter().copied().eq(revision.checked_sub(1)))
    }

    /// These revisions and their ancestors, in the order of the graph.
    fn closure(&self, revisions: &[usize]) -> Vec<usize> {
        let mut closure = BTreeSet::new();
        let mut open = revisions.to_vec();
        while let Some(revision) = open.pop() {
            if closure.insert(revision) {
                open.extend(&self.before[revision]);
            }
        }
        closure.into_iter().collect()
    }
}

/// A replay, and the revisions that are applied to it.
pub(super) struct Walk<'a> {
    lines: &'a Lines,
    upgrades: &'a [&'a [Operation]],
    pub(super) replay: Replay,
    /// The revisions, each after its ancestors. The schema is as if they had been applied
    /// in the order of the graph.
    applied: Vec<usize>,
    /// What takes back the last of `applied`: fewer, if the walk never goes back further.
    images: Vec<Images>,
    /// Where each revision stands in `applied`.
    places: Vec<Option<usize>>,
    /// How many ancestors each revision has that the walk came to.
    ancestors: Vec<usize>,
    /// What the applied revisions have to do with; of a history without forks, nothing.
    touches: Option<Touches>,
}

/// A revision that does not apply after others that are no ancestors of it.
pub(super) struct Conflict {
    pub(super) revision: usize,
    pub(super) operation: usize,
    pub(super) error: ApplyError,
}

/// How to go from what is applied to other revisions with all their ancestors.
struct Way {
    /// How many of what is applied stay.
    kept: usize,
    /// What is applied after these, in the order of the graph.
    missing: BTreeSet<usize>,
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
            touches: (!lines.are_one()).then(Touches::default),
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
        // Nothing is left that could be applied out of order.
        self.touches = None;
    }

    /// Where the walk is when all revisions are applied.
    pub(super) fn into_head(mut self) -> Head {
        debug_assert_eq!(self.applied.len(), self.upgrades.len());
        // What is kept takes back the last of the order, one by one.
        let places = self.applied.iter().enumerate().rev();
        let in_order = places.take_while(|(place, revision)| place == *revision);
        let useful = in_order.count().min(self.images.len());
        self.images.drain(..self.images.len() - useful);
        Head {
            replay: self.replay,
            images: self.images,
            is_whole: true,
        }
    }

    /// Goes to where `revisions` and all their ancestors are applied, and nothing else.
    /// Tells how many those are.
    pub(super) fn go_to(&mut self, revisions: &[usize]) -> Result<usize, Conflict> {
        let way = self.way_to(revisions);
        let count = way.kept + way.missing.len();
        let can_go_back = way.kept + self.images.len() >= self.applied.len();
        if !can_go_back || !self.go(way) {
            return self.go_in_order(revisions);
        }
        Ok(count)
    }

    /// Says that the revision, which stands after `ancestors` others, is applied.
    pub(super) fn applied(&mut self, revision: usize, ancestors: usize, images: Images) {
        self.ancestors[revision] = ancestors;
        self.stand(revision, images);
    }

    /// Says that the walk will not be asked to go back from here.
    pub(super) fn forget_the_way_back(&mut self) {
        self.images.clear();
    }

    /// Looks at what is applied from its end, until the rest is known to stay.
    fn way_to(&self, revisions: &[usize]) -> Way {
        let mut missing = BTreeSet::new();
        let mut standing = BTreeSet::new();
        let mut open = revisions.to_vec();
        while let Some(revision) = open.pop() {
            match self.places[revision] {
                Some(place) => {
                    standing.insert(place);
                }
                None if missing.insert(revision) => open.extend(&self.lines.before[revision]),
                None => {}
            }
        }
        let mut kept = self.applied.len();
        // From here on, all that was looked at is wanted.
        let mut wanted_from = kept;
        let mut wanted = Vec::new();
        while wanted_from > 0 {
            let place = standing.pop_last();
            if place.is_none_or(|place| place + 1 < wanted_from) {
                kept = place.map_or(0, |place| place + 1);
                missing.extend(wanted.drain(..));
            }
            let Some(place) = place else { break };
            let revision = self.applied[place];
            wanted.push(revision);
            wanted_from = place;
            if place == self.ancestors[revision] {
                break;
            }
            let before = self.lines.before[revision].iter();
            standing.extend(before.filter_map(|before| self.places[*before]));
        }
        Way { kept, missing }
    }

    /// Goes that way, and tells whether the schema is the one that the order of the graph
    /// gives.
    fn go(&mut self, way: Way) -> bool {
        self.go_back(way.kept);
        let applied = way
            .missing
            .iter()
            .all(|revision| self.apply(*revision).is_ok());
        applied && self.touches.as_ref().is_none_or(Touches::are_in_order)
    }

    /// Goes to where these and their ancestors are applied in the order of the graph.
    fn go_in_order(&mut self, revisions: &[usize]) -> Result<usize, Conflict> {
        let all = self.lines.closure(revisions);
        let same = self.applied.iter().zip(&all);
        let same = same
            .take_while(|(applied, wanted)| applied == wanted)
            .count();
        let kept = match same + self.images.len() >= self.applied.len() {
            true => same,
            false => 0,
        };
        self.go_back(kept);
        for revision in &all[kept..] {
            self.apply(*revision)?;
        }
        Ok(all.len())
    }

    fn go_back(&mut self, kept: usize) {
        if kept + self.images.len() < self.applied.len() {
            // Too far back: this is a new start.
            debug_assert_eq!(kept, 0);
            self.replay = Replay::default();
            self.images.clear();
        }
        while self.applied.len() > kept {
            if let Some(revision) = self.applied.pop() {
                self.places[revision] = None;
            }
            if let Some(images) = self.images.pop() {
                self.replay.restore(images);
            }
            if let Some(touches) = &mut self.touches {
                touches.pop();
            }
        }
    }

    fn apply(&mut self, revision: usize) -> Result<(), Conflict> {
        let images = self.replay.apply_all(self.upgrades[revision]);
        let images = images.map_err(|(operation, error)| Conflict {
            revision,
            operation,
            error,
        })?;
        self.stand(revision, images);
        Ok(())
    }

    fn stand(&mut self, revision: usize, images: Images) {
        if let Some(touches) = &mut self.touches {
            touches.push(revision, images.touched(self.replay.schema()));
        }
        self.places[revision] = Some(self.applied.len());
        self.applied.push(revision);
        self.images.push(images);
    }
}
