//! Ctrl-C while revisions run.

use std::process::exit;

use keeper_schema::migrate::{Direction, Interrupt, MigrateError};
use keeper_schema_core::graph::RevisionSpec;
use keeper_schema_core::revision::Phase;

use crate::commands::run::Route;
use crate::failure::Failure;
use crate::migrator_bin::Ended;

/// The exit status of what was interrupted, as a shell says it of SIGINT.
pub(crate) const STATUS: u8 = 130;

/// What is requested by the first SIGINT or SIGTERM. The second ends the process where it is,
/// which is as safe as `kill -9`.
pub(crate) fn watched() -> Result<Interrupt, Failure> {
    let interrupt = Interrupt::default();
    let requested = interrupt.clone();
    let handler = move || {
        if requested.is_requested() {
            exit(STATUS.into());
        }
        eprintln!("stopping as soon as it is safe; once more ends it at once");
        requested.request();
    };
    ctrlc::set_handler(handler)
        .map_err(|error| Failure::call(format!("cannot watch for an interruption: {error}")))?;
    Ok(interrupt)
}

/// With how to go on, if that is what ended the run.
pub(crate) fn explained(ended: Ended, route: &Route) -> Failure {
    let error = match ended {
        Ended::Interrupted(error) => error,
        Ended::Revision(failure) | Ended::Failed(failure) => return failure,
        Ended::Unbegun => return Failure::interrupted("interrupted; nothing was changed"),
    };
    let (verb, left) = match &error {
        MigrateError::Interrupted {
            direction,
            done,
            total,
            ..
        } => match direction {
            Direction::Upgrade => ("upgrade", total - done),
            Direction::Downgrade => ("downgrade", total - done),
        },
        _ => return error.into(),
    };
    let target = counted_anew(&route.target, left);
    let phase = match route.phase {
        Phase::Expand => " --phase expand",
        Phase::Contract => "",
    };
    Failure::from(error).help(format!(
        "run `cargo db {verb} {target}{phase}`, which goes on there"
    ))
}

/// A target that is counted from where the database is has fewer steps to go by now.
fn counted_anew(target: &RevisionSpec, left: usize) -> String {
    let written = target.to_string();
    match (target.steps_from_current(), written.rfind(['+', '-'])) {
        (Some(_), Some(sign)) => format!("{}{left}", &written[..=sign]),
        _ => written,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_that_are_done_are_not_done_again() {
        for (written, expected) in [
            ("+3", "+2"),
            ("-4", "-2"),
            ("shop@+5", "shop@+2"),
            ("heads", "heads"),
            ("ae10+3", "ae10+3"),
        ] {
            let target = RevisionSpec::parse(written).expect("it is one");
            assert_eq!(counted_anew(&target, 2), expected, "{written}");
        }
    }
}
