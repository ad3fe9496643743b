//! Cancelling what the connection runs.

use super::PostgresExecutor;
use super::reach::Reach;
use crate::migrate::{Interrupt, Options};

/// What a run is stopped by, and how.
#[derive(Debug)]
pub(super) struct Canceller {
    interrupts: Vec<Interrupt>,
    process_id: i32,
    reach: Reach,
}

impl Canceller {
    /// For a run by these options, if anything can stop it.
    pub(super) fn new(executor: &PostgresExecutor, options: &Options) -> Option<Self> {
        let lease = executor.lease.as_ref();
        let given_up = lease.and_then(|lease| lease.given_up.as_ref());
        let interrupts = options.interrupt.iter().chain(given_up);
        let interrupts: Vec<Interrupt> = interrupts.cloned().collect();
        (!interrupts.is_empty()).then(|| Self {
            interrupts,
            process_id: executor.session.process_id,
            reach: executor.reach.clone(),
        })
    }

    /// Whether it is to stop.
    pub(super) fn is_requested(&self) -> bool {
        self.interrupts.iter().any(Interrupt::is_requested)
    }

    /// Cancels what the connection runs.
    pub(super) fn cancel(&self) {
        self.reach.cancel(self.process_id);
    }

    /// Waits, after that has ended, until the next is not cancelled too.
    pub(super) fn settle(&self) {
        self.reach.settle();
    }
}
