//! `upgrade` and `downgrade`: take a database along the history.

use std::panic::resume_unwind;
use std::thread;

use keeper_schema::migrate::{Direction, Migrator, Observer, Options, State, recovered};
use keeper_schema_core::graph::RevisionSpec;
use keeper_schema_core::history::{History, Revisions};
use keeper_schema_core::plan;
use keeper_schema_core::revision::RevisionFile;
use keeper_schema_core::revision::checksum::checksum;

use crate::args::{Format, Global, Run};
use crate::database::{self, Database};
use crate::events::{self, Events};
use crate::failure::Failure;
use crate::interruption;
use crate::offline;
use crate::planned::{self, Place};
use crate::progress::Progress;
use crate::project::Project;

pub(crate) fn run(
    global: &Global,
    args: &Run,
    written: &str,
    direction: Direction,
) -> Result<(), Failure> {
    let result = run_or_print(global, args, written, direction);
    let tells_events = global.format == Format::Json && !args.sql && !args.plan;
    if let (Err(failure), true) = (&result, tells_events)
        && !failure.is_interruption()
    {
        events::failed(failure);
    }
    result
}

fn run_or_print(
    global: &Global,
    args: &Run,
    written: &str,
    direction: Direction,
) -> Result<(), Failure> {
    let project = Project::find(global)?;
    if args.sql {
        let names = database::bookkeeping(&args.database);
        return offline::print(
            &project.history()?,
            args.dialect.into(),
            &names,
            written,
            direction,
        );
    }
    let target = RevisionSpec::parse(written)?;
    if args.plan {
        let history = project.history()?;
        let place = Place {
            dialect: database::dialect(&project, &args.database)?,
            transactions: database::transactions(args),
            applied: database::applied_if_any(&project, &args.database)?,
        };
        return planned::print(global, &history, &place, &target, direction);
    }
    if !database::exists(&project, &args.database)? {
        let history = project.history()?;
        let mut database = new_database(&project, args, &history, &target, direction)?;
        return work(
            global,
            &project,
            &history,
            &mut database,
            args,
            &target,
            direction,
        );
    }
    let (revisions, opened) = side_by_side(&project, args);
    let (revisions, (mut database, state)) = (revisions?, opened?);
    if is_there(&state, &revisions, &target, direction) {
        nothing_to_do(global, &target);
        // The process ends here, and freeing a thousand revisions takes as long as reading
        // what the database remembers of them.
        std::mem::forget(revisions);
        return Ok(());
    }
    let mut history = History::replayed(revisions)?;
    if direction == Direction::Downgrade {
        history = with_recovered(history, &mut database)?;
    }
    work(
        global,
        &project,
        &history,
        &mut database,
        args,
        &target,
        direction,
    )
}

/// Creates the database, for an upgrade. What cannot be run on an empty one leaves no file
/// behind.
fn new_database(
    project: &Project,
    args: &Run,
    history: &History,
    target: &RevisionSpec,
    direction: Direction,
) -> Result<Database, Failure> {
    let migrator = Migrator::new(history);
    match direction {
        Direction::Upgrade => {
            migrator.plan_upgrade(&State::default(), target)?;
            Database::open_or_create(project, &args.database)
        }
        Direction::Downgrade => {
            migrator.plan_downgrade(&State::default(), target)?;
            Database::open(project, &args.database)
        }
    }
}

/// The revisions, and the database with what it remembers: neither waits for the other.
fn side_by_side(
    project: &Project,
    args: &Run,
) -> (
    Result<Revisions, Failure>,
    Result<(Database, State), Failure>,
) {
    thread::scope(|scope| {
        let revisions = scope.spawn(|| project.revisions());
        let opened = Database::open(project, &args.database).and_then(|mut database| {
            let state = database.executor.state()?;
            Ok((database, state))
        });
        let revisions = revisions.join();
        (
            revisions.unwrap_or_else(|panic| resume_unwind(panic)),
            opened,
        )
    })
}

/// Whether the database is at the target already: the graph and the bookkeeping say so, and
/// a thousand revisions need not be replayed for it. Whatever is wrong is left to the
/// migrator to tell.
fn is_there(
    state: &State,
    revisions: &Revisions,
    target: &RevisionSpec,
    direction: Direction,
) -> bool {
    let (graph, applied) = (revisions.graph(), state.applied());
    let missing = match direction {
        Direction::Upgrade => plan::upgrade(graph, &applied, target),
        Direction::Downgrade => plan::downgrade(graph, &applied, target),
    };
    // The newest of them may have been edited since.
    let heads = plan::current_heads(graph, &applied);
    let mut rows = state.revisions.iter();
    let is_unchanged = rows.all(|row| {
        let file = revisions.get(&row.revision);
        let is_same = |file: &RevisionFile| checksum(&file.revision) == row.checksum;
        !heads.contains(&row.revision) || file.is_some_and(is_same)
    });
    is_unchanged && missing.is_ok_and(|missing| missing.is_empty())
}

/// The history with what the database remembers of revisions whose files are gone.
fn with_recovered(history: History, database: &mut Database) -> Result<History, Failure> {
    let Some((history, revisions)) = recovered(&history, database.executor.as_mut())? else {
        return Ok(history);
    };
    for revision in revisions {
        eprintln!("note: revision `{revision}` is in no file; the database's text of it is used");
    }
    Ok(history)
}

fn work(
    global: &Global,
    project: &Project,
    history: &History,
    database: &mut Database,
    args: &Run,
    target: &RevisionSpec,
    direction: Direction,
) -> Result<(), Failure> {
    let options = Options {
        interrupt: Some(interruption::watched()?),
        ..database::options(project, args)
    };
    let mut run = |observer: &mut dyn Observer| {
        let (migrator, executor) = (Migrator::new(history), database.executor.as_mut());
        match direction {
            Direction::Upgrade => migrator.upgrade(executor, target, &options, observer),
            Direction::Downgrade => migrator.downgrade(executor, target, &options, observer),
        }
    };
    if global.format == Format::Json {
        let done = run(&mut Events::default()).inspect_err(events::interrupted);
        let done = done.map_err(|error| interruption::explained(error, target))?;
        events::done(&done);
        return Ok(());
    }
    let mut progress = Progress::new(history);
    let done = run(&mut progress);
    progress.end();
    match done {
        Ok(done) if done.is_empty() => nothing_to_do(global, target),
        Ok(_) => {}
        Err(error) => return Err(interruption::explained(error, target)),
    }
    Ok(())
}

fn nothing_to_do(global: &Global, target: &RevisionSpec) {
    if global.format == Format::Json {
        return events::done(&[]);
    }
    eprintln!("nothing to do: the database is at `{target}`");
}
