//! `upgrade` and `downgrade`: take a database along the history.

use keeper_schema::migrate::{Direction, Migrator, State};
use keeper_schema_core::graph::RevisionSpec;
use keeper_schema_core::history::{History, Revisions};
use keeper_schema_core::plan;

use crate::args::{Global, Run};
use crate::database::{self, Database};
use crate::failure::Failure;
use crate::progress::Progress;
use crate::project::Project;
use crate::{offline, planned};

pub(crate) fn run(
    global: &Global,
    args: &Run,
    written: &str,
    direction: Direction,
) -> Result<(), Failure> {
    let project = Project::find(global)?;
    if args.sql {
        return offline::print(&project.history()?, written, direction);
    }
    let revisions = project.revisions()?;
    let target = RevisionSpec::parse(written)?;
    if args.plan {
        let history = History::replayed(revisions)?;
        let applied = database::applied_if_any(&project, &args.database)?;
        return planned::print(global, &history, &applied, &target, direction);
    }
    if is_there(&project, args, &revisions, &target, direction)? {
        nothing_to_do(&target);
        return Ok(());
    }
    let history = History::replayed(revisions)?;
    let migrator = Migrator::new(&history);
    if !database::exists(&project, &args.database)? {
        // What cannot be run on an empty database leaves no file behind.
        match direction {
            Direction::Upgrade => migrator.plan_upgrade(&State::default(), &target)?,
            Direction::Downgrade => migrator.plan_downgrade(&State::default(), &target)?,
        };
    }
    let mut database = match direction {
        Direction::Upgrade => Database::open_or_create(&project, &args.database)?,
        Direction::Downgrade => Database::open(&project, &args.database)?,
    };
    let (executor, options) = (&mut database.executor, database::options(args));
    let mut progress = Progress::new(&history);
    let done = match direction {
        Direction::Upgrade => migrator.upgrade(executor, &target, &options, &mut progress),
        Direction::Downgrade => migrator.downgrade(executor, &target, &options, &mut progress),
    };
    progress.end();
    if done?.is_empty() {
        nothing_to_do(&target);
    }
    Ok(())
}

/// Whether a database that exists is at the target already: the graph and the bookkeeping
/// say so, and a thousand revisions need not be replayed for it. Whatever is wrong is left
/// to the migrator to tell.
fn is_there(
    project: &Project,
    args: &Run,
    revisions: &Revisions,
    target: &RevisionSpec,
    direction: Direction,
) -> Result<bool, Failure> {
    if !database::exists(project, &args.database)? {
        return Ok(false);
    }
    let applied = Database::open(project, &args.database)?.applied()?;
    let missing = match direction {
        Direction::Upgrade => plan::upgrade(revisions.graph(), &applied, target),
        Direction::Downgrade => plan::downgrade(revisions.graph(), &applied, target),
    };
    Ok(missing.is_ok_and(|missing| missing.is_empty()))
}

fn nothing_to_do(target: &RevisionSpec) {
    eprintln!("nothing to do: the database is at `{target}`");
}
