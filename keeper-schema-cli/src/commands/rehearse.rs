//! `rehearse`: runs the pending revisions on a throwaway copy of a database, or on made-up rows,
//! by the code of `upgrade` and `downgrade`, and reports what they do there. The original is only
//! read.

mod copy;
mod hooked;
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
use keeper_schema::migrate::{DatabaseErrorKind, MigrateError};
use keeper_schema::sampled_rows::sample_rows;
use keeper_schema_core::dialect::Dialect;
use keeper_schema_core::graph::RevisionSpec;
use keeper_schema_core::guard;
use keeper_schema_core::schema::Schema;

use self::copy::Copy;
use self::hooked::Hooked;
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
    let open = || Database::at(copy.url(), &args.database, false);
    let rehearsed = sampled(args, open).and_then(|sampled| {
        let mut database = open()?;
        let options = database::recording(&project);
        let executor = database.executor.as_mut();
        let hooked = Hooked {
            project: &project,
            url: copy.url(),
            database: &args.database,
            applied_by: &options.applied_by,
        };
        let origin = match args.rows {
            Some(rows) => made_up::fill(&history, executor, &start, rows, &options, &hooked)?,
            None => sampled,
        };
        let mut report = run::rehearse(&history, executor, &target, &options, &hooked)?;
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

/// Leaves a sample in the copy if one is asked for, over a connection of its own: on that,
/// nothing keeps the rows in order.
fn sampled(
    args: &Rehearse,
    open: impl Fn() -> Result<Database, Failure>,
) -> Result<Origin, Failure> {
    let Some(size) = args.sample else {
        return Ok(Origin::Copy);
    };
    eprintln!("sampling");
    let mut database = open()?;
    let executor = database.executor.as_mut();
    let live = executor.whole_schema(&Schema::default())?;
    let tables = sample_rows(executor, &live.schema, size);
    let tables = tables.map_err(|error| match &error {
        MigrateError::Database(said) if said.kind == DatabaseErrorKind::Privilege => {
            Failure::from(error).help("on the server of `--into private` the role may do that")
        }
        _ => Failure::from(error),
    })?;
    Ok(Origin::Sample { size, tables })
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
