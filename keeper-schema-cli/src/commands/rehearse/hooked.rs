//! Revisions that run hooks, rehearsed by the program that has them.

use keeper_schema::database_url::DatabaseUrl;
use keeper_schema::migrate::{Direction, Interrupt, MigrateError, Observer, Step, TransactionMode};
use keeper_schema_core::graph::RevisionSpec;
use keeper_schema_core::history::{History, Revisions};
use keeper_schema_core::operation::Operation;
use keeper_schema_core::revision::{Phase, RevisionId};

use crate::args;
use crate::failure::Failure;
use crate::migrator_bin::{self, Ended, MigratorBin, Request, Way};
use crate::project::Project;

/// Where hooks would run.
#[derive(Clone, Copy)]
pub(crate) struct Hooked<'r> {
    pub(crate) project: &'r Project,
    /// The copy.
    pub(crate) url: &'r DatabaseUrl,
    pub(crate) database: &'r args::Database,
    pub(crate) applied_by: &'r str,
}

/// Where the copy is taken.
#[derive(Clone, Copy)]
pub(crate) enum Goal<'g> {
    /// Up to a target.
    Target(&'g RevisionSpec),
    /// Up through just these.
    Up(&'g [RevisionId]),
    /// Down through just these.
    Down(&'g [RevisionId]),
}

/// The program, at the copy.
pub(crate) struct Program<'r> {
    at: Hooked<'r>,
    bin: MigratorBin,
    on_disk: Revisions,
}

impl<'r> Hooked<'r> {
    /// The program that runs the steps, if they need one. An interruption ends this one as long
    /// as a copy is there, and the program hears of that.
    pub(crate) fn program<'s, 'h: 's>(
        &self,
        steps: impl IntoIterator<Item = &'s Step<'h>>,
    ) -> Result<Option<Program<'r>>, Failure> {
        let hook = steps.into_iter().find_map(|step| {
            let hook = step
                .operations
                .iter()
                .find_map(|operation| match operation {
                    Operation::Run(run) => Some(run.hook.clone()),
                    _ => None,
                })?;
            Some((hook, step.revision.clone()))
        });
        let Some((hook, revision)) = hook else {
            return Ok(None);
        };
        let on_disk = self.project.revisions()?;
        match MigratorBin::built(self.project, &Interrupt::default()) {
            Ok(Some(bin)) => Ok(Some(Program {
                at: *self,
                bin,
                on_disk,
            })),
            Ok(None) => {
                let file = on_disk.get(&revision).map(|file| file.path.clone());
                Err(migrator_bin::not_named(MigrateError::UnknownHook {
                    hook,
                    revision,
                    file: file.unwrap_or_default(),
                    nearest: None,
                }))
            }
            Err(ended) => Err(failure(ended)),
        }
    }
}

impl Program<'_> {
    /// Takes the copy there.
    pub(crate) fn run(
        &self,
        history: &History,
        steps: &[Step<'_>],
        goal: Goal<'_>,
        observer: &mut dyn Observer,
    ) -> Result<Vec<RevisionId>, Ended> {
        let (direction, revisions) = match goal {
            Goal::Target(_) => (Direction::Upgrade, None),
            Goal::Up(revisions) => (Direction::Upgrade, Some(revisions)),
            Goal::Down(revisions) => (Direction::Downgrade, Some(revisions)),
        };
        let target = match goal {
            Goal::Target(target) => target.to_string(),
            Goal::Up(_) | Goal::Down(_) => String::new(),
        };
        let request = Request {
            url: self.at.url,
            database: self.at.database,
            direction,
            target,
            revisions,
            phase: Phase::Contract,
            transactions: TransactionMode::All,
            applied_by: self.at.applied_by,
        };
        let way = Way {
            on_disk: &self.on_disk,
            history,
            steps,
        };
        self.bin
            .run(&way, &request, &Interrupt::default(), observer)
    }
}

/// What is said of it.
pub(crate) fn failure(ended: Ended) -> Failure {
    match ended {
        Ended::Revision(failure) | Ended::Failed(failure) => failure,
        Ended::Interrupted(error) => error.into(),
        Ended::Unbegun => Failure::interrupted("interrupted; nothing was changed"),
    }
}
