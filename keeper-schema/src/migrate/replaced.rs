//! Databases that have a part of what a revision replaces.

use std::collections::BTreeSet;

use keeper_schema_core::diagnostic::Diagnostic;
use keeper_schema_core::graph::RevisionSpec;
use keeper_schema_core::history::{History, Settled};
use keeper_schema_core::revision::{RevisionFile, RevisionId};

use super::{Executor, MigrateError, Migrator, State};

/// History as it was before revisions were replaced.
pub(super) struct Before {
    pub(super) history: History,
    /// The revisions that are in the way of a database that has a part of what they replace.
    in_part: Vec<RevisionId>,
}

impl<'h> Migrator<'h> {
    /// What the database has in the terms of the history.
    ///
    /// # Errors
    /// If it has a part of what a revision replaces: [`Migrator::upgrade`] and
    /// [`Migrator::downgrade`] see to it before they plan.
    pub(super) fn settle(&self, state: &State) -> Result<Settled, MigrateError> {
        let settled = self.history.as_revisions().settle(&state.applied())?;
        match settled.in_part.first() {
            None => Ok(settled),
            Some(revision) => Err(MigrateError::History {
                reason: format!(
                    "the database has a part of what revision `{revision}` replaces; \
                     an upgrade to the newest revision runs the rest first"
                ),
            }),
        }
    }

    /// The history that a database is on which has a part of what a revision replaces.
    pub(super) fn before_replacement(
        &self,
        executor: &mut dyn Executor,
    ) -> Result<Option<Before>, MigrateError> {
        let mut revisions = self.history.revisions();
        if revisions.all(|file| file.revision.replaces.is_empty()) {
            return Ok(None);
        }
        let applied = executor.state()?.applied();
        let in_part = self.history.as_revisions().settle(&applied)?.in_part;
        if in_part.is_empty() {
            return Ok(None);
        }
        let history = self.history.without(&in_part).map_err(broken)?;
        Ok(Some(Before { history, in_part }))
    }

    /// The revisions whose replaced ones an upgrade to the target completes; none if the
    /// target is one of the replaced, or is counted from where the database is.
    pub(super) fn replacing_on_the_way(
        &self,
        target: &RevisionSpec,
        before: &Before,
    ) -> Option<Vec<&'h RevisionFile>> {
        if target.needs_applied() {
            return None;
        }
        let graph = self.history.graph();
        let targets = graph.resolve(target, &BTreeSet::new()).ok()?;
        let needed = graph.ancestors_inclusive(&targets);
        let in_part = before.in_part.iter().filter(|id| needed.contains(*id));
        let files: Vec<&RevisionFile> =
            in_part.filter_map(|id| self.history.revision(id)).collect();
        (files.len() == before.in_part.len()).then_some(files)
    }
}

/// The first thing that is wrong, as one error.
pub(super) fn broken(diagnostics: Vec<Diagnostic>) -> MigrateError {
    let lines = diagnostics.iter().flat_map(Diagnostic::lines);
    MigrateError::History {
        reason: lines.collect::<Vec<String>>().join("\n"),
    }
}
