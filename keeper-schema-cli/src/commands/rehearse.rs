//! `rehearse`: runs the pending revisions on a throwaway copy of a database, or on made-up rows,
//! by the code of `upgrade` and `downgrade`, and reports what they do there. The original is only
//! read.

mod copy;
mod html;
mod json;
mod look;
mod made_up;
mod origin;
mod recorder;
mod report;
mod run;
mod shares;
mod text;
mod untouched;
mod verdict;

use keeper_schema::database_url::DatabaseUrl;
use keeper_schema_core::dialect::Dialect;
use keeper_schema_core::graph::RevisionSpec;
use keeper_schema_core::guard;

use self::copy::Copy;
use self::origin::Origin;
use crate::args::{Format, Global, Rehearse};
use crate::database::{self, Database};
use crate::failure::Failure;
use crate::output;
use crate::project::Project;

pub(crate) fn run(global: &Global, args: &Rehearse) -> Result<(), Failure> {
    let project = Project::find(global)?;
    let target = RevisionSpec::parse(&args.target)?;
    let history = project.history()?;
    let original = original(&project, args)?;
    let start = match &original {
        Some(_) => Vec::new(),
        None => made_up::start(&history, &target, args)?,
    };
    let copy = match &original {
        Some(original) => Copy::make(original, args)?,
        None => Copy::empty(dialect(&project, args)?, args)?,
    };
    let rehearsed = Database::at(copy.url(), &args.database, false).and_then(|mut database| {
        let options = database::recording(&project);
        let executor = database.executor.as_mut();
        let origin = match args.rows {
            Some(rows) => made_up::fill(&history, executor, &start, rows, &options)?,
            None => Origin::Copy,
        };
        let mut report = run::rehearse(&history, executor, &target, &options)?;
        report.origin = origin;
        Ok(report)
    });
    let removed = match args.keep {
        true => {
            copy.keep();
            Ok(())
        }
        false => copy.remove(),
    };
    let mut report = rehearsed?;
    if let Ok(config) = project.config() {
        verdict::of_models(&mut report, &guard::check(config));
    }
    match global.format {
        Format::Json => output::print_json(&json::report(&report))?,
        _ => output::print(&text::report(&report))?,
    }
    removed?;
    if let Some(file) = &args.html {
        let title = match &original {
            Some(original) => format!("Rehearsal on a copy of {}", in_words(original)),
            None => "Rehearsal on made-up rows".to_owned(),
        };
        let page = html::page(&report, &title);
        std::fs::write(file, page).map_err(|error| {
            Failure::call(format!("`{}` cannot be written: {error}", file.display()))
        })?;
    }
    verdict::status(&report)
}

/// The database to copy, unless rows are made up.
fn original(project: &Project, args: &Rehearse) -> Result<Option<DatabaseUrl>, Failure> {
    match args.rows {
        Some(_) => Ok(None),
        None => database::url(project, &args.database).map(Some),
    }
}

/// The kind of database to make up: that of `--into`, or else of the URL that would be copied.
fn dialect(project: &Project, args: &Rehearse) -> Result<Dialect, Failure> {
    let url = match &args.into {
        _ if args.is_private() => return Ok(Dialect::Postgres),
        Some(into) => copy::into(into)?,
        None => database::url(project, &args.database)?,
    };
    Ok(match url {
        DatabaseUrl::Sqlite(_) => Dialect::Sqlite,
        DatabaseUrl::Postgres(_) => Dialect::Postgres,
    })
}

/// A database's address, without a password.
fn in_words(url: &DatabaseUrl) -> String {
    match url {
        DatabaseUrl::Sqlite(url) => url.to_string(),
        DatabaseUrl::Postgres(url) => url.to_string(),
    }
}
