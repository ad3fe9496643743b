//! A run of revisions as one revision that does the same.
//!
//! Decides what it says, but not its id, message and date.

#[cfg(test)]
mod tests;

use std::fmt;

use super::History;
use crate::operation::{Operation, Replay, optimise};
use crate::revision::{Phase, Revision, RevisionId};

/// Why revisions cannot be made one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are told by the wording")]
pub enum SquashError {
    /// Fewer than two.
    NothingToSquash,
    /// A revision does not come directly after the one before it, and after nothing else.
    NotALine {
        revision: RevisionId,
        after: RevisionId,
    },
    /// A revision that stays comes after one that is not the last of those that go.
    Leaves {
        revision: RevisionId,
        after: RevisionId,
    },
    /// A revision replaces others.
    Replaces { revision: RevisionId },
    /// Some enforce foreign keys on SQLite, and this one does not.
    ForeignKeysDiffer { revision: RevisionId },
    /// Some wait for the contract phase, and this one does not.
    PhasesDiffer { revision: RevisionId },
    /// A revision cannot be reverted.
    Irreversible {
        revision: RevisionId,
        reason: String,
    },
}

/// Whether the result must be one that can be reverted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reversal {
    /// Each of the revisions can be reverted, and so can the result.
    Needed,
    /// The result says `irreversible` if one of the revisions cannot be reverted.
    NotNeeded,
}

impl History {
    /// What these revisions, in the order of the graph, do as one. It has the operations of
    /// all, made fewer; what runs SQL of a person or moves rows stays where it is among them.
    ///
    /// # Errors
    /// If they are no line of their own, or one of them cannot be reverted.
    pub fn squash(
        &self,
        revisions: &[RevisionId],
        id: RevisionId,
        reversal: Reversal,
    ) -> Result<Revision, SquashError> {
        self.check_line(revisions)?;
        let files = revisions.iter().filter_map(|id| self.revision(id));
        let files: Vec<&Revision> = files.map(|file| &file.revision).collect();
        let [first, .., last] = files.as_slice() else {
            return Err(SquashError::NothingToSquash);
        };
        let mut squashed = Revision {
            down_revision: self
                .graph()
                .parents(&first.id)
                .into_iter()
                .cloned()
                .collect(),
            foreign_keys_on: last.foreign_keys_on,
            replaces: revisions.to_vec(),
            phase: phase(&files)?,
            ..Revision::new(id, "")
        };
        for revision in &files {
            if !revision.replaces.is_empty() {
                return Err(SquashError::Replaces {
                    revision: revision.id.clone(),
                });
            }
            if revision.foreign_keys_on != files.iter().any(|other| other.foreign_keys_on) {
                return Err(SquashError::ForeignKeysDiffer {
                    revision: revision.id.clone(),
                });
            }
            let labels = revision.branch_labels.iter().cloned();
            squashed.branch_labels.extend(labels);
            for needed in &revision.depends_on {
                if !revisions.contains(needed) && !squashed.depends_on.contains(needed) {
                    squashed.depends_on.push(needed.clone());
                }
            }
        }

        // A dependency may be applied at any time before: it is where all of them are.
        let mut start = self.graph().ancestors(revisions);
        start.retain(|id| !revisions.contains(id));
        let mut replay = self.replay_of(&start);
        let before = replay.schema().clone();
        let (mut upgrade, mut downgrade) = (Vec::new(), Vec::new());
        let mut is_written = false;
        for revision in &files {
            upgrade.extend(revision.upgrade.iter().cloned());
            let down = match down(revision, &mut replay) {
                Err(SquashError::Irreversible { .. }) if reversal == Reversal::NotNeeded => {
                    squashed.irreversible = true;
                    Vec::new()
                }
                down => down?,
            };
            is_written |= revision.downgrade.is_some();
            downgrade.splice(0..0, down);
        }
        let after = replay.schema();
        squashed.upgrade = optimise(&before, &upgrade).unwrap_or(upgrade);
        if is_written && !squashed.irreversible {
            squashed.downgrade = Some(optimise(after, &downgrade).unwrap_or(downgrade));
        }
        Ok(squashed)
    }

    /// Whether each revision is the only child of the one before it, and needed by it alone.
    fn check_line(&self, revisions: &[RevisionId]) -> Result<(), SquashError> {
        let graph = self.graph();
        for pair in revisions.windows(2) {
            let [before, revision] = pair else { continue };
            if graph.parents(revision) != [before] {
                return Err(SquashError::NotALine {
                    revision: revision.clone(),
                    after: before.clone(),
                });
            }
        }
        let Some((_, inner)) = revisions.split_last() else {
            return Err(SquashError::NothingToSquash);
        };
        for revision in inner {
            let after = graph.children(revision).into_iter();
            let mut after = after.chain(graph.dependents(revision));
            if let Some(other) = after.find(|id| !revisions.contains(id)) {
                return Err(SquashError::Leaves {
                    revision: other.clone(),
                    after: revision.clone(),
                });
            }
        }
        Ok(())
    }
}

/// The phase that all of them say; none where some expand and others say nothing. With one over a
/// contract and others, a database before them would lose what old code needs, or get nothing.
fn phase(revisions: &[&Revision]) -> Result<Option<Phase>, SquashError> {
    let is_contract = |revision: &Revision| revision.phase == Some(Phase::Contract);
    let is_any = revisions.iter().any(|revision| is_contract(revision));
    let other = revisions.iter().find(|revision| !is_contract(revision));
    match other {
        Some(revision) if is_any => Err(SquashError::PhasesDiffer {
            revision: revision.id.clone(),
        }),
        _ => {
            let first = revisions.first().and_then(|revision| revision.phase);
            Ok(first.filter(|phase| revisions.iter().all(|it| it.phase == Some(*phase))))
        }
    }
}

/// What reverts the revision. The replay is where it begins, and is left where it ends.
fn down(revision: &Revision, replay: &mut Replay) -> Result<Vec<Operation>, SquashError> {
    let irreversible = |reason: String| SquashError::Irreversible {
        revision: revision.id.clone(),
        reason,
    };
    let applied = replay
        .apply_reversibly(&revision.upgrade)
        .map_err(|(_, error)| irreversible(error.to_string()))?;
    if revision.irreversible {
        return Err(irreversible("it says so".to_owned()));
    }
    match &revision.downgrade {
        Some(written) => Ok(written.clone()),
        None => applied
            .reversed
            .map_err(|error| irreversible(error.to_string())),
    }
}

impl fmt::Display for SquashError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NothingToSquash => f.write_str("a squash is of two revisions or more"),
            Self::NotALine { revision, after } => write!(
                f,
                "revision `{revision}` does not come directly after `{after}` and after nothing else"
            ),
            Self::Leaves { revision, after } => write!(
                f,
                "revision `{revision}` comes after `{after}`, which would be in the middle"
            ),
            Self::Replaces { revision } => write!(
                f,
                "revision `{revision}` replaces others itself, and databases may still have a part of them"
            ),
            Self::ForeignKeysDiffer { revision } => write!(
                f,
                "revision `{revision}` does not say `foreign_keys = \"on\"`, and another one does"
            ),
            Self::PhasesDiffer { revision } => write!(
                f,
                "revision `{revision}` does not say `phase = \"contract\"`, and another one does"
            ),
            Self::Irreversible { revision, reason } => {
                write!(f, "revision `{revision}` cannot be reverted: {reason}")
            }
        }
    }
}

impl std::error::Error for SquashError {}
