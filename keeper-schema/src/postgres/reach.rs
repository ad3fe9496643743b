//! How the server is reached beside the connection that does the work.

use std::thread;

use super::client::Client;
use super::connect::Address;
use super::lent::{CancelToken, SETTLING};
use crate::migrate::DatabaseError;

/// Beside a connection of our own others can be opened; of one that a program lent, nothing is
/// known that would open another.
#[derive(Clone, Debug)]
pub(super) enum Reach {
    Address(Box<Address>),
    Token(CancelToken),
}

impl Reach {
    /// Another connection, where one can be opened at all.
    pub(super) fn connect(&self) -> Result<Option<Client>, DatabaseError> {
        match self {
            Self::Address(address) => address.connect().map(Some),
            Self::Token(_) => Ok(None),
        }
    }

    /// Cancels what the process of the server runs. Where we can, over a connection like any
    /// other: a cancel request of the protocol is not always encrypted, and nothing answers it.
    /// Where that is not to be had, what runs is waited for.
    pub(super) fn cancel(&self, process_id: i32) {
        match self {
            Self::Address(address) => {
                if let Ok(client) = address.connect() {
                    let _ = client.run(&format!("SELECT pg_cancel_backend({process_id})"));
                }
            }
            Self::Token(token) => token.cancel(),
        }
    }

    /// Waits until what was cancelled is all that will be.
    pub(super) fn settle(&self) {
        match self {
            Self::Address(_) => {}
            Self::Token(_) => thread::sleep(SETTLING),
        }
    }
}
