//! `check`: what the guard would say in the build, without a build; with `--database`, how
//! a live database differs from its revision.

use keeper_schema::migrate::Migrator;
use keeper_schema_core::guard;

use crate::args::{Check, Global};
use crate::database::{self, Database};
use crate::failure::Failure;
use crate::live;
use crate::project::Project;

pub(crate) fn run(global: &Global, args: &Check) -> Result<(), Failure> {
    let project = Project::find(global)?;
    if args.live {
        return database_with_revision(global, &project, args);
    }
    if args.database.url.is_some() {
        return Err(Failure::call(
            "`--url` names a database, and models are compared with the history",
        )
        .help("add `--database` to compare the database with its revision"));
    }
    let findings = guard::check(project.config()?);
    match (findings.diagnostics, findings.compared) {
        (found, _) if found.is_empty() => {
            eprintln!("the models and the history agree");
            Ok(())
        }
        (differences, true) => Err(Failure::found(differences)),
        (mistakes, false) => Err(mistakes.into()),
    }
}

fn database_with_revision(global: &Global, project: &Project, args: &Check) -> Result<(), Failure> {
    let history = project.history()?;
    if !database::exists(project, &args.database)? {
        return Err(Failure::call("there is no such database")
            .help("check the URL, or run `cargo db upgrade`, which creates it"));
    }
    let mut database = Database::open(project, &args.database)?;
    let check = Migrator::new(&history).check(database.executor.as_mut())?;
    match args.sql {
        true => live::report(&check, &live::sql(&check)?),
        false => live::report(&check, &live::operations(global, &check)),
    }
}
