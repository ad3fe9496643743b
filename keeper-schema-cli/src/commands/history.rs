//! `history`: the revisions, newest first.

use std::collections::BTreeSet;

use keeper_schema_core::graph::RevisionRange;
use keeper_schema_core::plan;

use crate::args::{Global, History};
use crate::database::Database;
use crate::failure::Failure;
use crate::output::Listing;
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
    let mut shown = plan::history(revisions.graph(), &applied, &range)?;
    shown.reverse();
    let current = match args.indicate_current {
        true => plan::current_heads(revisions.graph(), &applied),
        false => Vec::new(),
    };
    Listing {
        revisions: &revisions,
        current: &current,
        verbose: args.verbose,
        format: global.format,
    }
    .print(&shown)
}
