//! Cancelling what a connection runs that is not ours.

use std::fmt;
use std::time::Duration;

use tokio::runtime;
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{Error, NoTls, Socket};

use crate::postgres::tls;

/// The right to cancel what a connection runs.
#[derive(Clone)]
pub(in crate::postgres) enum CancelToken {
    Blocking(postgres::CancelToken),
    Asynchronous(tokio_postgres::CancelToken),
}

/// How long a server may take to do what it was asked, after it did: nothing answers a request to
/// cancel, and older ones signal the process twice. What comes too early is cancelled as well.
pub(in crate::postgres) const SETTLING: Duration = Duration::from_millis(100);

impl CancelToken {
    /// Asks the server for it, encrypted if the connection is: whoever listens could cancel as
    /// well. The certificate is not verified, since how is known to the program alone. Where the
    /// server cannot be asked, what runs is waited for.
    pub(in crate::postgres) fn cancel(&self) {
        match tls::unverified() {
            Ok(encrypted) => match self.send(encrypted) {
                // It was not sent, and a second one cannot cancel what comes next.
                Err(error) if is_of_tls(&error) => drop(self.send(NoTls)),
                Ok(()) | Err(_) => {}
            },
            Err(_) => drop(self.send(NoTls)),
        }
    }

    fn send<T: MakeTlsConnect<Socket>>(&self, tls: T) -> Result<(), Error> {
        match self {
            Self::Blocking(token) => token.cancel_query(tls),
            Self::Asynchronous(token) => {
                let runtime = runtime::Builder::new_current_thread().enable_all().build();
                match runtime {
                    Ok(runtime) => runtime.block_on(token.cancel_query(tls)),
                    // As where the server cannot be asked.
                    Err(_) => Ok(()),
                }
            }
        }
    }
}

/// The driver keeps its own kinds to itself.
fn is_of_tls(error: &Error) -> bool {
    error.to_string() == "error performing TLS handshake"
}

impl fmt::Debug for CancelToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CancelToken")
    }
}
