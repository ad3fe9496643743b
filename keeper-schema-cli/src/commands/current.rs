//! `current`: the revisions a database is at.

use keeper_schema_core::plan::{self, phases};

use crate::args::{Current, Format, Global};
use crate::database;
use crate::failure::Failure;
use crate::output::{self, Listing};
use crate::project::Project;
use crate::waiting;

pub(crate) fn run(global: &Global, args: &Current) -> Result<(), Failure> {
    let project = Project::find(global)?;
    let revisions = project.revisions()?;
    if let Some(path) = database::missing(&project, &args.database)? {
        eprintln!("there is no database `{path}` yet: nothing is applied");
    }
    let state = database::state_if_any(&project, &args.database)?;
    let recorded = state.applied();
    let (before, applied) = revisions.seen_from(&recorded)?;
    let revisions = before.unwrap_or(revisions);
    plan::check_applied(revisions.graph(), &applied)?;
    let current = plan::current_heads(revisions.graph(), &applied);
    let waiting = phases::waiting_contracts(&revisions, &applied);
    waiting::tell(&revisions, &waiting);
    if let (Some(word), Format::Text) = (state.environment(), global.format) {
        eprintln!("environment: {}", output::shown(word));
    }
    Listing {
        revisions: &revisions,
        waiting: &waiting,
        environment: state.environment(),
        verbose: args.verbose,
        format: global.format,
    }
    .print(&current)
}
