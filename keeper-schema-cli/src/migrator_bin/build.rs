//! Has cargo build the program.

use std::env;
use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc::RecvTimeoutError;

use keeper_schema::migrate::Interrupt;
use keeper_schema_core::config::Config;
use serde_json::Value;

use super::{Ended, GLANCE, lines, refused};

/// Where the program is, once it is built. What cargo says, it says itself; the guard is in it.
pub(super) fn executable(
    config: &Config,
    name: &str,
    interrupt: &Interrupt,
) -> Result<PathBuf, Ended> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .arg("build")
        .arg("--manifest-path")
        .arg(config.folder.join("Cargo.toml"))
        .args(["--package", &config.package, "--bin", name])
        .arg("--message-format=json-render-diagnostics")
        .stdin(Stdio::null())
        .stdout(Stdio::piped());
    if !std::io::stderr().is_terminal() {
        command.arg("--quiet");
    }
    // What cargo set for this program would have other packages compiled anew.
    for variable in env::vars_os().map(|(name, _)| name).filter(is_of_a_package) {
        command.env_remove(variable);
    }
    let mut cargo = command
        .spawn()
        .map_err(|error| refused(format!("cargo cannot be run, to build `{name}`: {error}")))?;
    let lines = lines(cargo.stdout.take());
    let mut executable = None;
    loop {
        match lines.recv_timeout(GLANCE) {
            Ok(line) => executable = built(&line, name).or(executable),
            Err(RecvTimeoutError::Timeout) if interrupt.is_requested() => {
                // A terminal's Ctrl-C has reached it already.
                let _ = cargo.kill();
                let _ = cargo.wait();
                return Err(Ended::Unbegun);
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    let status = cargo.wait();
    if interrupt.is_requested() {
        return Err(Ended::Unbegun);
    }
    match (status, executable) {
        (Ok(status), Some(executable)) if status.success() => Ok(executable),
        _ => Err(Ended::Failed(
            refused(format!(
                "`{name}`, which has the hooks, could not be built; nothing was changed"
            ))
            .help("what cargo says of it is above"),
        )),
    }
}

/// The program, in a message of cargo:
/// <https://doc.rust-lang.org/cargo/reference/external-tools.html#artifact-messages>.
fn built(line: &[u8], name: &str) -> Option<PathBuf> {
    let message: Value = serde_json::from_slice(line).ok()?;
    let target = &message["target"];
    let kinds = target["kind"].as_array()?;
    let is_it = message["reason"] == "compiler-artifact"
        && target["name"] == name
        && kinds.iter().any(|kind| kind == "bin");
    let executable = message["executable"].as_str().filter(|_| is_it)?;
    Some(PathBuf::from(executable))
}

/// <https://doc.rust-lang.org/cargo/reference/environment-variables.html>
fn is_of_a_package(name: &OsString) -> bool {
    let name = name.to_string_lossy();
    name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
}
