//! Revisions that run hooks, by the program that has them.

use keeper_schema::migrate::{
    Direction, Executor, Interrupt, MigrateError, Migrator, Observer, Step,
};
use keeper_schema_core::history::History;
use keeper_schema_core::revision::RevisionId;

use super::Route;
use crate::args::Run;
use crate::database;
use crate::migrator_bin::{self, Ended, MigratorBin, Request, Way};
use crate::project::Project;

/// What only the package's own program can do.
pub(super) struct ByProgram<'r> {
    pub(super) project: &'r Project,
    pub(super) history: &'r History,
    pub(super) args: &'r Run,
    pub(super) route: &'r Route,
    pub(super) interrupt: &'r Interrupt,
}

impl ByProgram<'_> {
    /// Has the program do what was refused here, with nothing changed, for a hook that is not
    /// here.
    pub(super) fn run(
        &self,
        refused: MigrateError,
        executor: &mut dyn Executor,
        observer: &mut dyn Observer,
    ) -> Result<Vec<RevisionId>, Ended> {
        let route = self.route;
        let state = executor.state()?;
        let migrator = Migrator::new(self.history).through(route.phase);
        let work = match route.direction {
            Direction::Upgrade => migrator.plan_upgrade(&state, &route.target),
            Direction::Downgrade => migrator.plan_downgrade(&state, &route.target),
        };
        // A database with a part of what was replaced has another plan, which the program finds.
        let steps = work.map(|work| work.steps).unwrap_or_default();
        let done = self.by_program(&steps, observer);
        match (done, refused) {
            (Ok(Some(done)), _) => Ok(done),
            (Ok(None), refused) => Err(migrator_bin::not_named(refused).into()),
            (Err(Ended::Unbegun), MigrateError::UnknownHook { revision, .. }) => {
                let first = steps.first().map(|step| step.revision.clone());
                Err(Ended::Interrupted(MigrateError::Interrupted {
                    direction: route.direction,
                    done: 0,
                    total: steps.len().max(1),
                    next: first.unwrap_or(revision),
                    is_begun: false,
                }))
            }
            (Err(ended), _) => Err(ended),
        }
    }

    /// `None` if the package names no program.
    fn by_program(
        &self,
        steps: &[Step<'_>],
        observer: &mut dyn Observer,
    ) -> Result<Option<Vec<RevisionId>>, Ended> {
        let Some(program) = MigratorBin::built(self.project, self.interrupt)? else {
            return Ok(None);
        };
        let route = self.route;
        let request = Request {
            url: &database::url(self.project, &self.args.database)?,
            database: &self.args.database,
            direction: route.direction,
            target: route.target.to_string(),
            revisions: None,
            phase: route.phase,
            transactions: database::transactions(self.args),
            applied_by: &database::recording(self.project).applied_by,
        };
        let on_disk = self.project.revisions()?;
        let way = Way {
            on_disk: &on_disk,
            history: self.history,
            steps,
        };
        program
            .run(&way, &request, self.interrupt, observer)
            .map(Some)
    }
}
