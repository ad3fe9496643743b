//! `seed`: brings rows for development into a database, apart from its history.

use keeper_schema::migrate::{MigrateError, Options, Seeding, State};
use keeper_schema_core::diagnostic::{Code, Diagnostic};
use keeper_schema_core::graph::RevisionSpec;
use keeper_schema_core::history::History;
use keeper_schema_core::operation::OnConflict;
use keeper_schema_core::plan;
use keeper_schema_core::seeds::{SeedFile, SeedStep, inserted};
use serde_json::json;

use crate::args::{Format, Global, Seed};
use crate::database::{self, Database};
use crate::failure::Failure;
use crate::interruption;
use crate::output;
use crate::project::Project;
use crate::seed_files;

pub(crate) fn run(global: &Global, args: &Seed) -> Result<(), Failure> {
    let project = Project::find(global)?;
    let files = seed_files::read(&project, &args.names)?;
    if files.is_empty() {
        let folder = project.config()?.seeds.display().to_string();
        return Err(Failure::call(format!("there are no seeds in `{folder}`"))
            .help("a seed is a file `NAME.toml` there, of `[[seed]]` tables"));
    }
    let history = project.history()?;
    let misfits = seed_files::misfits(&files, &mut history.head_replay());
    if !misfits.is_empty() {
        return Err(misfits.into());
    }
    let steps = steps(&project, args, &history, &files)?;
    if args.sql {
        return print_sql(&files, &steps);
    }
    let inserted = into_database(&project, args, &history, &files, &steps.concat())?;
    tell(global, &files, inserted)
}

/// What is run of each file.
fn steps(
    project: &Project,
    args: &Seed,
    history: &History,
    files: &[SeedFile],
) -> Result<Vec<Vec<SeedStep>>, Failure> {
    let dialect = database::dialect(project, &args.database)?;
    let mut replay = history.head_replay();
    let steps: Result<Vec<_>, Diagnostic> = (files.iter())
        .map(|file| file.steps(dialect, &mut replay))
        .collect();
    Ok(steps?)
}

fn print_sql(files: &[SeedFile], steps: &[Vec<SeedStep>]) -> Result<(), Failure> {
    let mut text = "BEGIN;\n".to_owned();
    for (file, steps) in files.iter().zip(steps) {
        text += &format!("\n-- {}\n", output::shown(&seed_files::name(file)));
        for sql in steps.iter().flat_map(|step| &step.sql) {
            text += &format!("{};\n", sql.trim_end().trim_end_matches(';'));
        }
    }
    output::print(&(text + "\nCOMMIT;\n"))
}

/// How many rows each step inserted.
fn into_database(
    project: &Project,
    args: &Seed,
    history: &History,
    files: &[SeedFile],
    steps: &[SeedStep],
) -> Result<Vec<u64>, Failure> {
    database::must_exist(project, &args.database)?;
    let mut database = Database::open(project, &args.database)?;
    let options = Options {
        interrupt: Some(interruption::watched()?),
        ..Options::default()
    };
    let mut refusal = None;
    let mut admits = |state: &State| {
        refusal = refused(project, history, state);
        refusal.is_none()
    };
    let seeding = (database.executor).seed(steps, &mut admits, &options)?;
    match (seeding, refusal) {
        (Seeding::Interrupted, _) => Err(Failure::interrupted(
            "interrupted: nothing was seeded, and what it had begun is rolled back",
        )
        .help("run `cargo db seed` again, which begins anew")),
        (Seeding::Done(inserted), _) => Ok(inserted),
        (Seeding::Failed { step, error }, _) => Err(failed(files, step, &error.message).into()),
        (Seeding::Refused, refusal) => {
            Err(refusal.unwrap_or_else(|| Failure::call("the database takes no seeds")))
        }
    }
}

/// Why a database in that state takes no seeds, if it takes none.
fn refused(project: &Project, history: &History, state: &State) -> Option<Failure> {
    let owner = state.meta.get("application");
    let application = project.config().ok().map(|config| &config.application);
    if let (Some(recorded), Some(given)) = (owner, application)
        && recorded != given
    {
        let error = MigrateError::WrongApplication {
            recorded: recorded.clone(),
            given: given.clone(),
        };
        return Some(error.into());
    }
    if !state.takes_seeds() {
        let word = output::shown(state.environment().unwrap_or_default());
        let message = format!("the database is marked as `{word}`: no seeds enter it");
        let diagnostic = Diagnostic::new(Code::SeedsRefused, message)
            .help("name another database with `--url`")
            .help("if the mark is wrong, `cargo db environment development` changes it");
        return Some(diagnostic.into());
    }
    match is_at_head(history, state) {
        Ok(true) => None,
        Ok(false) => Some(
            Failure::call("the database is not at the head, which the seeds are for")
                .help("run `cargo db upgrade` first"),
        ),
        Err(failure) => Some(failure),
    }
}

fn is_at_head(history: &History, state: &State) -> Result<bool, Failure> {
    let revisions = history.as_revisions();
    let (before, applied) = revisions.seen_from(&state.applied())?;
    let graph = before.as_ref().unwrap_or(revisions).graph();
    plan::check_applied(graph, &applied)?;
    let missing = plan::upgrade(graph, &applied, &RevisionSpec::parse("heads")?)?;
    Ok(missing.is_empty())
}

fn failed(files: &[SeedFile], step: usize, error: &str) -> Diagnostic {
    let mut places = files
        .iter()
        .flat_map(|file| file.places.iter().map(move |place| (file, place)));
    let message = format!("the seed failed, and nothing was seeded: {error}");
    let diagnostic = Diagnostic::new(Code::SeedFailed, message);
    match places.nth(step) {
        Some((file, place)) => diagnostic.at(place.clone(), &file.source),
        None => diagnostic,
    }
}

/// What became of the rows of a file.
#[derive(Default)]
struct Counts {
    inserted: u64,
    updated: u64,
    left: u64,
    executed: u64,
}

impl Counts {
    fn of(file: &SeedFile, inserted_rows: &mut impl Iterator<Item = u64>) -> Self {
        let mut counts = Self::default();
        for (operation, more) in file.operations.iter().zip(inserted_rows) {
            let Some(insert) = inserted(operation) else {
                counts.executed += 1;
                continue;
            };
            let rows = insert.rows.rows.len() as u64;
            let new = more.min(rows);
            counts.inserted += new;
            match insert.on_conflict {
                OnConflict::Update => counts.updated += rows - new,
                OnConflict::Skip | OnConflict::Error => counts.left += rows - new,
            }
        }
        counts
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            inserted,
            updated,
            left,
            executed,
        } = self;
        write!(f, "{inserted} inserted, {updated} updated, {left} left")?;
        match executed {
            0 => Ok(()),
            executed => write!(f, ", {executed} executed"),
        }
    }
}

fn tell(global: &Global, files: &[SeedFile], inserted: Vec<u64>) -> Result<(), Failure> {
    let mut inserted = inserted.into_iter();
    let counted: Vec<(String, Counts)> = files
        .iter()
        .map(|file| (seed_files::name(file), Counts::of(file, &mut inserted)))
        .collect();
    if global.format == Format::Json {
        let values = counted.iter().map(|(name, counts)| {
            json!({
                "seed": name,
                "inserted": counts.inserted,
                "updated": counts.updated,
                "left": counts.left,
                "executed": counts.executed,
            })
        });
        return output::print_json(&values.collect());
    }
    for (name, counts) in counted {
        eprintln!("{}: {counts}", output::shown(&name));
    }
    Ok(())
}
