//! Which operations of unmerged heads cannot both be as they stand.
//!
//! Two heads commute if what each has since their common ancestors applies in either order
//! and leads to the same schema. Only heads are compared, never revisions one by one. Knows
//! no database: who is to win is said by others.

mod compare;
#[cfg(test)]
mod laws;
mod point;
#[cfg(test)]
mod tests;
mod words;
mod yielding;

use std::collections::BTreeSet;

pub use self::compare::Why;
use self::compare::clashes;
use self::point::{Lineages, Point};
use super::{History, Revisions};
use crate::diagnostic::{Code, Diagnostic};
use crate::operation::Operation;
use crate::revision::RevisionId;

/// Above this many heads, all are tried together first: where that goes well in two opposite
/// orders, no pair has to be looked at.
const FEW: usize = 8;
/// So many operations are replayed to compare pairs; what is left then is counted.
const LIMIT: usize = 20_000;
/// More clashes than these are counted.
const SHOWN: usize = 20;

/// Two operations of two heads that cannot both be as they stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// That of the head with the lesser id.
    pub first: ClashSide,
    /// That of the other head.
    pub second: ClashSide,
    /// What goes wrong.
    pub why: Why,
}

/// One of two operations that clash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClashSide {
    /// The head whose branch it is on.
    pub head: RevisionId,
    /// The revision that it is of.
    pub revision: RevisionId,
    /// Its position in the upgrade.
    pub operation: usize,
}

/// All that was found between some heads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clashes {
    /// Each pair of operations once: by their heads, then in the order of the history.
    pub all: Vec<Clash>,
    /// How many pairs of heads were not compared: there were too many.
    pub uncompared: usize,
}

impl Clashes {
    /// Whether nothing clashes, and every pair was compared.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty() && self.uncompared == 0
    }

    /// Each as one diagnostic with two places. The guard and the command line tell the same.
    pub fn diagnostics(&self, history: &History) -> Vec<Diagnostic> {
        let clashes = self.all.iter().take(SHOWN);
        let told = clashes.filter_map(|clash| words::unmerged(clash, history.as_revisions()));
        let mut diagnostics: Vec<Diagnostic> = told.collect();
        if self.all.len() > SHOWN {
            let message = format!("{} more operations clash", self.all.len() - SHOWN);
            diagnostics.push(Diagnostic::new(Code::Clash, message).help("settle these first"));
        }
        if self.uncompared > 0 {
            diagnostics.push(
                Diagnostic::new(
                    Code::Clash,
                    format!(
                        "{} more pairs of heads were not compared: there are too many",
                        self.uncompared
                    ),
                )
                .help("merge a few at a time: `cargo db merge REV REV -m \"...\"`"),
            );
        }
        diagnostics
    }
}

impl History {
    /// What clashes between the heads; nothing if there is but one.
    pub fn clashes(&self) -> Clashes {
        between(&self.revisions, self.graph().heads())
    }

    /// What clashes between these revisions, as if each were a head.
    pub fn clashes_between(&self, heads: &[RevisionId]) -> Clashes {
        between(&self.revisions, heads)
    }
}

/// What clashes between the parents of a merge that is in the history already.
pub(super) fn of_merge(revisions: &Revisions, merge: &RevisionId) -> Vec<Diagnostic> {
    let graph = revisions.graph();
    let before = graph.parents(merge).into_iter();
    let before: Vec<RevisionId> = before.chain(graph.dependencies(merge)).cloned().collect();
    let found = between(revisions, &before);
    let told = found.all.iter();
    told.filter_map(|clash| words::merged(clash, merge, revisions))
        .collect()
}

fn between(revisions: &Revisions, heads: &[RevisionId]) -> Clashes {
    let mut heads: Vec<&RevisionId> = heads.iter().collect();
    heads.sort_unstable();
    heads.dedup();
    let lineages = Lineages::of(revisions, &heads);
    let mut point = Point::new(&lineages);
    let mut clashes = Clashes::default();
    if heads.len() > FEW && point.all_commute() {
        return clashes;
    }
    let mut told = BTreeSet::new();
    let mut replayed = 0;
    for first in 0..heads.len() {
        for second in first + 1..heads.len() {
            if replayed > LIMIT {
                clashes.uncompared += 1;
                continue;
            }
            let pair = lineages.pair(first, second);
            if pair.is_line() {
                continue;
            }
            replayed += pair.operations(&lineages);
            let side = |head: usize, (revision, operation): (usize, usize)| ClashSide {
                head: heads[head].clone(),
                revision: lineages.id(revision).clone(),
                operation,
            };
            for (one, other, why) in compare(&mut point, &lineages, &pair) {
                if told.insert((one.min(other), one.max(other))) {
                    clashes.all.push(Clash {
                        first: side(first, one),
                        second: side(second, other),
                        why,
                    });
                }
            }
        }
    }
    clashes
}

/// The revision and the position of an operation.
type At = (usize, usize);

fn compare(
    point: &mut Point<'_>,
    lineages: &Lineages<'_>,
    pair: &point::Pair,
) -> Vec<(At, At, Why)> {
    let (first, second) = (
        lineages.upgrades(&pair.first),
        lineages.upgrades(&pair.second),
    );
    let Some(replay) = point.go_to(&pair.common) else {
        return Vec::new();
    };
    let left: Vec<&Operation> = first.iter().map(|(_, operation)| *operation).collect();
    let right: Vec<&Operation> = second.iter().map(|(_, operation)| *operation).collect();
    let found = clashes(replay, &left, &right).into_iter();
    found
        .map(|found| (first[found.first].0, second[found.second].0, found.why))
        .collect()
}
