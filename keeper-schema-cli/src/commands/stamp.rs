//! `stamp`: records revisions as applied without running anything.

use std::collections::BTreeSet;

use keeper_schema::migrate::{AlembicError, Migrator, Options};
use keeper_schema_core::diagnostic::{Code, Diagnostic};
use keeper_schema_core::graph::{RevisionSpec, SpecError};

use crate::args::{Global, Stamp};
use crate::database::{self, Database};
use crate::failure::Failure;
use crate::live;
use crate::project::Project;

pub(crate) fn run(global: &Global, args: &Stamp) -> Result<(), Failure> {
    let project = Project::find(global)?;
    let history = project.history()?;
    if args.from_alembic {
        let mut database = Database::open(&project, &args.database)?;
        let options = database::recording(&project);
        return from_alembic(global, &options, &Migrator::new(&history), &mut database);
    }
    let specs: Result<Vec<RevisionSpec>, SpecError> = (args
        .revisions
        .iter()
        .map(|written| RevisionSpec::parse(written)))
    .collect();
    let (specs, options) = (specs?, database::recording(&project));
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

fn from_alembic(
    global: &Global,
    options: &Options,
    migrator: &Migrator<'_>,
    database: &mut Database,
) -> Result<(), Failure> {
    match migrator.stamp_from_alembic(database.executor.as_mut(), options) {
        Ok(revision) => {
            eprintln!(
                "stamped at {revision}, as Alembic had it; nothing was run, and `alembic_version` is left as it is"
            );
            Ok(())
        }
        Err(AlembicError::Differs { check }) => {
            live::print(&check, &live::operations(global, &check))?;
            let mut diagnostics = live::differences(&check);
            let summary = AlembicError::Differs { check }.to_string();
            diagnostics.push(Diagnostic::new(Code::DatabaseDiffers, summary));
            Err(Failure::found(diagnostics))
        }
        Err(AlembicError::Migrate(error)) => Err(error.into()),
        Err(error) => Err(Failure::call(error.to_string())),
    }
}
