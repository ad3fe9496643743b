//! Something between the executor and its server.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;

/// What it does beside passing everything on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Proxy {
    /// Names another process in the key data, as a pooler does.
    Pooler,
    /// Cuts the connection in place of passing COMMIT on.
    CutBeforeCommit,
    /// Passes COMMIT on, and cuts the connection in place of the answer.
    CutAfterCommit,
}

impl Proxy {
    /// Begins, and returns its port.
    pub(crate) fn before(self, server: u16) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        thread::spawn(move || {
            for client in listener.incoming() {
                let client = client.unwrap();
                let server = TcpStream::connect(("127.0.0.1", server)).unwrap();
                let (to_client, from_server) = (clone(&client), clone(&server));
                thread::spawn(move || self.answers(from_server, to_client));
                thread::spawn(move || self.requests(client, server));
            }
        });
        port
    }

    fn requests(self, client: TcpStream, mut server: TcpStream) {
        each(&clone(&client), |bytes| {
            let commits = bytes.windows(7).any(|window| window == b"COMMIT\0");
            match self {
                Self::CutBeforeCommit if commits => {
                    client.shutdown(Shutdown::Both).unwrap();
                    server.shutdown(Shutdown::Both).unwrap();
                }
                Self::CutAfterCommit if commits => {
                    client.shutdown(Shutdown::Write).unwrap();
                    server.write_all(bytes).unwrap();
                }
                Self::Pooler | Self::CutBeforeCommit | Self::CutAfterCommit => {
                    // The server may be gone.
                    let _ = server.write_all(bytes);
                }
            }
        });
        // The server is told that the client is gone.
        let _ = server.shutdown(Shutdown::Write);
    }

    fn answers(self, server: TcpStream, mut client: TcpStream) {
        each(&server, |bytes| {
            if self == Self::Pooler {
                rename_process(bytes);
            }
            // The client may be cut off; the server is heard to the end.
            let _ = client.write_all(bytes);
        });
    }
}

fn each(from: &TcpStream, mut of: impl FnMut(&mut [u8])) {
    let mut buffer = [0; 65536];
    let mut from = from;
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        of(&mut buffer[..length]);
    }
}

/// `K`, a length of 12, the process, the key.
fn rename_process(bytes: &mut [u8]) {
    let key_data = [b'K', 0, 0, 0, 12];
    let found = bytes.windows(5).position(|window| window == key_data);
    if let Some(process) = found.and_then(|at| bytes.get_mut(at + 5..at + 9)) {
        process.copy_from_slice(&[0, 0, 0, 7]);
    }
}

fn clone(stream: &TcpStream) -> TcpStream {
    stream.try_clone().unwrap()
}
