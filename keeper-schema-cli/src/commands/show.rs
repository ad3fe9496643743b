//! `show`: one revision in full, with its operations.

use std::collections::BTreeSet;

use keeper_schema_core::graph::RevisionSpec;
use serde_json::json;

use crate::args::{Format, Global, Show};
use crate::database::Database;
use crate::failure::Failure;
use crate::operation_json;
use crate::output;
use crate::project::Project;

pub(crate) fn run(global: &Global, args: &Show) -> Result<(), Failure> {
    let project = Project::find(global)?;
    let revisions = project.revisions()?;
    let spec = RevisionSpec::parse(&args.revision)?;
    let applied = match spec.needs_applied() {
        true => Database::open(&project, &args.database)?.applied()?,
        false => BTreeSet::new(),
    };
    let (before, applied) = revisions.seen_from(&applied)?;
    let revisions = before.unwrap_or(revisions);
    let mut shown = Vec::new();
    let mut text = String::new();
    for id in revisions.graph().resolve(&spec, &applied)? {
        let Some(file) = revisions.get(&id) else {
            continue;
        };
        let operations: Vec<String> = file
            .revision
            .upgrade
            .iter()
            .map(|o| o.to_string())
            .collect();
        let mut json = output::json(&revisions, file);
        json["upgrade"] = json!(operation_json::operations(&file.revision.upgrade)?);
        if let Some(downgrade) = &file.revision.downgrade {
            json["downgrade"] = json!(operation_json::operations(downgrade)?);
        }
        shown.push(json);
        text += &output::full(file, &output::markers(&revisions, &id));
        for operation in operations {
            text += &format!("    {operation}\n");
        }
    }
    match global.format {
        Format::Json => output::print_json(&json!(shown)),
        _ => output::print(&text),
    }
}
