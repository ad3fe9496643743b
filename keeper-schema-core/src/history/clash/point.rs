//! What each of several heads stands on, and a replay that goes from one common point to
//! the next.

use crate::history::Revisions;
use crate::history::walk::Lines;
use crate::operation::{Images, Operation, Replay};
use crate::revision::{RevisionFile, RevisionId};

/// The revisions by their position in the graph's order, and which of them each head has.
pub(super) struct Lineages<'a> {
    files: Vec<&'a RevisionFile>,
    /// For each head, whether it has each revision.
    has: Vec<Vec<bool>>,
}

/// What two heads have in common, and each alone, in the order of the graph.
pub(super) struct Pair {
    pub(super) common: Vec<usize>,
    pub(super) first: Vec<usize>,
    pub(super) second: Vec<usize>,
}

impl Pair {
    /// Whether one of the two has all that the other has.
    pub(super) fn is_line(&self) -> bool {
        self.first.is_empty() || self.second.is_empty()
    }

    /// How many operations the two have apart.
    pub(super) fn operations(&self, lineages: &Lineages<'_>) -> usize {
        let revisions = self.first.iter().chain(&self.second);
        revisions
            .map(|at| 1 + lineages.files[*at].revision.upgrade.len())
            .sum()
    }
}

impl<'a> Lineages<'a> {
    pub(super) fn of(revisions: &'a Revisions, heads: &[&RevisionId]) -> Self {
        let lines = Lines::of(revisions.graph());
        let files: Vec<&RevisionFile> = revisions.iter().collect();
        let has = |head: &&RevisionId| {
            let mut has = vec![false; files.len()];
            let mut open: Vec<usize> = (files.iter())
                .position(|file| file.revision.id == **head)
                .into_iter()
                .collect();
            while let Some(revision) = open.pop() {
                if !std::mem::replace(&mut has[revision], true) {
                    open.extend(&lines.before[revision]);
                }
            }
            has
        };
        Self {
            has: heads.iter().map(has).collect(),
            files,
        }
    }

    pub(super) fn pair(&self, first: usize, second: usize) -> Pair {
        let (first, second) = (&self.has[first], &self.has[second]);
        let those =
            |is: &dyn Fn(usize) -> bool| (0..self.files.len()).filter(|at| is(*at)).collect();
        Pair {
            common: those(&|at| first[at] && second[at]),
            first: those(&|at| first[at] && !second[at]),
            second: those(&|at| second[at] && !first[at]),
        }
    }

    pub(super) fn id(&self, revision: usize) -> &'a RevisionId {
        &self.files[revision].revision.id
    }

    /// The operations of these revisions, each with its place.
    pub(super) fn upgrades(&self, revisions: &[usize]) -> Vec<((usize, usize), &'a Operation)> {
        let of = |revision: &usize| {
            let revision = *revision;
            let operations = self.files[revision].revision.upgrade.iter().enumerate();
            operations.map(move |(position, operation)| ((revision, position), operation))
        };
        revisions.iter().flat_map(of).collect()
    }
}

/// A replay of some revisions.
pub(super) struct Point<'a> {
    lineages: &'a Lineages<'a>,
    replay: Replay,
    /// What is applied, in the order of the graph, with what takes it back.
    applied: Vec<(usize, Images)>,
}

impl<'a> Point<'a> {
    pub(super) fn new(lineages: &'a Lineages<'a>) -> Self {
        Self {
            lineages,
            replay: Replay::default(),
            applied: Vec::new(),
        }
    }

    /// Goes to where these revisions are applied, which stand in the order of the graph;
    /// nothing if one of them does not apply.
    pub(super) fn go_to(&mut self, revisions: &[usize]) -> Option<&mut Replay> {
        let same = (self.applied.iter().zip(revisions))
            .take_while(|((applied, _), revision)| applied == *revision)
            .count();
        for (_, images) in self.applied.drain(same..).rev() {
            self.replay.restore(images);
        }
        for revision in &revisions[same..] {
            let upgrade = &self.lineages.files[*revision].revision.upgrade;
            let images = self.replay.apply_all(upgrade).ok()?;
            self.applied.push((*revision, images));
        }
        Some(&mut self.replay)
    }

    /// Whether all heads, one after the other and in the opposite order, apply and lead to
    /// the same schema. That two of them clash and a third hides it is not to be expected of
    /// what applies without that third one.
    pub(super) fn all_commute(&mut self) -> bool {
        let heads = self.lineages.has.len();
        let all = 0..self.lineages.files.len();
        let common: Vec<usize> = all
            .filter(|at| self.lineages.has.iter().all(|has| has[*at]))
            .collect();
        if self.go_to(&common).is_none() {
            return false;
        }
        let Some(images) = self.apply_heads(&common, 0..heads) else {
            return false;
        };
        let as_one = self.replay.swap(images);
        let Some(images) = self.apply_heads(&common, (0..heads).rev()) else {
            return false;
        };
        let differs = as_one.difference(&images, self.replay.schema());
        self.replay.restore(images);
        differs.is_none()
    }

    /// Applies what each head has that none before it has.
    fn apply_heads(
        &mut self,
        common: &[usize],
        heads: impl Iterator<Item = usize>,
    ) -> Option<Images> {
        let mut has = vec![false; self.lineages.files.len()];
        for revision in common {
            has[*revision] = true;
        }
        let mut order = Vec::new();
        for head in heads {
            for (revision, is_of_head) in self.lineages.has[head].iter().enumerate() {
                if *is_of_head && !std::mem::replace(&mut has[revision], true) {
                    order.push(revision);
                }
            }
        }
        let files = &self.lineages.files;
        let upgrades = order.iter().flat_map(|at| &files[*at].revision.upgrade);
        self.replay.apply_all(upgrades).ok()
    }
}
