//! `init`: sets a package up, by itself or with what a database has.

use std::path::Path;

use keeper_schema::database_url::DatabaseUrl;
use keeper_schema::migrate::{Executor, Migrator};
use keeper_schema_core::config::Config;
use keeper_schema_core::dialect::Dialect;
use keeper_schema_core::diff;
use keeper_schema_core::graph::RevisionSpec;
use keeper_schema_core::history::History;
use keeper_schema_core::lower::Models;
use keeper_schema_core::revision::{Revision, file_name, write};
use keeper_schema_core::rust_source::Options;
use keeper_schema_core::schema::Schema;

use crate::args::{Global, Init};
use crate::existing::{self, Existing};
use crate::failure::Failure;
use crate::project::Project;
use crate::setup::{Changes, Root, Settings};
use crate::{database, new_files, new_revision, offline, output, setup, side};

pub(crate) fn run(global: &Global, args: &Init) -> Result<(), Failure> {
    let project = Project::find(global)?;
    let config = project.config()?;
    let checkout = args.path.as_deref();
    if let Some(from) = &args.from {
        let url = database::find(Some(("`--from`", from.clone())), || {
            Ok(config.folder.join("keeper.db"))
        })?;
        return adopt(&project, config, checkout, &url, &args.message);
    }
    let mut changes = setup::changes(config, checkout, &Settings::default())?;
    setup::first_model::add(&project, config, &mut changes)?;
    let is_new = !project.migrations().exists();
    if changes.is_empty() && !is_new {
        eprintln!("nothing to do: the package is set up");
        return Ok(());
    }
    let mut told = changes.write(&config.folder)?;
    if is_new {
        let folder = project.migrations();
        std::fs::create_dir_all(&folder).map_err(|error| {
            Failure::call(format!("cannot make `{}`: {error}", folder.display()))
        })?;
        told += &format!("created {}\n", config.migrations.display());
    }
    output::print(&told)?;
    say_notes(&changes);
    Ok(())
}

/// Models, a first revision and the bookkeeping for a database that is there. Everything
/// is worked out before anything is written, and the database is written last.
fn adopt(
    project: &Project,
    config: &Config,
    checkout: Option<&Path>,
    url: &DatabaseUrl,
    message: &str,
) -> Result<(), Failure> {
    let root = Root::of(config);
    let history = project.history_if_any()?;
    refuse_if_begun(project, config, &history, &root)?;
    let mut executor = side::open(url)?;
    let executor = executor.as_mut();
    refuse_if_managed(executor)?;

    let options = Options {
        naming: config.naming.clone(),
        crates: setup::crates(&config.folder)?,
        // A new package's doc comments are those of the database.
        doc_comments: config.doc_comments || !setup::says_doc_comments(&config.folder)?,
    };
    let existing = Existing::read(executor, &options, &config.ignore)?;
    let settings = Settings {
        dialect: Some(existing::setting(executor.dialect())),
        doc_comments: options.doc_comments && has_comments(&existing.live.schema),
    };
    let mut changes = setup::changes(config, checkout, &settings)?;
    root.declare(config, &mut changes)?;
    let models = existing::placed(&existing.source, &root.models());
    changes.created.extend(models);

    let files = changes.applied(config);
    let after = Config::read_from(&config.folder, &files)?;
    refuse_if_for_another(&after, executor.dialect())?;
    let models = existing::scanned(&after, &files)?;
    let revision = base_revision(&history, &models, message)?;
    let history = new_revision::checked(project, &history, &revision)?;
    offline::of_one(&history, executor.dialect(), &revision.id)?;
    let path = config
        .migrations
        .join(file_name(&revision.id, &revision.message));
    changes.created.insert(path, write::revision(&revision));

    output::print(&changes.write(&config.folder)?)?;
    existing.warn(executor, &models)?;
    stamp(project, executor, &history, &revision)?;
    say_notes(&changes);
    Ok(())
}

/// Refuses a package that has a history or models already.
fn refuse_if_begun(
    project: &Project,
    config: &Config,
    history: &History,
    root: &Root,
) -> Result<(), Failure> {
    if let Some(first) = history.revisions().next() {
        let first = first.path.display();
        let message = format!("there is a history already, `{first}`; nothing was changed");
        return Err(
            Failure::call(message).help("`cargo db inspect URL --models DIR` writes models alone")
        );
    }
    let models = root.models();
    new_files::refuse_to_overwrite(&config.folder.join(&models), &models)?;
    let has_crate = config.library.is_some() || !config.binaries.is_empty();
    if has_crate && let Some(table) = project.models()?.schema.tables.keys().next() {
        let message = format!("there is a model of `{table}` already; nothing was changed");
        return Err(
            Failure::call(message).help("`cargo db inspect URL --models DIR` writes models alone")
        );
    }
    Ok(())
}

fn refuse_if_managed(executor: &mut dyn Executor) -> Result<(), Failure> {
    match executor.state()?.applied().iter().next() {
        Some(revision) => Err(Failure::call(format!(
            "the database has a history already: revision `{revision}` is applied to it; \
             nothing was changed"
        ))),
        None => Ok(()),
    }
}

fn refuse_if_for_another(config: &Config, dialect: Dialect) -> Result<(), Failure> {
    let is_for_it = match dialect {
        Dialect::Sqlite => config.dialects.sqlite,
        Dialect::Postgres => config.dialects.postgres,
    };
    let setting = existing::setting(dialect);
    match is_for_it {
        true => Ok(()),
        false => Err(Failure::call(format!(
            "`dialects` in `Cargo.toml` leaves `{setting}` out; nothing was changed"
        ))),
    }
}

fn has_comments(schema: &Schema) -> bool {
    let mut tables = schema.tables.values();
    tables.any(|table| {
        let mut columns = table.columns.values();
        table.comment.is_some() || columns.any(|column| column.comment.is_some())
    })
}

/// The revision that makes all that the models declare.
fn base_revision(history: &History, models: &Models, message: &str) -> Result<Revision, Failure> {
    let id = new_revision::id(history, None)?;
    let mut revision = Revision::new(id, new_revision::message(message)?);
    revision.create_date = new_revision::now();
    let comparison = diff::compare(&Schema::default(), &models.schema, &models.hints());
    revision.upgrade = comparison.operations;
    Ok(revision)
}

fn stamp(
    project: &Project,
    executor: &mut dyn Executor,
    history: &History,
    revision: &Revision,
) -> Result<(), Failure> {
    let id = revision.id.as_str();
    let spec = RevisionSpec::parse(id)?;
    let options = database::recording(project);
    let stamped = Migrator::new(history).stamp(executor, &[spec], &options);
    stamped.map_err(|error| {
        Failure::from(error).help(format!(
            "the files are written: `cargo db stamp {id}` records the revision once that is mended"
        ))
    })?;
    eprintln!("stamped at {id}; nothing was run");
    Ok(())
}

fn say_notes(changes: &Changes) {
    for note in &changes.notes {
        eprintln!("note: {note}");
    }
}
