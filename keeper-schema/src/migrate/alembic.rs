//! Takes over a database that Alembic managed.

use std::collections::BTreeSet;
use std::fmt;

use keeper_schema_core::graph::{GraphError, RevisionSpec};
use keeper_schema_core::plan;
use keeper_schema_core::revision::RevisionId;

use super::{DatabaseCheck, Executor, MigrateError, Migrator, Options};

/// Why a database was not taken over. Nothing was changed.
#[derive(Debug)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are told by the wording")]
pub enum AlembicError {
    /// The database cannot be read or written, or not by this version.
    Migrate(MigrateError),
    /// Our own bookkeeping says something already.
    Managed { revisions: Vec<RevisionId> },
    /// The table is not there.
    NoTable,
    /// The table is empty.
    NoRow,
    /// The table has several rows.
    Branched {
        versions: Vec<String>,
        way_out: WayOut,
    },
    /// No revision has that id.
    UnknownVersion {
        version: String,
        closest: Option<String>,
    },
    /// The live schema is not what that revision leads to.
    Differs { check: Box<DatabaseCheck> },
}

/// What is to be done about several rows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are told by the wording")]
pub enum WayOut {
    /// The live schema is that of just one of them.
    Keep { version: RevisionId },
    /// The live schema is that of all of them together.
    StampAll { versions: Vec<RevisionId> },
    /// It is that of none; the number of differences from each that is a revision here.
    Mend { distances: Vec<(RevisionId, usize)> },
}

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

impl fmt::Display for AlembicError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Migrate(error) => error.fmt(f),
            Self::Managed { revisions } => write!(
                f,
                "the database is at {} by bookkeeping of our own already; `cargo db current` shows it, `cargo db check --database` compares",
                list(revisions)
            ),
            Self::NoTable => f.write_str(
                "the database has no table `alembic_version`, so Alembic did not manage it, or in another schema than those of the `search_path`; `cargo db stamp REVISION` records where a database stands, and `cargo db upgrade` builds an empty one",
            ),
            Self::NoRow => f.write_str(
                "the table `alembic_version` is empty, so Alembic took the database down to base; if it has the tables of a revision nevertheless, `cargo db stamp REVISION` records it, and if it has none, `cargo db upgrade` builds them",
            ),
            Self::Branched { versions, way_out } => {
                write!(
                    f,
                    "the table `alembic_version` has {} rows, {}, so the database is in an unexpected branched state: two upgrades ran at once, or files of two branches were never merged; {way_out}",
                    versions.len(),
                    list(versions)
                )
            }
            Self::UnknownVersion { version, closest } => {
                write!(
                    f,
                    "the table `alembic_version` says `{version}`, and no revision file has that id; "
                )?;
                match closest {
                    Some(closest) => write!(f, "is `{closest}` meant, or is the URL wrong?"),
                    None => f.write_str(
                        "the file is missing here, or the database is another application's",
                    ),
                }
            }
            Self::Differs { check } => write!(
                f,
                "the database is not what revision {} leads to: {} {}; nothing was stamped",
                list(&check.revisions),
                check.differences.len(),
                match check.differences.len() {
                    1 => "difference",
                    _ => "differences",
                }
            ),
        }
    }
}

impl fmt::Display for WayOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keep { version } => write!(
                f,
                "its schema is that of `{version}`, so keep that row: `DELETE FROM alembic_version WHERE version_num <> '{version}'`, and run this again"
            ),
            Self::StampAll { versions } => {
                let names: Vec<&str> = versions.iter().map(RevisionId::as_str).collect();
                write!(
                    f,
                    "its schema is that of both branches together, so record both with `cargo db stamp {}`, and join them with `cargo db merge`",
                    names.join(" ")
                )
            }
            Self::Mend { distances } if distances.is_empty() => f.write_str(
                "no revision file has one of those ids: the files are missing here, or the database is another application's",
            ),
            Self::Mend { distances } => {
                f.write_str("its schema is that of none of them (")?;
                for (position, (revision, distance)) in distances.iter().enumerate() {
                    let comma = if position == 0 { "" } else { ", " };
                    let differences = match distance {
                        1 => "difference",
                        _ => "differences",
                    };
                    write!(f, "{comma}{distance} {differences} from `{revision}`")?;
                }
                f.write_str(
                    "): keep the row of the nearest, run this again, and bring the schema to it by what it then lists",
                )
            }
        }
    }
}

impl std::error::Error for AlembicError {}

impl From<MigrateError> for AlembicError {
    fn from(error: MigrateError) -> Self {
        Self::Migrate(error)
    }
}

fn list(names: &[impl fmt::Display]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
