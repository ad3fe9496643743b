//! What a database remembers of a revision that is done in part.

use keeper_schema_core::revision::RevisionId;

use super::{Direction, MigrateError, Work};

/// A part of a revision, as the database remembers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LoggedStep {
    pub(crate) revision: RevisionId,
    pub(crate) direction: Direction,
    /// From 0.
    pub(crate) step: u32,
    pub(crate) checksum: String,
    pub(crate) state: StepState,
    /// The index that it builds, or how far it came in filling rows.
    pub(crate) detail: String,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StepState {
    Running,
    Done,
}

impl Direction {
    /// The word in the bookkeeping.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Upgrade => "upgrade",
            Self::Downgrade => "downgrade",
        }
    }

    /// Reads the word, or says what is wrong with it.
    pub(crate) fn parse(word: &str) -> Result<Self, String> {
        match word {
            "upgrade" => Ok(Self::Upgrade),
            "downgrade" => Ok(Self::Downgrade),
            other => Err(format!("`{}` is no direction", other.escape_debug())),
        }
    }
}

impl StepState {
    /// The word in the bookkeeping.
    #[cfg(feature = "sqlite")]
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
        }
    }

    /// Reads the word in the bookkeeping, or says what is wrong with it.
    pub(crate) fn parse(word: &str) -> Result<Self, String> {
        match word {
            "running" => Ok(Self::Running),
            "done" => Ok(Self::Done),
            other => Err(format!("`{}` is no state", other.escape_debug())),
        }
    }
}

/// Refuses work that does not begin with what is done in part, and the same way: anything else
/// would run on a schema that no history knows.
pub(crate) fn check_unfinished(steps: &[LoggedStep], work: &Work<'_>) -> Result<(), MigrateError> {
    let first = work.steps.first();
    let other = steps.iter().find(|logged| {
        !first.is_some_and(|first| {
            first.revision == logged.revision && first.direction == logged.direction
        })
    });
    match other {
        Some(logged) => Err(MigrateError::Unfinished {
            revision: logged.revision.clone(),
            direction: logged.direction,
        }),
        None => Ok(()),
    }
}
