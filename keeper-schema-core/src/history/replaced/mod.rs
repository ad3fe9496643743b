//! Revisions that others were squashed into (`replaces`), and what a database makes of them.
//!
//! A database that has applied none of what a revision replaces runs that revision. One that
//! has all of it has the revision. For one that has a part, history is what it was before:
//! with the replaced revisions, and without the one that replaces them.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use super::{History, Revisions, report, validate};
use crate::diagnostic::Diagnostic;
use crate::graph::{GraphError, RevisionGraph};
use crate::revision::{Revision, RevisionFile, RevisionId};

/// What a database has applied, in the terms of the history.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// What is applied; a revision stands for those it replaces if all of them are.
    pub applied: BTreeSet<RevisionId>,
    /// The revisions that stand so for others, and are not recorded yet.
    pub replacing: Vec<RevisionId>,
    /// The revisions whose replaced ones are applied in part.
    pub in_part: Vec<RevisionId>,
}

/// The graph of the revisions that are not replaced. What came after a replaced revision comes
/// after the one that replaces it.
pub(super) fn graph(files: &[RevisionFile]) -> Result<RevisionGraph, Vec<GraphError>> {
    let all = files.iter().map(|file| &file.revision);
    let mut replaced: BTreeMap<&RevisionId, &RevisionId> = BTreeMap::new();
    let mut errors = Vec::new();
    for revision in all.clone() {
        for id in &revision.replaces {
            if let Some(other) = replaced.insert(id, &revision.id)
                && *other != revision.id
            {
                errors.push(GraphError::ReplacedTwice {
                    revision: id.clone(),
                    by: vec![other.clone(), revision.id.clone()],
                });
            }
        }
    }
    for revision in all.clone().filter(|it| !it.replaces.is_empty()) {
        if let Some(by) = replaced.get(&revision.id) {
            errors.push(GraphError::ReplacesReplacement {
                revision: (*by).clone(),
                replaced: revision.id.clone(),
            });
        }
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    if replaced.is_empty() {
        return RevisionGraph::new(all);
    }
    let stands = |ids: &[RevisionId]| {
        let ids = ids.iter();
        ids.map(|id| (*replaced.get(id).unwrap_or(&id)).clone())
            .collect()
    };
    let standing: Vec<Revision> = all
        .filter(|revision| !replaced.contains_key(&revision.id))
        .map(|revision| Revision {
            down_revision: stands(&revision.down_revision),
            depends_on: stands(&revision.depends_on),
            branch_labels: revision.branch_labels.clone(),
            ..Revision::new(revision.id.clone(), "")
        })
        .collect();
    let graph = RevisionGraph::new(&standing)?;
    let replaced = replaced.into_iter();
    let replaced = replaced.map(|(revision, by)| (revision.clone(), by.clone()));
    Ok(graph.with_replaced(replaced.collect()))
}

impl Revisions {
    /// What a database has that recorded these revisions.
    ///
    /// # Errors
    /// [`GraphError::ReplacedInPart`].
    pub fn settle(&self, recorded: &BTreeSet<RevisionId>) -> Result<Settled, GraphError> {
        let mut settled = Settled {
            applied: recorded.clone(),
            ..Settled::default()
        };
        for revision in self.iter().map(|file| &file.revision) {
            let has = |id: &&RevisionId| recorded.contains(*id);
            if recorded.contains(&revision.id) || !revision.replaces.iter().any(|id| has(&id)) {
                continue;
            }
            let listed = |is_meant: &dyn Fn(&&RevisionId) -> bool| {
                let ids = revision.replaces.iter().filter(is_meant);
                ids.cloned().collect::<Vec<_>>()
            };
            if revision.replaces.iter().all(|id| has(&id)) {
                settled.applied.retain(|id| !revision.replaces.contains(id));
                settled.applied.insert(revision.id.clone());
                settled.replacing.push(revision.id.clone());
                continue;
            }
            let gone = listed(&|id| !self.replaced.contains_key(*id));
            if !gone.is_empty() {
                return Err(GraphError::ReplacedInPart {
                    revision: revision.id.clone(),
                    applied: listed(&has),
                    gone,
                });
            }
            settled.in_part.push(revision.id.clone());
        }
        Ok(settled)
    }

    /// These with the replaced revisions in place of those that replace them, whose files are
    /// all there.
    ///
    /// # Errors
    /// Everything that is wrong with the graph.
    pub fn without(&self, replacing: &[RevisionId]) -> Result<Self, Vec<Diagnostic>> {
        let files = self.files();
        let files = files.filter(|file| !replacing.contains(&file.revision.id));
        Self::new(files.cloned().collect())
    }

    /// What is right for a database that recorded these revisions: these, or those that it
    /// has a part of.
    ///
    /// # Errors
    /// [`GraphError::ReplacedInPart`] and all that is wrong with that graph.
    pub fn seen_from(
        &self,
        recorded: &BTreeSet<RevisionId>,
    ) -> Result<(Option<Self>, BTreeSet<RevisionId>), Vec<Diagnostic>> {
        let settled = self
            .settle(recorded)
            .map_err(|error| vec![report::graph_error(&error, &[])])?;
        let before = match settled.in_part.as_slice() {
            [] => None,
            in_part => Some(self.without(in_part)?),
        };
        Ok((before, settled.applied))
    }
}

impl History {
    /// [`Revisions::without`], replayed.
    ///
    /// # Errors
    /// As [`History::new`].
    pub fn without(&self, replacing: &[RevisionId]) -> Result<Self, Vec<Diagnostic>> {
        let revisions = self.revisions.without(replacing)?;
        let head = validate::validate(&revisions)?;
        Ok(Self { revisions, head })
    }

    /// Checks that each revision does what those do that it replaces, if they are there.
    pub(super) fn check_replacements(&self) -> Result<(), Vec<Diagnostic>> {
        for file in self.revisions() {
            let replaced = &file.revision.replaces;
            let is_there = |id| self.revisions.replaced.contains_key(id);
            if replaced.is_empty() || !replaced.iter().all(is_there) {
                continue;
            }
            let before = self.without(std::slice::from_ref(&file.revision.id))?;
            let graph = before.graph();
            let after_all = before.replay(&graph.ancestors_inclusive(replaced));
            if after_all != self.schema_at(&file.revision.id) {
                return Err(vec![report::replaced_differs(file)]);
            }
        }
        Ok(())
    }
}
