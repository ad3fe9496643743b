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
    let history = project.history()?;
    let range = args.range.as_deref().unwrap_or(":");
    let range = RevisionRange::parse(range)?;
    let needs_database = args.indicate_current || range.needs_applied();
    let applied = match needs_database {
        true => Database::open(&project, &args.database)?.applied()?,
        false => BTreeSet::new(),
    };
    let mut revisions = plan::history(history.graph(), &applied, &range)?;
    revisions.reverse();
    let current = match args.indicate_current {
        true => plan::current_heads(history.graph(), &applied),
        false => Vec::new(),
    };
    Listing {
        history: &history,
        current: &current,
        verbose: args.verbose,
        format: global.format,
    }
    .print(&revisions)
}
