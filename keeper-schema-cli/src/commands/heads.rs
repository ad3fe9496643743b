//! `heads`: the newest revisions of the history.

use crate::args::{Global, Heads};
use crate::failure::Failure;
use crate::output::Listing;
use crate::project::Project;

pub(crate) fn run(global: &Global, args: &Heads) -> Result<(), Failure> {
    let revisions = Project::find(global)?.revisions()?;
    Listing {
        revisions: &revisions,
        waiting: &[],
        environment: None,
        verbose: args.verbose,
        format: global.format,
    }
    .print(revisions.graph().heads())
}
