//! `history`: the revisions, newest first, drawn as a graph.

use std::collections::BTreeSet;

use keeper_schema_core::graph::RevisionRange;
use keeper_schema_core::plan;

use crate::args::{Format, Global, History};
use crate::database::Database;
use crate::drawing::Drawing;
use crate::failure::Failure;
use crate::output;
use crate::project::Project;

pub(crate) fn run(global: &Global, args: &History) -> Result<(), Failure> {
    let project = Project::find(global)?;
    let revisions = project.revisions()?;
    let range = args.range.as_deref().unwrap_or(":");
    let range = RevisionRange::parse(range)?;
    let needs_database = args.indicate_current || range.needs_applied();
    let applied = match needs_database {
        true => Database::open(&project, &args.database)?.applied()?,
        false => BTreeSet::new(),
    };
    let (before, applied) = revisions.seen_from(&applied)?;
    let revisions = before.unwrap_or(revisions);
    if args.indicate_current {
        plan::check_applied(revisions.graph(), &applied)?;
    }
    let shown = plan::history(revisions.graph(), &applied, &range)?;
    let marked = args.indicate_current.then_some(&applied);
    let drawing = || {
        let shown = shown.iter().cloned().collect();
        Drawing::new(&revisions, &shown, marked)
    };
    match global.format {
        Format::Text => output::print(&drawing().text(args.charset, args.verbose)),
        Format::Dot => output::print(&drawing().dot()),
        Format::Mermaid => output::print(&drawing().mermaid()),
        Format::Svg => output::print(&drawing().svg()),
        Format::Json => {
            let newest_first = shown.iter().rev().filter_map(|id| revisions.get(id));
            let current = plan::current_heads(revisions.graph(), &applied);
            let values = newest_first.map(|file| {
                let mut value = output::json(&revisions, file);
                if args.indicate_current {
                    let id = &file.revision.id;
                    value["applied"] = applied.contains(id).into();
                    value["current"] = current.contains(id).into();
                }
                value
            });
            output::print_json(&values.collect())
        }
    }
}
