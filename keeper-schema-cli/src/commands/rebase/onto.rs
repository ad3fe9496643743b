//! `rebase REVISION --onto REVISION`: puts a branch that no database has applied on top of
//! another one, in place of a merge.

use std::collections::BTreeSet;

use keeper_schema_core::graph::{RevisionGraph, RevisionSpec};
use keeper_schema_core::history::History;
use keeper_schema_core::revision::{RevisionFile, RevisionId};

use crate::args;
use crate::failure::Failure;
use crate::output;
use crate::project::Project;
use crate::revision_edits::{
    refuse_applied, with_base, with_fingerprints, with_parents, write_all,
};

pub(super) fn run(
    project: &Project,
    revision: &str,
    onto: &str,
    database: &args::Database,
) -> Result<(), Failure> {
    let before = project.history()?;
    let graph = before.graph();
    let (revision, onto) = (one(graph, revision)?, one(graph, onto)?);
    let there = graph.ancestors_inclusive([&onto]);
    let branch = graph.ancestors_inclusive([&revision]);
    let moved: BTreeSet<RevisionId> = branch.difference(&there).cloned().collect();
    if moved.is_empty() {
        return Err(Failure::call(format!(
            "`{onto}` has all of `{revision}` already"
        )));
    }
    if there.is_subset(&branch) {
        return Err(Failure::call(format!(
            "`{revision}` is on top of `{onto}` already"
        )));
    }
    // What stands on them stands on other history, too.
    let affected = graph.descendants_inclusive(&moved);
    refuse_applied(project, database, &affected)?;

    let mut files = Vec::new();
    for file in before.revisions() {
        files.push(match moved.contains(&file.revision.id) {
            true => re_parented(&before, file, &moved, &there, &onto)?,
            false => file.clone(),
        });
    }
    // What clashes is for a person to edit, on top of what it is to go with.
    let (files, clash) = match with_fingerprints(files.clone(), &affected) {
        Ok(files) => (files, None),
        Err(clash) => (files, Some(clash)),
    };
    let old: Vec<RevisionFile> = before.revisions().cloned().collect();
    let written = write_all(project, &old, &files)?;
    for path in written.paths() {
        let path = path.strip_prefix(project.folder()).unwrap_or(path);
        output::print(&format!("rebased {}\n", path.display()))?;
    }
    match clash {
        None => Ok(()),
        Some(clash) => Err(clash
            .help("the files are moved: edit what is in the way, then `cargo db rebase --fix`")),
    }
}

fn one(graph: &RevisionGraph, written: &str) -> Result<RevisionId, Failure> {
    let spec = RevisionSpec::parse(written)?;
    let mut found = graph.resolve(&spec, &BTreeSet::new())?.into_iter();
    match (found.next(), found.next()) {
        (Some(only), None) => Ok(only),
        _ => Err(Failure::call(format!("`{written}` is not one revision"))),
    }
}

/// The first of the branch on top of `onto`; what stands on others of it as well, on these alone.
fn re_parented(
    before: &History,
    file: &RevisionFile,
    moved: &BTreeSet<RevisionId>,
    there: &BTreeSet<RevisionId>,
    onto: &RevisionId,
) -> Result<RevisionFile, Failure> {
    let parents = &file.revision.down_revision;
    let mut kept: Vec<RevisionId> = parents.clone();
    kept.retain(|parent| moved.contains(parent) || !there.contains(parent));
    if kept == *parents && !kept.is_empty() {
        return Ok(file.clone());
    }
    if !kept.is_empty() {
        return with_parents(file, &kept);
    }
    let rebased = with_parents(file, std::slice::from_ref(onto))?;
    let base = before.replay_of(there).fingerprint();
    with_base(&rebased, &base.to_string())
}
