//! `upgrade` and `downgrade`: take a database along the history.

use keeper_schema::migrate::{Direction, Migrator, State};
use keeper_schema_core::graph::RevisionSpec;

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
    let history = project.history()?;
    if args.sql {
        let names = database::bookkeeping(&args.database);
        return offline::print(&history, args.dialect.into(), &names, written, direction);
    }
    let target = RevisionSpec::parse(written)?;
    if args.plan {
        let applied = database::applied_if_any(&project, &args.database)?;
        return planned::print(global, &history, &applied, &target, direction);
    }
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
    let (executor, options) = (database.executor.as_mut(), database::options(args));
    let mut progress = Progress::new(&history);
    let done = match direction {
        Direction::Upgrade => migrator.upgrade(executor, &target, &options, &mut progress),
        Direction::Downgrade => migrator.downgrade(executor, &target, &options, &mut progress),
    };
    progress.end();
    if done?.is_empty() {
        eprintln!("nothing to do: the database is at `{target}`");
    }
    Ok(())
}
