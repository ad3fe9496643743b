//! `merge`: joins heads with a revision that changes nothing.

use std::collections::BTreeSet;

use keeper_schema_core::graph::RevisionSpec;
use keeper_schema_core::history::History;
use keeper_schema_core::revision::{Revision, RevisionId};

use crate::args::{Global, Merge};
use crate::failure::Failure;
use crate::new_revision;
use crate::project::Project;

pub(crate) fn run(global: &Global, args: &Merge) -> Result<(), Failure> {
    let project = Project::find(global)?;
    let history = project.history()?;
    let parents = parents(&history, args)?;
    if parents.len() < 2 {
        return Err(Failure::call("there is nothing to merge")
            .help("a merge joins two heads or more; `cargo db heads` lists them"));
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
    revision.down_revision = parents;
    revision.branch_labels = new_revision::labels(&history, args.branch_label.as_deref())?;
    revision.create_date = new_revision::now();
    new_revision::checked(&project, &history, &revision)?;
    new_revision::create(&project, &revision, global.format)
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
