//! Cancelling what another connection runs.

use super::PostgresExecutor;
use super::connect::Address;
use crate::migrate::{Interrupt, Options};

/// What a run is stopped by, and how.
#[derive(Debug)]
pub(super) struct Canceller {
    interrupt: Interrupt,
    address: Address,
}

impl Canceller {
    /// For a run by these options, if anything can stop it.
    pub(super) fn new(executor: &PostgresExecutor, options: &Options) -> Option<Self> {
        Some(Self {
            interrupt: options.interrupt.clone()?,
            address: executor.address.clone(),
        })
    }

    /// Whether it is to stop.
    pub(super) fn is_requested(&self) -> bool {
        self.interrupt.is_requested()
    }

    /// Cancels what a process of the server runs. Over a connection like any other, since a
    /// cancel request of the protocol is not always encrypted. Where there is none to be had,
    /// what runs is waited for.
    pub(super) fn cancel(&self, process_id: i32) {
        if let Ok(client) = self.address.connect() {
            let _ = client.run(&format!("SELECT pg_cancel_backend({process_id})"));
        }
    }
}
