//! Finds the process that the server named when the connection was opened.
//!
//! The driver keeps it for requests to cancel. So it is made to write one, to a pipe that
//! leads nowhere.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, DuplexStream, ReadBuf};
use tokio_postgres::CancelToken;
use tokio_postgres::tls::{ChannelBinding, TlsConnect, TlsStream};

use super::client::NamedProcess;

/// The length of a request to cancel: its length and code, process and key.
/// <https://www.postgresql.org/docs/current/protocol-message-formats.html>
const REQUEST: usize = 16;

/// The process in the key data of a connection.
pub(super) async fn process(token: &CancelToken) -> NamedProcess {
    match process_id(token).await {
        Some(process_id) => NamedProcess::Known(process_id),
        None => NamedProcess::Unknown,
    }
}

async fn process_id(token: &CancelToken) -> Option<i32> {
    let (driver, mut server) = tokio::io::duplex(256);
    // Should the driver ask whether the server can encrypt.
    server.write_all(b"S").await.ok()?;
    token.cancel_query_raw(driver, Through).await.ok()?;
    let mut written = Vec::new();
    server.read_to_end(&mut written).await.ok()?;
    let request = written.get(written.len().checked_sub(REQUEST)?..)?;
    let process: [u8; 4] = request.get(8..12)?.try_into().ok()?;
    Some(i32::from_be_bytes(process))
}

/// Encryption that does nothing.
struct Through;

struct Pipe(DuplexStream);

impl TlsConnect<DuplexStream> for Through {
    type Stream = Pipe;
    type Error = io::Error;
    type Future = std::future::Ready<io::Result<Pipe>>;

    fn connect(self, stream: DuplexStream) -> Self::Future {
        std::future::ready(Ok(Pipe(stream)))
    }
}

impl TlsStream for Pipe {
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}

impl AsyncRead for Pipe {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, buffer)
    }
}

impl AsyncWrite for Pipe {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}
