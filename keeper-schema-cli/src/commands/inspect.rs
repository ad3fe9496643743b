//! `inspect`: the schema that a live database has, also as SQL or as models.

use std::path::Path;

use keeper_schema::migrate::{Aside, Executor, LiveSchema};
use keeper_schema_core::dialect::{Dialect, postgres};
use keeper_schema_core::rust_source::Options;
use keeper_schema_core::schema::{Schema, TablePatterns};

use super::schema;
use crate::args::{Global, Inspect};
use crate::existing::{self, Existing};
use crate::failure::Failure;
use crate::project::Project;
use crate::{asides, database, new_files, output, setup, side};

pub(crate) fn run(global: &Global, args: &Inspect) -> Result<(), Failure> {
    let given = args.url.clone().map(|url| ("what is given", url));
    let url = database::find(given, || {
        Ok(Project::find(global)?.folder().join("keeper.db"))
    })?;
    if let Some(folder) = &args.models {
        new_files::refuse_to_overwrite(folder, folder)?;
        return models(global, side::open(&url)?.as_mut(), folder);
    }
    let mut executor = side::open(&url)?;
    let live = executor.whole_schema(&Schema::default())?;
    for (table, name) in &live.invalid_indexes {
        eprintln!("note: index `{name}` on `{table}` is invalid, and left out");
    }
    for unmanaged in &live.unmanaged {
        let name = output::shown(&unmanaged.to_string());
        eprintln!("note: {name} can be in no schema, and is left out");
    }
    if args.sql {
        return output::print(&sql(&live, executor.dialect())?);
    }
    let asides = live.asides.iter();
    for aside in asides.filter(|aside| asides::is_compared(aside)) {
        let name = output::shown(&aside.name);
        eprintln!("note: {name} can be in no schema, and is left out (`--sql` has it)");
    }
    schema::print(global, &live.schema)
}

/// What builds the database, with what is said beside the schema.
fn sql(live: &LiveSchema, dialect: Dialect) -> Result<String, Failure> {
    let clauses = asides::clauses(live);
    let mut statements = schema::statements(&live.schema, dialect)?;
    for statement in &mut statements {
        postgres::add_clause(statement, &clauses)?;
    }
    let (types, said): (Vec<&Aside>, Vec<&Aside>) = (live.asides.iter())
        .filter(|aside| !asides::is_said_by_policy(aside, &live.schema))
        .partition(|aside| asides::is_of_type(aside));
    let texts = |asides: Vec<&Aside>| {
        let said = asides.into_iter().filter_map(asides::statement);
        said.map(str::to_owned).collect::<Vec<_>>()
    };
    // Tables may need the types, and these the enums.
    let is_first = |sql: &String| {
        ["CREATE SCHEMA ", "CREATE TYPE "]
            .iter()
            .any(|it| sql.starts_with(it))
    };
    let at = statements.iter().rposition(is_first).map_or(0, |at| at + 1);
    statements.splice(at..at, texts(types));
    statements.extend(texts(said));
    Ok(schema::terminated(&statements))
}

/// Writes the models into a folder that is not there yet.
fn models(global: &Global, executor: &mut dyn Executor, folder: &Path) -> Result<(), Failure> {
    // A package around it says how its models are to be written; there need not be one.
    let project = Project::find(global).ok();
    let config = project.as_ref().and_then(|project| project.config().ok());
    let options = match config {
        Some(config) => Options {
            naming: config.naming.clone(),
            crates: setup::crates(&config.folder)?,
            doc_comments: config.doc_comments,
        },
        None => Options::default(),
    };
    let none = TablePatterns::default();
    let ignored = config.map_or(&none, |config| &config.ignore);
    let existing = Existing::read(executor, &options, ignored)?;
    let models = existing::alone(&existing.source, &options, executor.dialect())?;
    let files = existing::placed(&existing.source, folder);
    new_files::create(&files)?;
    let created = files
        .keys()
        .map(|file| format!("created {}\n", file.display()));
    output::print(&created.collect::<String>())?;
    existing.warn(executor, &models)?;
    let dialect = executor.dialect();
    let is_for_it_alone = config.is_some_and(|it| it.dialects == existing::dialects(dialect));
    if !is_for_it_alone {
        note_of_dialect(dialect);
    }
    Ok(())
}

/// What is right on one database need not be so on the other.
fn note_of_dialect(dialect: Dialect) {
    let setting = existing::setting(dialect);
    eprintln!(
        "note: the models are as this database has them: `dialects = [\"{setting}\"]` in \
         `[package.metadata.keeper-schema]` says that they are for its kind alone"
    );
}
