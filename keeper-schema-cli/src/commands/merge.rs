//! `merge`: joins heads with a revision, and says why where they cannot be joined.

mod keep;

use std::collections::BTreeSet;

use keeper_schema_core::graph::RevisionSpec;
use keeper_schema_core::history::History;
use keeper_schema_core::operation::Operation;
use keeper_schema_core::revision::{Revision, RevisionId};

use super::migrate;
use crate::args::{Global, Merge};
use crate::failure::Failure;
use crate::new_revision;
use crate::project::Project;
use crate::revision_edits;

pub(crate) fn run(global: &Global, args: &Merge) -> Result<(), Failure> {
    let project = Project::find(global)?;
    let before = project.history()?;
    let parents = parents(&before, args)?;
    if parents.len() < 2 {
        return Err(Failure::call("there is nothing to merge")
            .help("a merge joins two heads or more; `cargo db heads` lists them"));
    }
    let (history, taken_out) = match &args.keep {
        Some(kept) => keep::history(&project, &before, &parents, kept, &args.database)?,
        None => (before.clone(), Vec::new()),
    };
    let clashes = history.clashes_between(&parents);
    if !clashes.is_empty() {
        return Err(clashes.diagnostics(&history).into());
    }
    let message = match &args.message {
        Some(message) => new_revision::message(message)?,
        None => {
            let ids: Vec<&str> = parents.iter().map(RevisionId::as_str).collect();
            format!("merge {}", ids.join(" and "))
        }
    };
    let id = new_revision::id(&history, args.rev_id.as_deref())?;
    let mut revision = Revision::new(id, message);
    revision.base_schema = new_revision::base_schema(&history, &parents);
    revision.branch_labels = new_revision::labels(&history, args.branch_label.as_deref())?;
    revision.create_date = new_revision::now();
    if args.autogenerate {
        revision.upgrade = missing(&project, &history, &parents, args)?;
    }
    revision.down_revision = parents;
    let merged = new_revision::checked(&project, &history, &revision)?;
    migrate::refuse_uncovered(&project, &merged, &revision.id)?;

    let files = |history: &History| history.revisions().cloned().collect::<Vec<_>>();
    let written = revision_edits::write_all(&project, &files(&before), &files(&history))?;
    if let Err(failure) = new_revision::create(&project, &revision, global.format) {
        written.undo();
        return Err(failure);
    }
    for line in taken_out {
        eprintln!("{line}");
    }
    Ok(())
}

/// What leads from the merged branches to the models.
fn missing(
    project: &Project,
    history: &History,
    parents: &[RevisionId],
    args: &Merge,
) -> Result<Vec<Operation>, Failure> {
    if history.graph().heads().len() > parents.len() {
        return Err(Failure::call(
            "`--autogenerate` needs all heads to be merged, and some are left out",
        )
        .help("the models declare what all branches lead to; name no revisions"));
    }
    let ancestors = history.graph().ancestors_inclusive(parents);
    let mut replay = history.replay_of(&ancestors);
    migrate::operations(&project.models()?, &mut replay, &args.answers)
}

/// The named revisions, each the head of its branch, or all heads.
fn parents(history: &History, args: &Merge) -> Result<Vec<RevisionId>, Failure> {
    let graph = history.graph();
    let heads = graph.heads();
    if args.revisions.is_empty() {
        return Ok(heads.to_vec());
    }
    let mut parents = Vec::new();
    for written in &args.revisions {
        for id in graph.resolve(&RevisionSpec::parse(written)?, &BTreeSet::new())? {
            if !heads.contains(&id) {
                return Err(Failure::call(format!("revision `{id}` is not a head"))
                    .help("`cargo db heads` lists the heads, which are what a merge joins"));
            }
            if !parents.contains(&id) {
                parents.push(id);
            }
        }
    }
    Ok(parents)
}
