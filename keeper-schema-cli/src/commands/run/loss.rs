//! What a downgrade of a database in use takes away for good.

use std::io::IsTerminal;

use dialoguer::Confirm;
use keeper_schema::migrate::State;
use keeper_schema_core::history::History;

use super::Route;
use crate::failure::Failure;
use crate::output::shown;
use crate::planned;

/// Asks whether rows of production may be lost, or refuses where nobody can be asked. A
/// database that may be seeded holds nothing of worth.
pub(super) fn confirm(history: &History, state: &State, route: &Route) -> Result<(), Failure> {
    if state.takes_seeds() {
        return Ok(());
    }
    let losses = planned::losses(history, &state.applied(), route)?;
    if losses.is_empty() {
        return Ok(());
    }
    let mark = shown(state.environment().unwrap_or_default());
    let refused = |what: &str| {
        let losses = losses.join(", ");
        Failure::call(format!(
            "the database is marked as `{mark}`, and the downgrade loses {losses}; {what}"
        ))
    };
    if !(std::io::stdin().is_terminal() && std::io::stderr().is_terminal()) {
        return Err(refused("nothing was changed")
            .help("`--plan` shows where")
            .help("`--allow-loss` says that it is meant"));
    }
    eprintln!("the database is marked as `{mark}`, and the downgrade loses:");
    for loss in &losses {
        eprintln!("  {loss}");
    }
    let answer = Confirm::new()
        .with_prompt("Are they to go")
        .default(false)
        .interact();
    match answer {
        Ok(true) => Ok(()),
        Ok(false) => Err(Failure::call("nothing was changed")),
        Err(error) => Err(refused(&format!("there is no answer: {error}"))),
    }
}
