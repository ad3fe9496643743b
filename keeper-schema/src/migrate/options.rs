//! How to run.

use std::time::SystemTime;

use super::{Hooks, Interrupt};

/// How to run, and what to record of it.
#[derive(Clone, Debug)]
pub struct Options {
    /// What one transaction holds.
    pub transactions: TransactionMode,
    /// Who runs it, for the bookkeeping.
    pub applied_by: String,
    /// The tool and its version, for the bookkeeping.
    pub tool_version: String,
    /// The application that the database must belong to, if that is known.
    pub application: Option<String>,
    /// What asks it to stop, if anything does. On SQLite it takes the place of a progress
    /// handler of the connection, which is not put back.
    pub interrupt: Option<Interrupt>,
    /// What revisions can run of the application.
    pub hooks: Hooks,
    /// The clock.
    pub now: fn() -> SystemTime,
}

impl Default for Options {
    #[allow(
        clippy::disallowed_methods,
        reason = "the executor is at the edge: it reads the clock for the bookkeeping"
    )]
    fn default() -> Self {
        Self {
            transactions: TransactionMode::All,
            applied_by: String::new(),
            tool_version: concat!("keeper-schema ", env!("CARGO_PKG_VERSION")).to_owned(),
            application: None,
            interrupt: None,
            hooks: Hooks::default(),
            now: || SystemTime::now(),
        }
    }
}

impl Options {
    /// Whether it was asked to stop.
    pub fn is_interrupted(&self) -> bool {
        let interrupt = self.interrupt.as_ref();
        interrupt.is_some_and(Interrupt::is_requested)
    }
}

/// What one transaction holds on a database where one can hold many revisions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TransactionMode {
    /// All revisions, but for those that must have one of their own.
    #[default]
    All,
    /// One revision.
    PerRevision,
}
