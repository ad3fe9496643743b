//! Why a database that Alembic managed is not taken over, and what is to be done.

use std::fmt;

use keeper_schema_core::revision::RevisionId;

use crate::migrate::{DatabaseCheck, MigrateError};

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
