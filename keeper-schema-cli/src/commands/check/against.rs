//! `check --against REF`: what a branch does to revisions that others may have applied.

mod git;

use std::collections::{BTreeMap, BTreeSet};

use keeper_schema_core::diagnostic::{Code, Diagnostic, Place};
use keeper_schema_core::history::History;
use keeper_schema_core::operation::Operation;
use keeper_schema_core::revision::checksum::checksum;
use keeper_schema_core::revision::{RevisionFile, RevisionId, read};

use crate::failure::Failure;
use crate::project::Project;

/// All that is wrong with the history beside that of a git reference, most likely the branch that
/// this one is to be merged into.
///
/// # Errors
/// If either history cannot be read, or git does not know the reference.
pub(super) fn findings(project: &Project, reference: &str) -> Result<Vec<Diagnostic>, Failure> {
    let here = project.history()?;
    let mut there = Vec::new();
    for (name, text) in git::files(&project.migrations(), reference)? {
        there.push(read::revision(&project.shown(name), &text)?);
    }
    let there = History::new(there).map_err(|mistakes| {
        Failure::from(mistakes).help(format!("that is the history on `{reference}`"))
    })?;
    let mut found: Vec<Diagnostic> = there
        .revisions()
        .filter_map(|file| changed(file, &here, reference))
        .collect();
    if found.is_empty() {
        found.extend(too_many(&here, &there, reference));
    }
    Ok(found)
}

/// What became of a revision that is there.
fn changed(there: &RevisionFile, here: &History, reference: &str) -> Option<Diagnostic> {
    let revision = &there.revision;
    let path = there.path.display();
    let Some(file) = here.revision(&revision.id) else {
        let mut others = here.revisions();
        if others.any(|other| other.revision.replaces.contains(&revision.id)) {
            return None;
        }
        let message = format!(
            "revision `{}` is on `{reference}`, and not here",
            revision.id
        );
        return Some(Diagnostic::new(Code::EditedSince, message).help(format!(
            "others may have applied it; bring it back: `git checkout {reference} -- {path}`"
        )));
    };
    if checksum(&file.revision) == checksum(revision) {
        return None;
    }
    let message = format!(
        "revision `{}` is another one here than on `{reference}`",
        revision.id
    );
    let diagnostic =
        Diagnostic::new(Code::EditedSince, message).at(first_change(there, file), &file.source);
    let same_message = revision.message == file.revision.message;
    Some(match same_message {
        true => diagnostic.help(format!(
            "others may have applied it: take the edit back with `git checkout {reference} -- \
             {path}`, and make it a revision of its own"
        )),
        false => diagnostic.help("two revisions have one id: give the one that is new another id"),
    })
}

/// The first line that differs.
fn first_change(there: &RevisionFile, here: &RevisionFile) -> Place {
    let before = there
        .source
        .lines()
        .map(Some)
        .chain(std::iter::repeat(None));
    let lines = here.source.lines().zip(before);
    let same = lines.take_while(|(line, before)| Some(*line) == *before);
    let skipped = same.count();
    let last = here.source.lines().count().saturating_sub(1);
    let line = skipped.min(last);
    let text = here.source.lines().nth(line).unwrap_or_default();
    Place {
        file: here.path.clone(),
        line: line + 1,
        column: 1,
        length: text.chars().count(),
    }
}

/// More revisions than a change of the models needs: one, and none if nothing changed.
fn too_many(here: &History, there: &History, reference: &str) -> Option<Diagnostic> {
    let added: BTreeMap<&RevisionId, &RevisionFile> = (here.revisions())
        .filter(|file| there.revision(&file.revision.id).is_none())
        .filter(|file| changes_schema_alone(file))
        .map(|file| (&file.revision.id, file))
        .collect();
    let order = here.graph().order().iter();
    let ids: Vec<&RevisionId> = order.filter(|id| added.contains_key(id)).collect();
    let named: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
    let named = named.join(", ");
    if !ids.is_empty() && here.head_schema() == there.head_schema() {
        let message = format!(
            "this branch adds revisions that together change nothing since `{reference}`: {named}"
        );
        return Some(Diagnostic::new(Code::TooManyRevisions, message).help("take them away"));
    }
    if ids.len() < 2 || !are_one_line(here, &ids) {
        return None;
    }
    let message = format!(
        "this branch adds {} revisions since `{reference}`, and its models need one: {named}",
        ids.len()
    );
    Some(
        Diagnostic::new(Code::TooManyRevisions, message)
            .help("nobody has applied them yet: take them away and run `cargo db migrate` once"),
    )
}

/// Whether a revision does nothing but what `migrate` would write.
fn changes_schema_alone(file: &RevisionFile) -> bool {
    let operations = &file.revision.upgrade;
    let is_data = |operation: &Operation| {
        matches!(
            operation,
            Operation::Execute(_) | Operation::Run(_) | Operation::Rows(_)
        )
    };
    !operations.is_empty() && !operations.iter().any(is_data)
}

/// Whether each stands right on top of the one before: with data between, or on branches of
/// their own, they cannot be one.
fn are_one_line(history: &History, ids: &[&RevisionId]) -> bool {
    ids.windows(2).all(|pair| {
        let parents: BTreeSet<&RevisionId> = history.graph().parents(pair[1]).into_iter().collect();
        parents.len() == 1 && parents.contains(pair[0])
    })
}
