//! `merge --keep`: takes what is in the way of one branch out of the files of the others.

use std::collections::{BTreeMap, BTreeSet};

use keeper_schema_core::graph::RevisionSpec;
use keeper_schema_core::history::History;
use keeper_schema_core::revision::{RevisionFile, RevisionId};

use crate::args;
use crate::failure::Failure;
use crate::project::Project;
use crate::revision_edits::{refuse_applied, with_fingerprints, without_operations};

/// The history in which one of the parents has won, and what was taken out for it, in words.
/// Nothing is written.
pub(super) fn history(
    project: &Project,
    before: &History,
    parents: &[RevisionId],
    kept: &str,
    database: &args::Database,
) -> Result<(History, Vec<String>), Failure> {
    let kept = winner(before, parents, kept)?;
    let mut yielding: BTreeMap<RevisionId, BTreeSet<usize>> = BTreeMap::new();
    for other in parents.iter().filter(|other| **other != kept) {
        for (revision, operation) in before.yielding(&kept, other) {
            yielding.entry(revision).or_default().insert(operation);
        }
    }
    let edited: BTreeSet<RevisionId> = yielding.keys().cloned().collect();
    refuse_applied(project, database, &edited)?;
    let mut taken_out = Vec::new();
    let files = before.revisions().map(|file| {
        let Some(positions) = yielding.get(&file.revision.id) else {
            return Ok(file.clone());
        };
        taken_out.extend(positions.iter().map(|at| in_words(file, *at)));
        without_operations(file, positions)
    });
    let files: Vec<RevisionFile> = files.collect::<Result<_, Failure>>()?;
    let affected = before.graph().descendants_inclusive(&edited);
    let files = with_fingerprints(files, &affected)?;
    Ok((History::new(files)?, taken_out))
}

fn winner(history: &History, parents: &[RevisionId], kept: &str) -> Result<RevisionId, Failure> {
    let spec = RevisionSpec::parse(kept)?;
    let found = history.graph().resolve(&spec, &BTreeSet::new())?;
    match found.as_slice() {
        [kept] if parents.contains(kept) => Ok(kept.clone()),
        _ => {
            let ids: Vec<String> = parents.iter().map(|id| format!("`{id}`")).collect();
            Err(
                Failure::call(format!("`--keep {kept}` is none of what is merged"))
                    .help(format!("it is one of {}", ids.join(", "))),
            )
        }
    }
}

fn in_words(file: &RevisionFile, position: usize) -> String {
    let operation = file.revision.upgrade.get(position);
    let operation = operation.map(ToString::to_string).unwrap_or_default();
    format!("took `{operation}` out of {}", file.path.display())
}
