//! The guard in real `cargo build` runs of small crates.
#![allow(
    clippy::disallowed_methods,
    reason = "tests write the crates that they build"
)]

mod cases;
mod embedded;
mod faithful_history;
mod fields;
mod hidden;
mod published;
mod runs;
mod shared_history;

use std::path::Path;

/// The folder of the workspace.
fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Where crates are written and built.
fn scratch() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
}
