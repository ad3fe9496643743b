//! The revisions that wait for the contract phase.

use keeper_schema_core::history::Revisions;
use keeper_schema_core::revision::RevisionId;

use crate::output;

/// Says on stderr which contracts wait, and what runs them.
pub(crate) fn tell(revisions: &Revisions, waiting: &[RevisionId]) {
    for file in waiting.iter().filter_map(|id| revisions.get(id)) {
        let line = output::line(&file.revision, &[]);
        eprintln!("waiting: {line}");
    }
    if !waiting.is_empty() {
        eprintln!("`cargo db upgrade` goes on when no old code is left");
    }
}
