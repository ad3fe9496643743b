//! A database in place of a copy: at the revision before the target, with made-up rows.

use std::collections::BTreeSet;

use keeper_schema::made_rows::make_rows;
use keeper_schema::migrate::{Direction, Executor, Migrator, Options, State};
use keeper_schema_core::dialect::Dialect;
use keeper_schema_core::graph::RevisionSpec;
use keeper_schema_core::history::History;
use keeper_schema_core::plan;
use keeper_schema_core::revision::RevisionId;

use super::hooked::{self, Goal, Hooked};
use super::origin::{MadeUp, Origin};
use crate::args::Rehearse;
use crate::failure::Failure;
use crate::progress::Progress;

/// Where the rows are made up, revisions in order: `--from`, or else all that comes before the
/// target but that itself.
pub(crate) fn start(
    history: &History,
    target: &RevisionSpec,
    args: &Rehearse,
) -> Result<Vec<RevisionId>, Failure> {
    let (graph, nothing) = (history.graph(), BTreeSet::new());
    if let Some(from) = &args.from {
        let from = RevisionSpec::parse(from)?;
        return Ok(plan::upgrade(graph, &nothing, &from)?);
    }
    if target.steps_from_current().is_some() {
        return Err(Failure::call(format!(
            "`{target}` counts from a revision, and there is none"
        ))
        .help("`--from REVISION` names it"));
    }
    let all = plan::upgrade(graph, &nothing, target)?;
    let last = plan::current_heads(graph, &all.iter().cloned().collect());
    Ok(all.into_iter().filter(|it| !last.contains(it)).collect())
}

/// Brings an empty database there, and fills it.
pub(crate) fn fill(
    history: &History,
    executor: &mut dyn Executor,
    start: &[RevisionId],
    rows: u64,
    options: &Options,
    hooked: &Hooked<'_>,
) -> Result<Origin, Failure> {
    let migrator = Migrator::new(history);
    eprintln!("making up");
    let steps = migrator
        .work(&BTreeSet::new(), start, Direction::Upgrade)?
        .steps;
    let mut progress = Progress::new(history);
    match hooked.program(&steps)? {
        Some(program) => {
            let done = program.run(history, &steps, Goal::Up(start), &mut progress);
            done.map_err(hooked::failure)?;
        }
        None => {
            let mut planner =
                |state: &State| migrator.work(&state.applied(), start, Direction::Upgrade);
            executor.run(&mut planner, options, &mut progress)?;
        }
    }
    let applied: BTreeSet<RevisionId> = start.iter().cloned().collect();
    let tables = make_rows(executor, &history.replay(&applied), rows)?;
    if executor.dialect() == Dialect::Postgres {
        // As the rows of a database in use are known to its planner.
        executor.change_rows("ANALYZE")?;
    }
    Ok(Origin::MadeUp(MadeUp {
        rows,
        at: plan::current_heads(history.graph(), &applied),
        tables,
    }))
}
