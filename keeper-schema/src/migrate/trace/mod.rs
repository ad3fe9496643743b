//! Spans of what is done, for the feature `tracing`. Without it they are nothing.
//!
//! A span for the run, within it one for each revision, and within that one for each statement.

#![cfg_attr(
    not(feature = "tracing"),
    allow(unused_variables, reason = "nobody is told")
)]

#[cfg(feature = "tracing")]
mod shown_sql;

use keeper_schema_core::dialect::Dialect;
use keeper_schema_core::revision::RevisionId;

#[cfg(feature = "tracing")]
use self::shown_sql::ShownSql;
use super::{Direction, Step};

/// A span that is entered. It is left when this is dropped.
#[must_use]
pub(crate) struct Span {
    #[cfg(feature = "tracing")]
    _entered: tracing::span::EnteredSpan,
}

/// Work for another thread, whose spans are told to the same subscriber and within the span that
/// is entered here.
#[cfg(feature = "postgres")]
pub(crate) fn carried<T>(work: impl FnOnce() -> T + Send) -> impl FnOnce() -> T + Send {
    #[cfg(feature = "tracing")]
    let work = {
        let subscriber = tracing::dispatcher::get_default(Clone::clone);
        let span = tracing::Span::current();
        move || tracing::dispatcher::with_default(&subscriber, || span.in_scope(work))
    };
    work
}

/// Revisions are run, one or more of them.
pub(crate) fn run(dialect: Dialect, direction: Direction, revisions: usize) -> Span {
    Span {
        #[cfg(feature = "tracing")]
        _entered: match direction {
            Direction::Upgrade => {
                tracing::info_span!("upgrade", database = dialect.key(), revisions)
            }
            Direction::Downgrade => {
                tracing::info_span!("downgrade", database = dialect.key(), revisions)
            }
        }
        .entered(),
    }
}

/// A revision is run; `position` of the run's, from 1.
pub(crate) fn revision(step: &Step<'_>, position: usize) -> Span {
    Span {
        #[cfg(feature = "tracing")]
        _entered: tracing::info_span!("revision", revision = %step.revision, position).entered(),
    }
}

/// A statement is run.
pub(crate) fn statement(dialect: Dialect, sql: &str) -> Span {
    Span {
        #[cfg(feature = "tracing")]
        _entered: tracing::debug_span!("statement", sql = %ShownSql(dialect, sql)).entered(),
    }
}

/// A table is rebuilt, which takes several statements.
#[cfg(feature = "sqlite")]
pub(crate) fn rebuild(table: &str) -> Span {
    Span {
        #[cfg(feature = "tracing")]
        _entered: tracing::debug_span!("rebuild", table).entered(),
    }
}

/// A batch of a backfill is there to stay.
pub(crate) fn batch(table: &str, rows: u64) {
    #[cfg(feature = "tracing")]
    tracing::debug!(table, rows, "batch committed");
}

/// These revisions are there to stay.
pub(crate) fn committed(revisions: &[RevisionId]) {
    #[cfg(feature = "tracing")]
    for revision in revisions {
        tracing::info!(%revision, "committed");
    }
}
