//! `current`: the revisions a database is at.

use std::collections::BTreeSet;

use keeper_schema_core::plan::{self, phases};

use crate::args::{Current, Global};
use crate::database;
use crate::failure::Failure;
use crate::output::Listing;
use crate::project::Project;
use crate::waiting;

pub(crate) fn run(global: &Global, args: &Current) -> Result<(), Failure> {
    let project = Project::find(global)?;
    let revisions = project.revisions()?;
    if !database::exists(&project, &args.database)? {
        eprintln!("there is no database yet: nothing is applied");
    }
    let recorded: BTreeSet<_> = database::applied_if_any(&project, &args.database)?;
    let (before, applied) = revisions.seen_from(&recorded)?;
    let revisions = before.unwrap_or(revisions);
    plan::check_applied(revisions.graph(), &applied)?;
    let current = plan::current_heads(revisions.graph(), &applied);
    let waiting = phases::waiting_contracts(&revisions, &applied);
    waiting::tell(&revisions, &waiting);
    Listing {
        revisions: &revisions,
        waiting: &waiting,
        verbose: args.verbose,
        format: global.format,
    }
    .print(&current)
}
