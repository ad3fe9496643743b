//! A pooler names a process of its own.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use keeper_schema::migrate::{Executor, MigrateError, Options};

use crate::connect;
use crate::server::Server;

/// Passes everything on, but for the process in the key data. Returns its port.
fn pooler(server: u16) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for client in listener.incoming() {
            let mut client = client.unwrap();
            let mut server = TcpStream::connect(("127.0.0.1", server)).unwrap();
            let mut forward = (client.try_clone().unwrap(), server.try_clone().unwrap());
            thread::spawn(move || std::io::copy(&mut forward.0, &mut forward.1));
            thread::spawn(move || {
                let mut buffer = [0; 65536];
                while let Ok(length @ 1..) = server.read(&mut buffer) {
                    rename_process(&mut buffer[..length]);
                    if client.write_all(&buffer[..length]).is_err() {
                        break;
                    }
                }
            });
        }
    });
    port
}

/// `K`, a length of 12, the process, the key.
fn rename_process(bytes: &mut [u8]) {
    let key_data = [b'K', 0, 0, 0, 12];
    let found = bytes.windows(5).position(|window| window == key_data);
    if let Some(process) = found.and_then(|at| bytes.get_mut(at + 5..at + 9)) {
        process.copy_from_slice(&[0, 0, 0, 7]);
    }
}

#[test]
fn behind_a_pooler_nothing_is_changed() {
    let server = Server::start();
    let url = |port: u16| format!("postgresql://postgres@127.0.0.1:{port}/postgres?sslmode=disable");
    let mut executor = connect(&url(pooler(server.port))).unwrap();
    // Reading is safe.
    assert!(executor.state().unwrap().revisions.is_empty());
    let refused = executor.stamp_purged(&[], &Options::default());
    assert!(matches!(refused, Err(MigrateError::Pooler)), "{refused:?}");
    let mut direct = connect(&url(server.port)).unwrap();
    direct.stamp_purged(&[], &Options::default()).unwrap();
}
