//! `upgrade` and `downgrade`: take a database along the history.

mod by_program;
mod loss;

use std::panic::resume_unwind;
use std::thread;

use keeper_schema::migrate::{
    Direction, MigrateError, Migrator, Observer, Options, State, recovered,
};
use keeper_schema_core::graph::RevisionSpec;
use keeper_schema_core::history::{History, Revisions};
use keeper_schema_core::plan::{self, phases};
use keeper_schema_core::revision::checksum::checksum;
use keeper_schema_core::revision::{Phase, RevisionFile};

use self::by_program::ByProgram;
use crate::args::{Downgrade, Format, Global, Run, Upgrade};
use crate::database::{self, Database};
use crate::events::{self, Events};
use crate::failure::Failure;
use crate::interruption;
use crate::migrator_bin::Ended;
use crate::offline;
use crate::planned::{self, Place};
use crate::progress::Progress;
use crate::project::Project;
use crate::waiting;

/// Where a database is taken, and how far on the way there.
pub(crate) struct Route {
    pub(crate) target: RevisionSpec,
    pub(crate) direction: Direction,
    /// Of no concern on the way down.
    pub(crate) phase: Phase,
}

/// What was typed of it.
struct Goal<'a> {
    target: &'a str,
    direction: Direction,
    phase: Phase,
    /// Whether what is lost on the way need not be confirmed.
    may_lose: bool,
}

pub(crate) fn upgrade(global: &Global, args: &Upgrade) -> Result<(), Failure> {
    let goal = Goal {
        target: &args.target,
        direction: Direction::Upgrade,
        phase: args.phase.into(),
        may_lose: true,
    };
    run(global, &args.run, &goal)
}

pub(crate) fn downgrade(global: &Global, args: &Downgrade) -> Result<(), Failure> {
    let goal = Goal {
        target: &args.target,
        direction: Direction::Downgrade,
        phase: Phase::Contract,
        may_lose: args.allow_loss,
    };
    run(global, &args.run, &goal)
}

/// Whether a program is told what happens, a failure too.
pub(crate) fn tells_events(global: &Global, args: &Run) -> bool {
    global.format == Format::Json && !args.sql && !args.plan
}

fn run(global: &Global, args: &Run, goal: &Goal<'_>) -> Result<(), Failure> {
    let result = run_or_print(global, args, goal);
    if let (Err(failure), true) = (&result, tells_events(global, args))
        && !failure.is_interruption()
    {
        events::failed(failure);
    }
    result
}

fn run_or_print(global: &Global, args: &Run, goal: &Goal<'_>) -> Result<(), Failure> {
    let (direction, phase) = (goal.direction, goal.phase);
    let project = Project::find(global)?;
    if args.sql {
        let names = database::bookkeeping(&args.database);
        return offline::print(
            &project.history()?,
            args.dialect.into(),
            &names,
            goal.target,
            direction,
            phase,
        );
    }
    let route = Route {
        target: RevisionSpec::parse(goal.target)?,
        direction,
        phase,
    };
    if args.plan {
        let history = project.history()?;
        let place = Place {
            dialect: database::dialect(&project, &args.database)?,
            transactions: database::transactions(args),
            applied: database::applied_if_any(&project, &args.database)?,
        };
        return planned::print(global, &history, &place, &route);
    }
    if !database::exists(&project, &args.database)? {
        let history = project.history()?;
        let mut database = new_database(&project, args, &history, &route)?;
        return work(global, &project, &history, &mut database, args, &route);
    }
    let (revisions, opened) = side_by_side(&project, args);
    let (revisions, (mut database, state)) = (revisions?, opened?);
    if is_there(&state, &revisions, &route) && belongs_to(&state, &project) {
        nothing_to_do(global, &route);
        route.tell_what_waits(&revisions, &state);
        // The process ends here, and freeing a thousand revisions takes as long as reading
        // what the database remembers of them.
        std::mem::forget(revisions);
        return Ok(());
    }
    let mut history = History::replayed(revisions)?;
    let mut lost = Vec::new();
    if direction == Direction::Downgrade {
        history = with_recovered(history, &mut database)?;
        // What belongs to another is refused with nothing lost.
        if belongs_to(&state, &project) {
            lost = loss::confirm(&history, &state, &route, goal.may_lose)?;
        }
    }
    work(global, &project, &history, &mut database, args, &route)?;
    if global.format != Format::Json {
        loss::tell(&lost);
    }
    Ok(())
}

/// Creates the database, for an upgrade. What cannot be run on an empty one leaves no file
/// behind.
fn new_database(
    project: &Project,
    args: &Run,
    history: &History,
    route: &Route,
) -> Result<Database, Failure> {
    let migrator = Migrator::new(history).through(route.phase);
    let target = &route.target;
    match route.direction {
        Direction::Upgrade => {
            migrator.plan_upgrade(&State::default(), target)?;
            let missing = database::missing(project, &args.database)?;
            let database = Database::open_or_create(project, &args.database)?;
            if let Some(path) = missing {
                eprintln!("created {path}");
            }
            Ok(database)
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
fn is_there(state: &State, revisions: &Revisions, route: &Route) -> bool {
    let (graph, applied) = (revisions.graph(), state.applied());
    let target = &route.target;
    let missing = match route.direction {
        Direction::Upgrade => plan::upgrade(graph, &applied, target)
            .map(|missing| phases::within(revisions, missing, route.phase).run),
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

/// Whether the bookkeeping names no other application than the package's.
fn belongs_to(state: &State, project: &Project) -> bool {
    let application = database::recording(project).application;
    let recorded = state.meta.get("application");
    recorded.is_none() || application.is_none() || recorded == application.as_ref()
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
    route: &Route,
) -> Result<(), Failure> {
    let interrupt = interruption::watched()?;
    let options = Options {
        interrupt: Some(interrupt.clone()),
        ..database::options(project, args)
    };
    let migrator = Migrator::new(history).through(route.phase);
    let target = &route.target;
    let mut run = |observer: &mut dyn Observer| {
        let executor = database.executor.as_mut();
        let done = match route.direction {
            Direction::Upgrade => migrator.upgrade(executor, target, &options, observer),
            Direction::Downgrade => migrator.downgrade(executor, target, &options, observer),
        };
        match done {
            Err(error @ MigrateError::UnknownHook { .. }) => ByProgram {
                project,
                history,
                args,
                route,
                interrupt: &interrupt,
            }
            .run(error, executor, observer),
            done => done.map_err(Ended::from),
        }
    };
    if global.format == Format::Json {
        let done = run(&mut Events::default()).inspect_err(|ended| {
            if let Ended::Interrupted(error) = ended {
                events::interrupted(error);
            }
        });
        let done = done.map_err(|ended| interruption::explained(ended, route))?;
        events::done(&done);
        return Ok(());
    }
    let mut progress = Progress::new(history);
    let done = run(&mut progress);
    progress.end();
    let done = done.map_err(|ended| interruption::explained(ended, route))?;
    if done.is_empty() {
        nothing_to_do(global, route);
    }
    if route.phase == Phase::Expand {
        route.tell_what_waits(history.as_revisions(), &database.executor.state()?);
    }
    Ok(())
}

impl Route {
    fn tell_what_waits(&self, revisions: &Revisions, state: &State) {
        if self.phase == Phase::Expand {
            let waiting = phases::waiting_contracts(revisions, &state.applied());
            waiting::tell(revisions, &waiting);
        }
    }
}

pub(crate) fn nothing_to_do(global: &Global, route: &Route) {
    match (global.format, route.phase) {
        (Format::Json, _) => events::done(&[]),
        (_, Phase::Contract) => {
            eprintln!("nothing to do: the database is at `{}`", route.target);
        }
        (_, Phase::Expand) => eprintln!("nothing to do: the expand phase is applied"),
    }
}
