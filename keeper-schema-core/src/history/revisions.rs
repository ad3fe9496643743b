//! Revision files and their graph, before anything is replayed.

use std::collections::BTreeMap;

use super::report;
use crate::diagnostic::Diagnostic;
use crate::graph::RevisionGraph;
use crate::revision::{RevisionFile, RevisionId};

/// Revisions that follow each other, whether or not their operations apply.
///
/// Enough for whatever asks only which revisions there are and in which order.
#[derive(Clone, Debug)]
pub struct Revisions {
    files: BTreeMap<RevisionId, RevisionFile>,
    graph: RevisionGraph,
}

impl Revisions {
    /// Joins revision files.
    ///
    /// # Errors
    /// Everything that is wrong with the graph.
    pub fn new(files: Vec<RevisionFile>) -> Result<Self, Vec<Diagnostic>> {
        let graph = RevisionGraph::new(files.iter().map(|file| &file.revision)).map_err(
            |errors| -> Vec<Diagnostic> {
                let report = |error| report::graph_error(error, &files);
                errors.iter().map(report).collect()
            },
        )?;
        let files = files.into_iter();
        let files = files.map(|file| (file.revision.id.clone(), file)).collect();
        Ok(Self { files, graph })
    }

    /// These and another one.
    ///
    /// # Errors
    /// As [`Revisions::new`] of all the files.
    pub(super) fn with(self, file: RevisionFile) -> Result<Self, Vec<Diagnostic>> {
        let files = self.files.into_values();
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

    /// Every revision, in the order of the graph.
    pub fn iter(&self) -> impl Iterator<Item = &RevisionFile> {
        let order = self.graph.order().iter();
        order.filter_map(|revision| self.files.get(revision))
    }
}
