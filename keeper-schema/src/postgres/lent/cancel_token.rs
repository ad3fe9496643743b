//! Cancelling what a connection runs that is not ours.

use std::fmt;

use tokio::runtime;
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{NoTls, Socket};

use crate::postgres::tls;

/// The right to cancel what a connection runs.
#[derive(Clone)]
pub(in crate::postgres) enum CancelToken {
    Blocking(postgres::CancelToken),
    Asynchronous(tokio_postgres::CancelToken),
}

impl CancelToken {
    /// Asks the server for it, encrypted if the connection is: whoever listens could cancel as
    /// well. The certificate is not verified, since how is known to the program alone. Where the
    /// server cannot be asked, what runs is waited for.
    pub(in crate::postgres) fn cancel(&self) {
        let is_sent = tls::unverified().is_ok_and(|encrypted| self.send(encrypted));
        if !is_sent {
            self.send(NoTls);
        }
    }

    fn send<T: MakeTlsConnect<Socket>>(&self, tls: T) -> bool {
        match self {
            Self::Blocking(token) => token.cancel_query(tls).is_ok(),
            Self::Asynchronous(token) => {
                let runtime = runtime::Builder::new_current_thread().enable_all().build();
                runtime.is_ok_and(|runtime| runtime.block_on(token.cancel_query(tls)).is_ok())
            }
        }
    }
}

impl fmt::Debug for CancelToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CancelToken")
    }
}
