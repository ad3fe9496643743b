//! `check`: what the guard would say in the build, without a build; with `--database`, how
//! a live database differs from its revision; with `--against`, what a branch does to revisions
//! that others may have applied.

mod against;

use keeper_schema::migrate::Migrator;
use keeper_schema_core::diagnostic::{Code, Diagnostic};
use keeper_schema_core::guard;
use serde_json::Value;

use crate::args::{Check, Format, Global};
use crate::database::{self, Database};
use crate::failure::{self, Failure};
use crate::project::Project;
use crate::{live, output, seed_files, setup};

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
    let mut findings = guard::check_and_end(project.config()?);
    if let (Some(reference), true) = (&args.against, findings.diagnostics.is_empty()) {
        findings.diagnostics = against::findings(&project, reference)?;
    }
    if findings.diagnostics.is_empty() {
        findings.diagnostics = seeds_that_do_not_fit(&project)?;
    }
    if global.format == Format::Json {
        let found: Vec<Value> = findings.diagnostics.iter().map(failure::as_json).collect();
        output::print_json(&Value::Array(found))?;
    }
    match (findings.diagnostics, findings.compared) {
        (found, _) if found.is_empty() => {
            match &args.against {
                None => eprintln!("the models and the history agree"),
                Some(reference) => eprintln!(
                    "the models and the history agree, and so does the history on `{reference}`"
                ),
            }
            if !setup::calls_guard(project.config()?) {
                eprintln!(
                    "note: no build of the package checks that: its build script does not call \
                     `keeper_schema::guard::run()`; `cargo db init` adds the call"
                );
            }
            Ok(())
        }
        (differences, true) => Err(Failure::found(differences)),
        (mistakes, false) => Err(mistakes.into()),
    }
}

/// What of the seeds does not fit the head.
fn seeds_that_do_not_fit(project: &Project) -> Result<Vec<Diagnostic>, Failure> {
    let files = seed_files::read(project, &[])?;
    match files.is_empty() {
        true => Ok(Vec::new()),
        false => Ok(seed_files::misfits(
            &files,
            &mut project.history()?.head_replay(),
        )),
    }
}

fn database_with_revision(global: &Global, project: &Project, args: &Check) -> Result<(), Failure> {
    let history = project.history()?;
    database::must_exist(project, &args.database)?;
    let mut database = Database::open(project, &args.database)?;
    let migrator = Migrator::new(&history);
    let check = migrator.check(database.executor.as_mut())?;
    let refused = refused_sql(&migrator, &mut database);
    let compared = match args.sql {
        true => live::report(&check, &live::sql(&check, database.executor.dialect())?),
        false => live::report(&check, &live::operations(global, &check)),
    };
    match compared {
        Ok(()) if refused.is_empty() => Ok(()),
        Ok(()) => Err(Failure::found(refused)),
        Err(differs) => Err(differs.and(refused)),
    }
}

/// What the database says of the SQL in revisions that are yet to run.
fn refused_sql(migrator: &Migrator<'_>, database: &mut Database) -> Vec<Diagnostic> {
    let refused = match migrator.check_sql(database.executor.as_mut()) {
        Ok(refused) => refused,
        Err(error) => {
            eprintln!("note: the SQL of revisions that are yet to run was not read: {error}");
            return Vec::new();
        }
    };
    let diagnostics = refused.into_iter().map(|refused| {
        let (revision, error) = (refused.revision, refused.error);
        let message =
            format!("revision `{revision}` has SQL that the database does not take: {error}");
        Diagnostic::new(Code::SqlRefused, message).at(refused.place, &refused.source)
    });
    diagnostics.collect()
}
