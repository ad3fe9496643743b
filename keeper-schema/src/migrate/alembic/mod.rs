//! Takes over a database that Alembic managed.

mod error;

use std::collections::BTreeSet;

use keeper_schema_core::graph::{GraphError, RevisionSpec};
use keeper_schema_core::plan;
use keeper_schema_core::revision::RevisionId;

pub use self::error::{AlembicError, WayOut};

use super::{Executor, MigrateError, Migrator, Options};

impl Migrator<'_> {
    /// Records the revision that Alembic's table names, if the live schema is what it leads
    /// to. Runs nothing, and leaves the table as it is.
    ///
    /// # Errors
    /// What stands against it, with the way out.
    pub fn stamp_from_alembic(
        &self,
        executor: &mut dyn Executor,
        options: &Options,
    ) -> Result<RevisionId, AlembicError> {
        let graph = self.history.graph();
        let versions = executor.alembic_versions()?.ok_or(AlembicError::NoTable)?;
        let applied = executor.state()?.applied();
        if !applied.is_empty() {
            return Err(AlembicError::Managed {
                revisions: plan::current_heads(graph, &applied),
            });
        }
        let version = match versions.as_slice() {
            [] => return Err(AlembicError::NoRow),
            [version] => self.alembic_revision(version)?,
            _ => return Err(self.branched(executor, versions)?),
        };
        let ancestors = graph.ancestors_inclusive(std::slice::from_ref(&version));
        let check = self.check_at(executor, &ancestors)?;
        if !check.differences.is_empty() {
            let check = Box::new(check);
            return Err(AlembicError::Differs { check });
        }
        let target =
            RevisionSpec::parse(version.as_str()).map_err(|error| MigrateError::History {
                reason: error.to_string(),
            })?;
        self.stamp(executor, &[target], options)?;
        Ok(version)
    }

    fn alembic_revision(&self, version: &str) -> Result<RevisionId, AlembicError> {
        let mut revisions = self.history.revisions().map(|file| &file.revision.id);
        match revisions.find(|id| id.as_str() == version) {
            Some(id) => Ok(id.clone()),
            None => Err(AlembicError::UnknownVersion {
                version: version.to_owned(),
                closest: self.closest_revision(version),
            }),
        }
    }

    fn closest_revision(&self, version: &str) -> Option<String> {
        let spec = RevisionSpec::parse(version).ok()?;
        match self.history.graph().resolve(&spec, &BTreeSet::new()) {
            Err(GraphError::RevisionNotFound { closest, .. }) => {
                closest.map(|closest| closest.to_string())
            }
            Ok(_) | Err(_) => None,
        }
    }

    /// Finds which of several rows the live schema speaks for.
    fn branched(
        &self,
        executor: &mut dyn Executor,
        versions: Vec<String>,
    ) -> Result<AlembicError, MigrateError> {
        let known = self.history.revisions().map(|file| &file.revision.id);
        let known = known.filter(|id| versions.iter().any(|version| version == id.as_str()));
        let revisions: Vec<RevisionId> = known.cloned().collect();
        let graph = self.history.graph();
        let mut distances = Vec::new();
        for revision in &revisions {
            let ancestors = graph.ancestors_inclusive(std::slice::from_ref(revision));
            let check = self.check_at(executor, &ancestors)?;
            distances.push((revision.clone(), check.differences.len()));
        }
        let together = graph.ancestors_inclusive(&revisions);
        let heads = plan::current_heads(graph, &together);
        let way_out = match distances.iter().find(|(_, distance)| *distance == 0) {
            Some((version, _)) => WayOut::Keep {
                version: version.clone(),
            },
            None if revisions.len() == versions.len()
                && heads.len() > 1
                && self.check_at(executor, &together)?.differences.is_empty() =>
            {
                WayOut::StampAll { versions: heads }
            }
            None => WayOut::Mend { distances },
        };
        Ok(AlembicError::Branched { versions, way_out })
    }
}
