//! `stamp`: records revisions as applied without running anything.

use std::collections::BTreeSet;

use keeper_schema::migrate::Migrator;
use keeper_schema_core::graph::{RevisionSpec, SpecError};

use crate::args::{Global, Stamp};
use crate::database::{self, Database};
use crate::failure::Failure;
use crate::project::Project;

pub(crate) fn run(global: &Global, args: &Stamp) -> Result<(), Failure> {
    let project = Project::find(global)?;
    let history = project.history()?;
    let specs: Result<Vec<RevisionSpec>, SpecError> = (args
        .revisions
        .iter()
        .map(|written| RevisionSpec::parse(written)))
    .collect();
    let (specs, options) = (specs?, database::recording());
    for spec in specs.iter().filter(|spec| !spec.needs_applied()) {
        // What names no revision leaves no file behind.
        history.graph().resolve(spec, &BTreeSet::new())?;
    }
    let mut database = Database::open_or_create(&project, &args.database)?;
    let migrator = Migrator::new(&history);
    match args.purge {
        true => migrator.stamp_purged(database.executor.as_mut(), &specs, &options)?,
        false => migrator.stamp(database.executor.as_mut(), &specs, &options)?,
    }
    eprintln!("stamped at {}; nothing was run", args.revisions.join(", "));
    Ok(())
}
