//! SQL for a database that is not here.

use std::collections::BTreeSet;

use keeper_schema::migrate::{Direction, Migrator, Options};
use keeper_schema_core::dialect::{BookkeepingNames, Dialect};
use keeper_schema_core::graph::{GraphError, RevisionRange, RevisionSpec};
use keeper_schema_core::history::History;
use keeper_schema_core::plan::{self, phases};
use keeper_schema_core::revision::{Phase, RevisionId};

use crate::failure::Failure;
use crate::output;

/// Prints the SQL from base, or from the lower end of a range `FROM:TO`.
///
/// A downgrade must say where it starts from, as with Alembic.
pub(crate) fn print(
    history: &History,
    dialect: Dialect,
    names: &BookkeepingNames,
    written: &str,
    direction: Direction,
    phase: Phase,
) -> Result<(), Failure> {
    let graph = history.graph();
    let (from, to) = ends(written, direction)?;
    let is_current =
        |spec: &&RevisionSpec| spec.needs_applied() && spec.steps_from_nothing().is_none();
    if let Some(current) = from.iter().chain([&to]).find(is_current) {
        return Err(Failure::call(format!(
            "`{current}` is for a database to tell, and `--sql` asks none"
        ))
        .help("write where the database is, as in `ae10:heads`; `cargo db current` tells"));
    }
    let before = match &from {
        Some(from) => graph.resolve(from, &BTreeSet::new())?,
        None => Vec::new(),
    };
    let applied = plan::stamp(graph, &before);
    let revisions = match direction {
        Direction::Upgrade => {
            let range = RevisionRange {
                lower: from,
                upper: Some(to),
            };
            let missing = plan::range(graph, &BTreeSet::new(), &range)?;
            phases::within(history.as_revisions(), missing, phase).run
        }
        Direction::Downgrade => match plan::downgrade(graph, &applied, &to) {
            Err(GraphError::NotApplied { revision }) => {
                return Err(Failure::call(format!(
                    "`{written}` does not lead down: revision `{revision}` is not before its start"
                ))
                .help("write where the database is first, as in `head:base`"));
            }
            planned => planned?,
        },
    };
    output::print(&script(
        history, dialect, names, &applied, &revisions, direction,
    )?)
}

/// The SQL through revisions, for a database where `applied` are.
pub(crate) fn script(
    history: &History,
    dialect: Dialect,
    names: &BookkeepingNames,
    applied: &BTreeSet<RevisionId>,
    revisions: &[RevisionId],
    direction: Direction,
) -> Result<String, Failure> {
    let tool_version = Options::default().tool_version;
    let migrator = Migrator::new(history);
    Ok(migrator.script(dialect, applied, revisions, direction, names, &tool_version)?)
}

/// The SQL of one revision, for a database at its parents.
pub(crate) fn of_one(
    history: &History,
    dialect: Dialect,
    revision: &RevisionId,
) -> Result<String, Failure> {
    let applied = history.graph().ancestors([revision]);
    script(
        history,
        dialect,
        &BookkeepingNames::default(),
        &applied,
        std::slice::from_ref(revision),
        Direction::Upgrade,
    )
}

fn ends(
    written: &str,
    direction: Direction,
) -> Result<(Option<RevisionSpec>, RevisionSpec), Failure> {
    if written.contains(':') {
        let range = RevisionRange::parse(written)?;
        let heads = RevisionSpec::parse("heads")?;
        return Ok((range.lower, range.upper.unwrap_or(heads)));
    }
    match direction {
        Direction::Upgrade => Ok((None, RevisionSpec::parse(written)?)),
        Direction::Downgrade => Err(Failure::call(format!(
            "`downgrade {written} --sql` does not say where the database is"
        ))
        .help(format!("name both ends: `downgrade head:{written} --sql`"))),
    }
}
