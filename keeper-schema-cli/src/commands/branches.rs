//! `branches`: the revisions that several others were written on top of.

use keeper_schema_core::revision::RevisionId;

use crate::args::{Branches, Format, Global};
use crate::failure::Failure;
use crate::output::{self, Listing};
use crate::project::Project;

pub(crate) fn run(global: &Global, args: &Branches) -> Result<(), Failure> {
    let revisions = Project::find(global)?.revisions()?;
    let graph = revisions.graph();
    let points: Vec<RevisionId> = graph.branch_points().into_iter().cloned().collect();
    if global.format == Format::Json {
        return Listing {
            revisions: &revisions,
            waiting: &[],
            environment: None,
            verbose: false,
            format: global.format,
        }
        .print(&points);
    }
    let mut text = String::new();
    for point in points {
        for id in std::iter::once(&point).chain(graph.children(&point)) {
            let Some(file) = revisions.get(id) else {
                continue;
            };
            let markers = output::markers(&revisions, id);
            if args.verbose && *id == point {
                text += &output::full(file, &markers);
                continue;
            }
            let indent = if *id == point { "" } else { "    " };
            let line = output::line(&file.revision, &markers);
            text += &format!("{indent}{line}\n");
        }
        if args.verbose {
            text += "\n";
        }
    }
    output::print(&text)
}
