//! psql, a client that has nothing of ours.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::programs::Programs;

/// What a call printed, and its exit status: 3 after an error that `ON_ERROR_STOP` heeds.
#[derive(Debug)]
#[allow(missing_docs, reason = "the fields are what they are called")]
pub struct Outcome {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

/// Feeds a script to psql. Rows come as lines, columns between `|`.
///
/// # Panics
/// If psql cannot be run.
pub fn psql(url: &str, script: &str) -> Outcome {
    let mut command = Command::new(Programs::psql());
    for setting in ["PGOPTIONS", "PGHOST", "PGPORT", "PGSERVICE", "PGDATABASE"] {
        command.env_remove(setting);
    }
    let mut psql = command
        .args(["--no-psqlrc", "--quiet", "--no-align", "--tuples-only"])
        .args(["--file=-", "--dbname", url])
        .env("PGCLIENTENCODING", "UTF8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("`psql` runs");
    let mut input = psql.stdin.take().expect("its input is a pipe");
    let script = script.to_owned();
    // Beside the reading: neither end may wait for the other.
    let writer = std::thread::spawn(move || {
        // It stops reading at the first error.
        let _ = input.write_all(script.as_bytes());
    });
    let output = psql.wait_with_output().expect("`psql` ends");
    writer.join().expect("writing does not panic");
    Outcome {
        status: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}
