//! What a downgrade of a database in use takes away for good.

use std::io::IsTerminal;

use dialoguer::Confirm;
use keeper_schema::migrate::State;
use keeper_schema_core::history::History;

use super::Route;
use crate::failure::Failure;
use crate::output::shown;
use crate::planned;

/// How many losses are told of a database that nobody is asked about.
const TOLD: usize = 5;

/// Asks whether rows of production may be lost, or refuses where nobody can be asked. A
/// database that may be seeded holds nothing of worth: what it loses comes out, to be told
/// afterwards, as it does where somebody has said that it may.
pub(super) fn confirm(
    history: &History,
    state: &State,
    route: &Route,
    may_lose: bool,
) -> Result<Vec<String>, Failure> {
    let losses = planned::losses(history, &state.applied(), route);
    if may_lose || state.takes_seeds() {
        // What cannot be planned is refused when it is to be run.
        return Ok(losses.unwrap_or_default());
    }
    let losses = losses?;
    if losses.is_empty() {
        return Ok(losses);
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
        Ok(true) => Ok(Vec::new()),
        Ok(false) => Err(Failure::call("nothing was changed")),
        Err(error) => Err(refused(&format!("there is no answer: {error}"))),
    }
}

/// Says what a downgrade has lost.
pub(super) fn tell(lost: &[String]) {
    if lost.is_empty() {
        return;
    }
    let more = match lost.len().saturating_sub(TOLD) {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    let told = &lost[..lost.len().min(TOLD)];
    eprintln!("note: the downgrade lost {}{more}", told.join(", "));
}
