//! How the server is reached beside the connection that does the work.

use super::client::Client;
use super::connect::Address;
use super::lent::CancelToken;
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
    /// other, since a cancel request of the protocol is not always encrypted. Where that is not
    /// to be had, what runs is waited for.
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
}
