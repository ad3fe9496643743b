//! The revisions that a change becomes.

use keeper_schema_core::diagnostic::Diagnostic;
use keeper_schema_core::diff::{self, PhaseRefusal, Phased};
use keeper_schema_core::operation::Operation;
use keeper_schema_core::revision::Phase;
use keeper_schema_core::schema::Schema;

use crate::failure::Failure;

/// What one revision of the change is to say.
pub(super) struct Part {
    pub(super) phase: Option<Phase>,
    pub(super) upgrade: Vec<Operation>,
    /// What tells it from the others of the change.
    pub(super) suffix: &'static str,
}

impl Part {
    /// The change as a whole.
    pub(super) fn whole(upgrade: Vec<Operation>) -> Self {
        Self {
            phase: None,
            upgrade,
            suffix: "",
        }
    }
}

/// The change in its phases: one or both.
pub(super) fn parts(from: &Schema, upgrade: &[Operation]) -> Result<Vec<Part>, Failure> {
    let Phased { expand, contract } = diff::phased(from, upgrade).map_err(|it| refused(&it))?;
    let part = |phase, upgrade, suffix| Part {
        phase: Some(phase),
        upgrade,
        suffix,
    };
    if contract.is_empty() {
        eprintln!("note: nothing of it has to wait for old code; one revision expands");
        return Ok(vec![part(Phase::Expand, expand, "")]);
    }
    if expand.is_empty() {
        eprintln!("note: new code needs nothing of it; one revision contracts");
        return Ok(vec![part(Phase::Contract, contract, "")]);
    }
    Ok(vec![
        part(Phase::Expand, expand, ""),
        part(Phase::Contract, contract, "contract"),
    ])
}

fn refused(refusals: &[PhaseRefusal]) -> Failure {
    let said = refusals.iter().map(ToString::to_string);
    let said: Vec<Diagnostic> = said.map(Diagnostic::of_call).collect();
    let mut helps: Vec<&str> = Vec::new();
    for refusal in refusals {
        if !helps.contains(&refusal.help()) {
            helps.push(refusal.help());
        }
    }
    let failure = Failure::from(said);
    helps
        .into_iter()
        .fold(failure, |failure, help| failure.help(help))
}
