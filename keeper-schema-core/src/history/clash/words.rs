//! A clash in words: what each of two operations does, at its place.

use super::{Clash, ClashSide, Why};
use crate::diagnostic::{Code, Diagnostic};
use crate::history::{Revisions, report};
use crate::operation::{Effect, Operation, named};
use crate::revision::{RevisionFile, RevisionId};

/// Between heads that are not merged yet: with the ways out.
pub(super) fn unmerged(clash: &Clash, revisions: &Revisions) -> Option<Diagnostic> {
    let [first, second] = sides(clash, revisions)?;
    let message = format!(
        "{} and {} clash: {}",
        title(first.file),
        title(second.file),
        what(clash, &first, &second)
    );
    let (one, other) = (&clash.first.head, &clash.second.head);
    Some(
        placed(Code::Clash, message, &first, &second)
            .help(format!(
                "let one of them win: `cargo db merge --keep {one} -m \"...\"` or `--keep {other}`"
            ))
            .help(format!(
                "or put one on top of the other and edit it: `cargo db rebase {other} --onto {one}`"
            )),
    )
}

/// Between parents of a merge that is written already.
pub(super) fn merged(
    clash: &Clash,
    merge: &RevisionId,
    revisions: &Revisions,
) -> Option<Diagnostic> {
    let [first, second] = sides(clash, revisions)?;
    let message = format!(
        "{} and {}, which `{merge}` merges, clash: {}",
        title(first.file),
        title(second.file),
        what(clash, &first, &second)
    );
    Some(placed(Code::Clash, message, &first, &second).help(format!(
        "take the file of `{merge}` away and run `cargo db merge`, which knows ways out"
    )))
}

struct Side<'a> {
    file: &'a RevisionFile,
    position: usize,
    operation: &'a Operation,
    effect: Effect,
}

fn sides<'a>(clash: &Clash, revisions: &'a Revisions) -> Option<[Side<'a>; 2]> {
    let side = |side: &ClashSide| {
        let file = revisions.get(&side.revision)?;
        let operation = file.revision.upgrade.get(side.operation)?;
        Some(Side {
            file,
            position: side.operation,
            operation,
            effect: operation.effect(),
        })
    };
    Some([side(&clash.first)?, side(&clash.second)?])
}

/// A revision with its message, for who has to talk to whom about it.
fn title(file: &RevisionFile) -> String {
    let revision = &file.revision;
    match revision.message.as_str() {
        "" => format!("`{}`", revision.id),
        message => format!("`{}` ({message})", revision.id),
    }
}

fn placed(code: Code, message: String, first: &Side<'_>, second: &Side<'_>) -> Diagnostic {
    let place = |side: &Side<'_>| report::upgrade_place(side.file, side.position);
    Diagnostic::new(code, message)
        .at(place(first), &first.file.source)
        .label(first.operation.to_string())
        .related(
            place(second),
            &second.file.source,
            second.operation.to_string(),
        )
}

fn what(clash: &Clash, first: &Side<'_>, second: &Side<'_>) -> String {
    if let (Some(one), Some(other)) = (first.effect.added(), second.effect.added())
        && one == other
    {
        return both_add(first, second);
    }
    match (&first.effect, &second.effect) {
        (Effect::Drops(one), Effect::Drops(other)) if one == other => {
            return format!("both drop {}, and only one of them can", named(one));
        }
        (Effect::Changes(one), Effect::Changes(other)) if one == other => {
            return match &clash.why {
                Why::OrderDecides(_) => {
                    format!("both change {}, and the order decides to what", named(one))
                }
                Why::SecondFails(error) | Why::FirstFails(error) => {
                    format!("both change {}: {error}", named(one))
                }
            };
        }
        (Effect::Renames { from: one, .. }, Effect::Renames { from: other, .. })
            if one == other =>
        {
            return format!("both rename {}, each in its own way", named(one));
        }
        _ => {}
    }
    let both = format!(
        "`{}` {} and `{}` {}",
        first.file.revision.id, first.effect, second.file.revision.id, second.effect
    );
    match &clash.why {
        Why::SecondFails(error) | Why::FirstFails(error) => format!("{both}: {error}"),
        Why::OrderDecides(element) => {
            format!(
                "{both}, and the order decides what becomes of {}",
                named(element)
            )
        }
    }
}

fn both_add(first: &Side<'_>, second: &Side<'_>) -> String {
    let element = first.effect.added().map(named).unwrap_or_default();
    match (&first.effect, &second.effect) {
        (Effect::Adds(_), Effect::Adds(_)) if first.operation == second.operation => {
            format!("both add {element}, in the same way, and only one of them can")
        }
        (Effect::Adds(_), Effect::Adds(_)) => format!("both add {element}, each in its own way"),
        _ => format!(
            "`{}` {} and `{}` {}: two things of one name",
            first.file.revision.id, first.effect, second.file.revision.id, second.effect
        ),
    }
}
