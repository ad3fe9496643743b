//! Replays every revision at its own point of the history, and back again.

use super::itinerary::Itinerary;
use super::walk::{Lines, Walk};
use super::{Head, Revisions};
use super::{clash, report};
use crate::diagnostic::Diagnostic;
use crate::operation::{Applied, Operation, Replay};
use crate::revision::{Revision, RevisionFile};

/// Checks all revisions.
pub(super) fn validate(revisions: &Revisions) -> Result<Head, Vec<Diagnostic>> {
    validated(revisions, None)
}

/// Checks the last revision of the order, on top of the replay of all others: these are
/// its ancestors, and known to be right.
pub(super) fn validate_last(
    revisions: &Revisions,
    others: Replay,
) -> Result<Head, Vec<Diagnostic>> {
    validated(revisions, Some(others))
}

fn validated(revisions: &Revisions, others: Option<Replay>) -> Result<Head, Vec<Diagnostic>> {
    let files: Vec<&RevisionFile> = revisions.iter().collect();
    let upgrades: Vec<&[Operation]> = files
        .iter()
        .map(|file| file.revision.upgrade.as_slice())
        .collect();
    let lines = Lines::of(revisions.graph());
    let mut validation = Validation {
        revisions,
        files: &files,
        lines: &lines,
        walk: Walk::new(&lines, &upgrades),
        standing: vec![Standing::Valid; files.len()],
        found: Vec::new(),
    };
    match others {
        None => validation.visit_all(),
        Some(others) => {
            validation.walk.start_before_last(others);
            validation.visit(files.len() - 1);
        }
    }

    let Validation {
        mut walk, found, ..
    } = validation;
    if !found.is_empty() {
        return Err(in_order(found));
    }
    let all: Vec<usize> = (0..files.len())
        .filter(|revision| lines.after[*revision].is_empty())
        .collect();
    match walk.go_to(&all) {
        Ok(_) => Ok(walk.into_head()),
        // Heads that nobody has merged yet, and no mistake of the history.
        Err(_) => Ok(head_of_some(&upgrades)),
    }
}

/// Where heads clash: what does not apply is left out, a revision at a time.
fn head_of_some(upgrades: &[&[Operation]]) -> Head {
    let mut replay = Replay::default();
    for upgrade in upgrades {
        // An error changes nothing.
        let _ = replay.apply_all(*upgrade);
    }
    Head {
        replay,
        images: Vec::new(),
        is_whole: false,
    }
}

/// What was found, by the position of its revision; what several merges ran into, once.
fn in_order(mut found: Vec<(usize, Diagnostic)>) -> Vec<Diagnostic> {
    found.sort_by_key(|(revision, _)| *revision);
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    for (_, diagnostic) in found {
        if !diagnostics.contains(&diagnostic) {
            diagnostics.push(diagnostic);
        }
    }
    diagnostics
}

struct Validation<'a> {
    revisions: &'a Revisions,
    files: &'a [&'a RevisionFile],
    lines: &'a Lines,
    walk: Walk<'a>,
    standing: Vec<Standing>,
    found: Vec<(usize, Diagnostic)>,
}

/// What of a revision concerns those after it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    Valid,
    /// It or an ancestor stands on other history than it was written on: that the same
    /// holds for what comes after needs no telling.
    Rebased,
    /// It or an ancestor does not apply.
    Broken,
}

impl Validation<'_> {
    /// Visits every revision after its ancestors, so that the walk has little to go back:
    /// see [`Itinerary`].
    fn visit_all(&mut self) {
        let mut waits_for: Vec<usize> = self.lines.before.iter().map(Vec::len).collect();
        let mut leads_to: Vec<usize> = self.lines.after.iter().map(Vec::len).collect();
        // The visited revisions that lead to some that are not.
        let mut open = 0_usize;
        let mut itinerary = Itinerary::new(self.lines);
        while let Some(revision) = itinerary.next() {
            self.visit(revision);
            for before in &self.lines.before[revision] {
                leads_to[*before] -= 1;
                if leads_to[*before] == 0 {
                    open -= 1;
                }
            }
            if leads_to[revision] > 0 {
                open += 1;
                if open == 1 {
                    self.walk.forget_the_way_back();
                }
            }
            for after in &self.lines.after[revision] {
                waits_for[*after] -= 1;
            }
            let after = self.lines.after[revision].iter().rev();
            itinerary.add(after.filter(|after| waits_for[**after] == 0));
        }
    }

    fn visit(&mut self, revision: usize) {
        let before = &self.lines.before[revision];
        let standings = before.iter().map(|before| self.standing[*before]);
        self.standing[revision] = standings.max().unwrap_or(Standing::Valid);
        if self.standing[revision] == Standing::Broken {
            return;
        }
        let Some(ancestors) = self.go_to(before, revision) else {
            self.standing[revision] = Standing::Broken;
            return;
        };
        let file = self.files[revision];
        self.check_base(revision, &file.revision);
        match self.walk.replay.apply_reversibly(&file.revision.upgrade) {
            Err((index, error)) => {
                self.standing[revision] = Standing::Broken;
                self.found
                    .push((revision, report::apply_error(file, index, &error)));
            }
            Ok(applied) => {
                if let Err(diagnostic) = self.check_downgrade(file, &applied) {
                    self.found.push((revision, diagnostic));
                }
                self.walk.applied(revision, ancestors, applied.images);
            }
        }
    }

    /// Goes to before a revision, where these and their ancestors are applied.
    fn go_to(&mut self, before: &[usize], revision: usize) -> Option<usize> {
        let conflict = match self.walk.go_to(before) {
            Ok(ancestors) => return Some(ancestors),
            Err(conflict) => conflict,
        };
        let merge = self.files[revision];
        let mut clashes = clash::of_merge(self.revisions, &merge.revision.id);
        if clashes.is_empty() {
            // What only three branches make impossible together is told where it fails.
            let file = self.files[conflict.revision];
            clashes.push(report::conflict(file, &conflict, merge));
        }
        let found = clashes.into_iter();
        self.found
            .extend(found.map(|diagnostic| (conflict.revision, diagnostic)));
        None
    }

    fn check_base(&mut self, revision: usize, of: &Revision) {
        let Some(written) = &of.base_schema else {
            return;
        };
        if self.standing[revision] != Standing::Valid {
            return;
        }
        let actual = self.walk.replay.fingerprint();
        if actual.0 == *written {
            return;
        }
        self.standing[revision] = Standing::Rebased;
        let diagnostic = report::base_differs(self.files[revision], written, &actual);
        self.found.push((revision, diagnostic));
    }

    /// Replays the downgrade on the schema after the upgrade, and goes up again.
    fn check_downgrade(
        &mut self,
        file: &RevisionFile,
        upgrade: &Applied,
    ) -> Result<(), Diagnostic> {
        let written = file.revision.downgrade.as_deref();
        let downgrade = match (written, &upgrade.reversed) {
            (Some(written), _) => written,
            (None, Ok(derived)) if !file.revision.irreversible => derived,
            (None, Ok(_) | Err(_)) => return Ok(()),
        };
        let replay = &mut self.walk.replay;
        let applied = replay.apply_all(downgrade);
        let images = applied.map_err(|(index, error)| match written {
            Some(_) => report::downgrade_error(file, index, &error),
            None => report::derived_error(file, &downgrade[index], &error),
        })?;
        let other = upgrade.images.difference(&images, replay.schema());
        replay.restore(images);
        match other {
            None => Ok(()),
            Some(part) => Err(report::downgrade_differs(file, &part, written.is_some())),
        }
    }
}
