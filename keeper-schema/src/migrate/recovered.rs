//! Revisions that a database has applied and no file has any more.

use std::path::Path;

use keeper_schema_core::history::History;
use keeper_schema_core::revision::{RevisionFile, RevisionId, read};

use super::{Executor, MigrateError};

/// The history with the revisions that are applied and in no file, read from the text that
/// the database recorded of them, and which they are. None if every applied revision is in
/// a file, or if one of the others was recorded without its text.
///
/// A branch that was left behind can so be reverted when its files are gone.
///
/// # Errors
/// If the database cannot be read, or a recorded text is no revision of this history.
pub fn recovered(
    history: &History,
    executor: &mut dyn Executor,
) -> Result<Option<(History, Vec<RevisionId>)>, MigrateError> {
    let mut files: Vec<RevisionFile> = history.as_revisions().files().cloned().collect();
    let is_replaced = |id: &RevisionId| history.as_revisions().replacing(id).is_some();
    let mut revisions = Vec::new();
    for revision in executor.state()?.applied() {
        if history.revision(&revision).is_some() || is_replaced(&revision) {
            continue;
        }
        let Some(source) = executor.source(&revision)? else {
            return Ok(None);
        };
        files.push(parsed(&revision, &source)?);
        revisions.push(revision);
    }
    if revisions.is_empty() {
        return Ok(None);
    }
    let history = History::new(files).map_err(|diagnostics| MigrateError::History {
        reason: diagnostics
            .first()
            .map(|diagnostic| diagnostic.message.clone())
            .unwrap_or_default(),
    })?;
    Ok(Some((history, revisions)))
}

fn parsed(revision: &RevisionId, source: &str) -> Result<RevisionFile, MigrateError> {
    let path = format!("the database's text of {revision}");
    let file = read::revision(Path::new(&path), source).ok();
    file.filter(|file| file.revision.id == *revision)
        .ok_or_else(|| MigrateError::BadBookkeeping {
            reason: format!("the text of revision `{revision}` cannot be read"),
        })
}
