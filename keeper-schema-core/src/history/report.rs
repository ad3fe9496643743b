//! What is wrong with a history, at its place in a revision file.

use super::walk::Conflict;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::graph::GraphError;
use crate::operation::{ApplyError, Operation};
use crate::revision::{RevisionFile, RevisionId};
use crate::schema::{ElementPath, Fingerprint};

pub(super) fn graph_error(error: &GraphError, files: &[RevisionFile]) -> Diagnostic {
    let code = error.code();
    let (revision, key) = match error {
        GraphError::DuplicateRevision { revision } => (Some(revision), "revision"),
        GraphError::MissingParent { revision, .. } => (Some(revision), "down_revision"),
        GraphError::MissingDependency { revision, .. } => (Some(revision), "depends_on"),
        GraphError::CycleDetected { revisions } => (revisions.first(), "down_revision"),
        GraphError::InvalidBranchLabel { revision, .. }
        | GraphError::LabelIsRevision { revision, .. } => (Some(revision), "branch_labels"),
        GraphError::DuplicateBranchLabel { revisions, .. } => (revisions.last(), "branch_labels"),
        GraphError::ReplacedTwice { by, .. } => (by.last(), "replaces"),
        GraphError::ReplacesReplacement { revision, .. } => (Some(revision), "replaces"),
        // What a request can be wrong about; a history is asked nothing yet.
        _ => (None, "revision"),
    };
    let named = |revision: &RevisionId| {
        let of = revision.clone();
        files.iter().filter(move |file| file.revision.id == of)
    };
    // The message ends in what mends it, after a semicolon.
    let wording = error.to_string();
    let (message, help) = wording.split_once("; ").unwrap_or((&wording, ""));
    let mut diagnostic = Diagnostic::new(code, message);
    if let Some(file) = revision.and_then(|revision| named(revision).next_back()) {
        diagnostic = diagnostic.at(key_place(file, key), &file.source);
    }
    if !help.is_empty() {
        diagnostic = diagnostic.help(help);
    }
    if let GraphError::DuplicateRevision { revision } = error {
        let paths: Vec<String> = named(revision)
            .map(|file| format!("`{}`", file.path.display()))
            .collect();
        diagnostic = diagnostic.help(format!("the files are {}", paths.join(" and ")));
    }
    diagnostic
}

pub(super) fn apply_error(file: &RevisionFile, index: usize, error: &ApplyError) -> Diagnostic {
    let message = format!("revision `{}` cannot apply: {error}", file.revision.id);
    helped(Diagnostic::new(error.code(), message), error)
        .at(upgrade_place(file, index), &file.source)
}

/// A revision that applies after its ancestors, but not after another line as well.
pub(super) fn conflict(
    file: &RevisionFile,
    conflict: &Conflict,
    merge: &RevisionFile,
) -> Diagnostic {
    let Conflict {
        operation, error, ..
    } = conflict;
    let message = format!(
        "revision `{}` cannot apply after the other branch that `{}` merges: {error}",
        file.revision.id, merge.revision.id
    );
    helped(Diagnostic::new(Code::Clash, message), error)
        .at(upgrade_place(file, *operation), &file.source)
        .help("edit one of the branches so that both apply in the order of `cargo db history`")
}

pub(super) fn base_differs(file: &RevisionFile, written: &str, actual: &Fingerprint) -> Diagnostic {
    let revision = &file.revision;
    let parents: Vec<String> = revision
        .down_revision
        .iter()
        .map(|parent| format!("`{parent}`"))
        .collect();
    let changed = match parents.as_slice() {
        [] => "its `base_schema` is not that of an empty schema".to_owned(),
        [parent] => format!("{parent} or history before it has changed since"),
        parents => format!(
            "{} or history before them has changed since",
            parents.join(" and ")
        ),
    };
    let message = format!(
        "revision `{}` was written on another history: {changed}",
        revision.id
    );
    Diagnostic::new(Code::HistoryEdited, message)
        .at(key_place(file, "base_schema"), &file.source)
        .label(format!("is `{actual}` now, not `{written}`"))
        .help("edit it back, and make the change in a new revision: `cargo db migrate`")
        .help("if no database has it yet, write the fingerprints anew: `cargo db rebase --fix`")
}

pub(super) fn downgrade_error(file: &RevisionFile, index: usize, error: &ApplyError) -> Diagnostic {
    let message = format!(
        "the downgrade of revision `{}` cannot apply after its upgrade: {error}",
        file.revision.id
    );
    helped(Diagnostic::new(Code::DowngradeCannotApply, message), error)
        .at(downgrade_place(file, index), &file.source)
}

pub(super) fn derived_error(
    file: &RevisionFile,
    operation: &Operation,
    error: &ApplyError,
) -> Diagnostic {
    let message = format!(
        "the derived downgrade of revision `{}` cannot apply: `{operation}`: {error}",
        file.revision.id
    );
    Diagnostic::new(Code::DowngradeCannotApply, message)
        .at(upgrade_place(file, 0), &file.source)
        .help("write the downgrade as `[[downgrade]]`, or say `irreversible = true`")
}

pub(super) fn downgrade_differs(
    file: &RevisionFile,
    part: &ElementPath,
    is_written: bool,
) -> Diagnostic {
    let (kind, place, help) = if is_written {
        let help = "remove `[[downgrade]]` to have it derived, or make it undo the whole upgrade";
        ("", downgrade_place(file, 0), help)
    } else {
        let help = "write the downgrade as `[[downgrade]]`, or say `irreversible = true`";
        ("derived ", upgrade_place(file, 0), help)
    };
    let message = format!(
        "the {kind}downgrade of revision `{}` does not bring back {} `{part}` as it was before the upgrade",
        file.revision.id,
        part.kind()
    );
    Diagnostic::new(Code::DowngradeIncomplete, message)
        .at(place, &file.source)
        .help(help)
}

/// A revision that does something else than those it replaces.
pub(super) fn replaced_differs(file: &RevisionFile) -> Diagnostic {
    let message = format!(
        "revision `{}` leads to another schema than the revisions that it replaces",
        file.revision.id
    );
    Diagnostic::new(Code::ReplacedDiffers, message)
        .at(key_place(file, "replaces"), &file.source)
        .help("edit back what was edited since `cargo db squash`")
}

/// Where the operation of the upgrade stands, or else the top of its file.
pub(super) fn upgrade_place(file: &RevisionFile, index: usize) -> Place {
    let place = file.upgrade_places.get(index).cloned();
    place.unwrap_or_else(|| key_place(file, "upgrade"))
}

fn downgrade_place(file: &RevisionFile, index: usize) -> Place {
    let place = file.downgrade_places.get(index).cloned();
    place.unwrap_or_else(|| key_place(file, "downgrade"))
}

/// The value of a key at the top of the file, or else the first line.
fn key_place(file: &RevisionFile, key: &str) -> Place {
    let lines = file.source.lines().enumerate();
    let mut before_operations = lines.take_while(|(_, line)| !line.trim_start().starts_with("[["));
    let value = before_operations.find_map(|(index, line)| {
        let value = line.trim_start().strip_prefix(key)?.trim_start();
        let value = value.strip_prefix('=')?.trim();
        let column = line.find(value)?;
        Some((index, line[..column].chars().count(), value.chars().count()))
    });
    let (index, column, length) = value.unwrap_or((0, 0, 1));
    Place {
        file: file.path.clone(),
        line: index + 1,
        column: column + 1,
        length: length.max(1),
    }
}

fn helped(diagnostic: Diagnostic, error: &ApplyError) -> Diagnostic {
    match error.help() {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}
