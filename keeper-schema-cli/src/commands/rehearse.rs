//! `rehearse`: runs the pending revisions on a throwaway copy of a database, by the code of
//! `upgrade` and `downgrade`, and reports what they do there. The original is only read.

mod copy;
mod html;
mod json;
mod look;
mod recorder;
mod report;
mod run;
mod shares;
mod text;
mod untouched;
mod verdict;

use keeper_schema::database_url::DatabaseUrl;
use keeper_schema_core::graph::RevisionSpec;
use keeper_schema_core::guard;

use self::copy::Copy;
use crate::args::{Format, Global, Rehearse};
use crate::database::{self, Database};
use crate::failure::Failure;
use crate::output;
use crate::project::Project;

pub(crate) fn run(global: &Global, args: &Rehearse) -> Result<(), Failure> {
    let project = Project::find(global)?;
    let target = RevisionSpec::parse(&args.target)?;
    let history = project.history()?;
    let original = database::url(&project, &args.database)?;
    let copy = Copy::make(&original, args)?;
    let rehearsed = Database::at(copy.url(), &args.database, false).and_then(|mut database| {
        let options = database::recording(&project);
        let executor = database.executor.as_mut();
        run::rehearse(&history, executor, &target, &options)
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
        let page = html::page(&report, &original_in_words(&original));
        std::fs::write(file, page).map_err(|error| {
            Failure::call(format!("`{}` cannot be written: {error}", file.display()))
        })?;
    }
    verdict::status(&report)
}

/// The original's address, without a password.
fn original_in_words(original: &DatabaseUrl) -> String {
    match original {
        DatabaseUrl::Sqlite(url) => url.to_string(),
        DatabaseUrl::Postgres(url) => url.to_string(),
    }
}
