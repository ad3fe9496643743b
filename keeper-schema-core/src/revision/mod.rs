//! Revisions: the nodes of history, and the files they are kept in.

pub mod checksum;
pub mod directory;
mod file_name;
mod form;
mod id;
#[cfg(test)]
mod laws;
mod phase;
pub mod read;
pub mod write;

use std::path::PathBuf;

use toml_datetime::Datetime;

use crate::diagnostic::Place;
use crate::operation::Operation;

pub use self::directory::{RevisionDirectory, RevisionDirectoryError};
pub use self::file_name::{file_name, slug};
pub use self::id::{RevisionId, RevisionIdError};
pub use self::phase::Phase;

/// What a revision file says.
#[derive(Clone, Debug, PartialEq)]
#[allow(
    missing_docs,
    reason = "the fields are the keys of the revision format"
)]
pub struct Revision {
    pub id: RevisionId,
    /// The parents: none for a base, several for a merge.
    pub down_revision: Vec<RevisionId>,
    pub branch_labels: Vec<String>,
    /// Revisions that must be applied before, though they are no parents.
    pub depends_on: Vec<RevisionId>,
    /// Revisions that this one is run in place of, where none of them is applied.
    pub replaces: Vec<RevisionId>,
    /// Without one, it may run at any time.
    pub phase: Option<Phase>,
    pub base_schema: Option<String>,
    pub message: String,
    pub create_date: Option<Datetime>,
    pub irreversible: bool,
    /// `foreign_keys = "on"`: SQLite enforces foreign keys while this runs.
    pub foreign_keys_on: bool,
    pub upgrade: Vec<Operation>,
    /// The whole downgrade, if it is written rather than derived.
    pub downgrade: Option<Vec<Operation>>,
}

impl Revision {
    /// A base that does nothing yet.
    pub fn new(id: RevisionId, message: impl Into<String>) -> Self {
        Self {
            id,
            down_revision: Vec::new(),
            branch_labels: Vec::new(),
            depends_on: Vec::new(),
            replaces: Vec::new(),
            phase: None,
            base_schema: None,
            message: message.into(),
            create_date: None,
            irreversible: false,
            foreign_keys_on: false,
            upgrade: Vec::new(),
            downgrade: None,
        }
    }
}

/// A revision and the file it was read from.
#[derive(Clone, Debug)]
pub struct RevisionFile {
    /// The revision.
    pub revision: Revision,
    /// The file, as it was found.
    pub path: PathBuf,
    /// The text of the file.
    pub source: String,
    /// Where each operation of `upgrade` stands, in the same order.
    pub upgrade_places: Vec<Place>,
    /// Where each operation of `downgrade` stands, in the same order.
    pub downgrade_places: Vec<Place>,
}
