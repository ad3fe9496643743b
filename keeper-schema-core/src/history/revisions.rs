//! Revision files and their graph, before anything is replayed.

use std::collections::BTreeMap;

use super::{replaced, report};
use crate::diagnostic::Diagnostic;
use crate::graph::RevisionGraph;
use crate::revision::{RevisionFile, RevisionId};

/// Revisions that follow each other, whether or not their operations apply.
///
/// Enough for whatever asks only which revisions there are and in which order. A revision
/// that replaces others stands in their place; those are kept apart, and are no part of the
/// graph.
#[derive(Clone, Debug)]
pub struct Revisions {
    files: BTreeMap<RevisionId, RevisionFile>,
    graph: RevisionGraph,
    /// The files of what is replaced, as far as they are there.
    pub(super) replaced: BTreeMap<RevisionId, RevisionFile>,
}

impl Revisions {
    /// Joins revision files.
    ///
    /// # Errors
    /// Everything that is wrong with the graph.
    pub fn new(files: Vec<RevisionFile>) -> Result<Self, Vec<Diagnostic>> {
        let graph = replaced::graph(&files).map_err(|errors| -> Vec<Diagnostic> {
            let report = |error| report::graph_error(error, &files);
            errors.iter().map(report).collect()
        })?;
        let files = files.into_iter();
        let files = files.map(|file| (file.revision.id.clone(), file));
        let (files, replaced) = files.partition(|(id, _)| graph.contains(id));
        Ok(Self {
            files,
            graph,
            replaced,
        })
    }

    /// These and another one.
    ///
    /// # Errors
    /// As [`Revisions::new`] of all the files.
    pub(super) fn with(self, file: RevisionFile) -> Result<Self, Vec<Diagnostic>> {
        let files = self.files.into_values().chain(self.replaced.into_values());
        Self::new(files.chain([file]).collect())
    }

    /// How the revisions follow each other.
    pub fn graph(&self) -> &RevisionGraph {
        &self.graph
    }

    /// The revision of that id.
    pub fn get(&self, revision: &RevisionId) -> Option<&RevisionFile> {
        self.files.get(revision)
    }

    /// The revision of that id that another one replaces, if its file is still there.
    pub fn replaced(&self, revision: &RevisionId) -> Option<&RevisionFile> {
        self.replaced.get(revision)
    }

    /// The revision that replaces that of this id.
    pub fn replacing(&self, revision: &RevisionId) -> Option<&RevisionFile> {
        let mut files = self.files.values();
        files.find(|file| file.revision.replaces.contains(revision))
    }

    /// Every revision, in the order of the graph.
    pub fn iter(&self) -> impl Iterator<Item = &RevisionFile> {
        let order = self.graph.order().iter();
        order.filter_map(|revision| self.files.get(revision))
    }

    /// Every file, those of what is replaced last.
    pub fn files(&self) -> impl Iterator<Item = &RevisionFile> {
        self.iter().chain(self.replaced.values())
    }
}
