//! The kind of mistake that each failure is.

use keeper_schema_core::diagnostic::Code;

use super::{DatabaseErrorKind, MigrateError, StepError};

impl MigrateError {
    /// What kind of mistake it is: `cargo db explain` has a page about each.
    pub fn code(&self) -> Code {
        match self {
            Self::Locked { .. } => Code::DatabaseLocked,
            Self::Database(error) if error.kind == DatabaseErrorKind::Busy => Code::DatabaseLocked,
            Self::Database(_) => Code::DatabaseNotReached,
            Self::Graph(error) => error.code(),
            Self::Target(_) => Code::UnclearRevision,
            Self::ChecksumMismatch { .. } => Code::AppliedRevisionEdited,
            Self::Irreversible { .. } => Code::Irreversible,
            Self::UnknownHook { .. } => Code::HookNotThere,
            Self::LateArrival(_) => Code::LateArrival,
            Self::History { .. } => Code::AppliedNotInHistory,
            Self::WrongApplication { .. } => Code::WrongApplication,
            Self::NewerFormat { .. } => Code::NewerBookkeeping,
            Self::BadBookkeeping { .. } => Code::DamagedBookkeeping,
            Self::Unfinished { .. } => Code::Unfinished,
            Self::Overtaken { .. } | Self::Commit { .. } => Code::Interrupted,
            Self::Interrupted { .. } => Code::Stopped,
            Self::Pooler => Code::Pooler,
            Self::Step { error, .. } => of_step(error),
            Self::ForeignKeys { .. } | Self::ForeignKeyMismatch { .. } => Code::ForeignKeyBroken,
        }
    }
}

/// What no statement was made of, no database has refused.
fn of_step(error: &StepError) -> Code {
    match error {
        StepError::Dialect(error) => error.code(),
        StepError::UnknownHook { .. } => Code::HookNotThere,
        _ => Code::RevisionFailed,
    }
}
