//! What a database remembers.

use std::collections::{BTreeMap, BTreeSet};

use keeper_schema_core::revision::RevisionId;

/// The bookkeeping of a database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// What is applied, in the order in which it was.
    pub revisions: Vec<AppliedRevision>,
    /// Facts about the database: `format`, `oldest_reader`, `application`, `environment`.
    pub meta: BTreeMap<String, String>,
}

/// A revision as the database remembers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppliedRevision {
    /// The id.
    pub revision: RevisionId,
    /// How it came here.
    pub kind: RecordKind,
    /// The checksum of its content.
    pub checksum: String,
    /// When it was recorded, as RFC 3339 in UTC.
    pub applied_at: String,
    /// Who ran it.
    pub applied_by: String,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
    /// The tool and its version.
    pub tool_version: String,
}

/// How a revision came to be recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordKind {
    /// It was run.
    Applied,
    /// It was stamped: recorded without being run.
    Stamped,
    /// It replaced others that had been run.
    Replaced,
}

/// A revision to be recorded without being run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The id.
    pub revision: RevisionId,
    /// The checksum of its content.
    pub checksum: String,
    /// Its canonical text.
    pub source: String,
}

impl State {
    /// The ids of what is applied.
    pub fn applied(&self) -> BTreeSet<RevisionId> {
        let revisions = self.revisions.iter();
        revisions.map(|row| row.revision.clone()).collect()
    }
}

impl RecordKind {
    /// The word in the bookkeeping.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Stamped => "stamped",
            Self::Replaced => "replaced",
        }
    }
}
