//! What can be wrong with a history, and with a request made of it.

use std::fmt;

use crate::diagnostic::Code;
use crate::revision::RevisionId;

/// Why revisions are no graph, or why a graph has no answer to what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are told by the wording")]
pub enum GraphError {
    /// Several revisions have one id.
    DuplicateRevision { revision: RevisionId },
    /// A `down_revision` is not there.
    MissingParent {
        revision: RevisionId,
        parent: RevisionId,
        closest: Option<RevisionId>,
    },
    /// A revision of `depends_on` is not there.
    MissingDependency {
        revision: RevisionId,
        dependency: RevisionId,
        closest: Option<RevisionId>,
    },
    /// Revisions come after each other in a circle: all its members, each followed by one that comes after it
    /// where the circle is a simple one.
    CycleDetected { revisions: Vec<RevisionId> },
    /// A label is not spelt as an id is.
    InvalidBranchLabel { revision: RevisionId, label: String },
    /// Several revisions carry one label.
    DuplicateBranchLabel {
        label: String,
        revisions: Vec<RevisionId>,
    },
    /// A label is the id of a revision.
    LabelIsRevision { revision: RevisionId, label: String },
    /// One head is asked for, and there are several.
    MultipleHeads { heads: Vec<RevisionId> },
    /// No revision and no label is called so, and no id begins so.
    RevisionNotFound {
        written: String,
        closest: Option<String>,
    },
    /// The revision was squashed into another.
    RevisionReplaced {
        revision: RevisionId,
        by: RevisionId,
    },
    /// Several revisions could be meant.
    AmbiguousRevision {
        written: String,
        candidates: Vec<RevisionId>,
    },
    /// A revision is asked for on a branch that it is not on.
    NotOnBranch {
        revision: RevisionId,
        branch: String,
    },
    /// Steps begin at several revisions, or come to a fork.
    AmbiguousSteps {
        written: String,
        candidates: Vec<RevisionId>,
    },
    /// There are fewer revisions in this direction than steps.
    NotEnoughRevisions {
        written: String,
        steps: u32,
        available: u32,
    },
    /// Steps down for an upgrade, or up for a downgrade.
    WrongDirection { written: String },
    /// The lower end of a range does not come before its upper end.
    RangeNotAncestor {
        lower: RevisionId,
        upper: Vec<RevisionId>,
    },
    /// A downgrade to a revision that is not applied.
    NotApplied { revision: RevisionId },
    /// Revisions are applied that are not in the history.
    UnknownApplied { revisions: Vec<RevisionId> },
    /// Revisions are applied without what must be applied before them.
    AppliedWithGaps {
        revisions: Vec<RevisionId>,
        missing: Vec<RevisionId>,
    },
    /// Several revisions replace one.
    ReplacedTwice {
        revision: RevisionId,
        by: Vec<RevisionId>,
    },
    /// A revision replaces one that replaces others, or itself.
    ReplacesReplacement {
        revision: RevisionId,
        replaced: RevisionId,
    },
    /// Some of the revisions that one replaces are applied, and files of them are gone.
    ReplacedInPart {
        revision: RevisionId,
        applied: Vec<RevisionId>,
        gone: Vec<RevisionId>,
    },
}

impl GraphError {
    /// What Alembic calls it: the exception that it raises for the same mistake. None for what Alembic does not
    /// refuse.
    pub fn alembic_name(&self) -> Option<&'static str> {
        Some(match self {
            Self::CycleDetected { revisions } if revisions.len() == 1 => "LoopDetected",
            Self::CycleDetected { .. } => "CycleDetected",
            Self::MultipleHeads { .. } => "MultipleHeads",
            Self::RevisionNotFound { .. }
            | Self::RevisionReplaced { .. }
            | Self::AmbiguousRevision { .. }
            | Self::NotOnBranch { .. }
            | Self::UnknownApplied { .. } => "ResolutionError",
            Self::RangeNotAncestor { .. } | Self::NotApplied { .. } => "RangeNotAncestorError",
            Self::DuplicateBranchLabel { .. }
            | Self::InvalidBranchLabel { .. }
            | Self::LabelIsRevision { .. }
            | Self::AmbiguousSteps { .. }
            | Self::NotEnoughRevisions { .. }
            | Self::WrongDirection { .. } => "RevisionError",
            Self::DuplicateRevision { .. }
            | Self::MissingParent { .. }
            | Self::MissingDependency { .. }
            | Self::AppliedWithGaps { .. }
            | Self::ReplacedTwice { .. }
            | Self::ReplacesReplacement { .. }
            | Self::ReplacedInPart { .. } => return None,
        })
    }
}

impl GraphError {
    /// What kind of mistake it is.
    pub fn code(&self) -> Code {
        match self {
            Self::DuplicateRevision { .. } => Code::DuplicateRevision,
            Self::MissingParent { .. } => Code::MissingParent,
            Self::MissingDependency { .. } => Code::MissingDependency,
            Self::CycleDetected { .. } => Code::Cycle,
            Self::InvalidBranchLabel { .. }
            | Self::DuplicateBranchLabel { .. }
            | Self::LabelIsRevision { .. } => Code::BranchLabel,
            Self::ReplacedTwice { .. } | Self::ReplacesReplacement { .. } => Code::Replacement,
            Self::MultipleHeads { .. } => Code::SeveralHeads,
            Self::RevisionNotFound { .. }
            | Self::RevisionReplaced { .. }
            | Self::AmbiguousRevision { .. }
            | Self::NotOnBranch { .. }
            | Self::AmbiguousSteps { .. }
            | Self::NotEnoughRevisions { .. }
            | Self::WrongDirection { .. }
            | Self::RangeNotAncestor { .. }
            | Self::NotApplied { .. } => Code::UnclearRevision,
            Self::UnknownApplied { .. }
            | Self::AppliedWithGaps { .. }
            | Self::ReplacedInPart { .. } => Code::AppliedNotInHistory,
        }
    }
}

impl fmt::Display for GraphError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DuplicateRevision { revision } => write!(
                f,
                "revision id `{revision}` is in several files; give all but one of them another id"
            ),
            Self::MissingParent {
                revision,
                parent,
                closest,
            } => {
                write!(
                    f,
                    "revision `{revision}` revises `{parent}`, which does not exist; "
                )?;
                mend(f, "down_revision", closest.as_ref())
            }
            Self::MissingDependency {
                revision,
                dependency,
                closest,
            } => {
                write!(
                    f,
                    "revision `{revision}` depends on `{dependency}`, which does not exist; "
                )?;
                mend(f, "depends_on", closest.as_ref())
            }
            Self::CycleDetected { revisions } => match revisions.as_slice() {
                [revision] => write!(
                    f,
                    "revision `{revision}` comes after itself; correct its `down_revision` or `depends_on`"
                ),
                _ => write!(
                    f,
                    "revisions {} form a cycle; correct the `down_revision` or `depends_on` of one of them",
                    list(revisions, "and")
                ),
            },
            Self::InvalidBranchLabel { revision, label } => write!(
                f,
                "{label:?} in revision `{revision}` is no branch label; use letters, digits, `_` and `-` within, and none of `base`, `head`, `heads` and `current`"
            ),
            Self::DuplicateBranchLabel { label, revisions } => write!(
                f,
                "branch label `{label}` is in revisions {}; remove it from all but one",
                list(revisions, "and")
            ),
            Self::LabelIsRevision { revision, label } => write!(
                f,
                "branch label `{label}` of revision `{revision}` is the id of a revision; choose another label"
            ),
            Self::MultipleHeads { heads } => write!(
                f,
                "there are {} heads: {}; join them with `cargo db merge`, or name one",
                heads.len(),
                list(heads, "and")
            ),
            Self::RevisionNotFound { written, closest } => {
                write!(f, "no revision and no branch label is `{written}`; ")?;
                // Nobody types so few digits of an id, which could be any number of steps.
                let is_number = |written: &str| {
                    written.len() <= 3 && written.bytes().all(|byte| byte.is_ascii_digit())
                };
                match closest {
                    Some(closest) => write!(f, "did you mean `{closest}`?"),
                    None if is_number(written) => {
                        write!(f, "`+{written}` steps up, `-{written}` steps down")
                    }
                    None => f.write_str("`cargo db history` lists them"),
                }
            }
            Self::RevisionReplaced { revision, by } => write!(
                f,
                "revision `{revision}` was squashed into `{by}`; name that one"
            ),
            Self::AmbiguousRevision {
                written,
                candidates,
            } => write!(
                f,
                "`{written}` may be {}; write more of the one you mean",
                list(candidates, "or")
            ),
            Self::NotOnBranch { revision, branch } => write!(
                f,
                "revision `{revision}` is not on branch `{branch}`; `cargo db branches` shows what is"
            ),
            Self::AmbiguousSteps {
                written,
                candidates,
            } => write!(
                f,
                "the steps of `{written}` may go by {}; name the revision, or the branch as in `LABEL@{}`",
                list(candidates, "or"),
                written.rsplit('@').next().unwrap_or_default()
            ),
            Self::NotEnoughRevisions {
                written,
                steps,
                available,
            } => write!(
                f,
                "relative revision `{written}` didn't produce {steps} migrations, there are only {available}; \
                 `cargo db current` and `cargo db heads` show where things stand"
            ),
            Self::WrongDirection { written } if written.contains('+') => write!(
                f,
                "`{written}` leads up; write `-N`, `base` or a revision to downgrade to, or run `cargo db upgrade`"
            ),
            Self::WrongDirection { written } => write!(
                f,
                "`{written}` leads down; write `+N`, `heads` or a revision to upgrade to, or run `cargo db downgrade`"
            ),
            Self::RangeNotAncestor { lower, upper } if upper.is_empty() => write!(
                f,
                "revision `{lower}` does not come before the base; write the range as `base:{lower}`"
            ),
            Self::RangeNotAncestor { lower, upper } => write!(
                f,
                "revision `{lower}` does not come before {}; `cargo db history` shows what does",
                list(upper, "or")
            ),
            Self::NotApplied { revision } => write!(
                f,
                "revision `{revision}` is not applied, so there is no downgrade to it; `cargo db current` shows what is"
            ),
            Self::UnknownApplied { revisions } => write!(
                f,
                "the database has {} applied, which the history does not have; restore the files, \
                 revert them with `cargo db downgrade`, or set the bookkeeping with \
                 `cargo db stamp --purge`",
                list(revisions, "and")
            ),
            Self::AppliedWithGaps { revisions, missing } => write!(
                f,
                "the database has {} applied without {}, which must come before; \
                 set the bookkeeping with `cargo db stamp --purge`",
                list(revisions, "and"),
                list(missing, "and")
            ),
            Self::ReplacedTwice { revision, by } => write!(
                f,
                "revision `{revision}` is replaced by {}; keep it in the `replaces` of one",
                list(by, "and")
            ),
            Self::ReplacesReplacement { revision, replaced } if revision == replaced => write!(
                f,
                "revision `{revision}` replaces itself; remove it from its `replaces`"
            ),
            Self::ReplacesReplacement { revision, replaced } => write!(
                f,
                "revision `{revision}` replaces `{replaced}`, which replaces others itself; \
                 when every database has `{replaced}`, remove `replaces` from that file"
            ),
            Self::ReplacedInPart {
                revision,
                applied,
                gone,
            } => write!(
                f,
                "the database has {} of what revision `{revision}` replaces, and the files of {} \
                 are gone; restore them until `cargo db upgrade` has run here",
                list(applied, "and"),
                list(gone, "and")
            ),
        }
    }
}

impl std::error::Error for GraphError {}

fn mend(f: &mut fmt::Formatter<'_>, key: &str, closest: Option<&RevisionId>) -> fmt::Result {
    match closest {
        Some(closest) => write!(f, "did you mean `{closest}`?"),
        None => write!(f, "restore its file, or correct `{key}`"),
    }
}

/// `a`, `b` and `c`, in backticks.
fn list(revisions: &[RevisionId], conjunction: &str) -> String {
    let mut list = String::new();
    for (index, revision) in revisions.iter().enumerate() {
        if index > 0 {
            list += if index + 1 < revisions.len() {
                ", ".to_owned()
            } else {
                format!(" {conjunction} ")
            }
            .as_str();
        }
        list += &format!("`{revision}`");
    }
    list
}
