//! The build script that calls the guard.

use std::path::{Path, PathBuf};

use keeper_schema_core::config::Config;
use toml_edit::DocumentMut;

use super::Changes;
use crate::failure::Failure;

/// Adds a script if there is none. One that is there is the package's own: it is for its
/// author to say where in it the guard is called.
pub(super) fn add(
    config: &Config,
    manifest: &DocumentMut,
    changes: &mut Changes,
) -> Result<(), Failure> {
    let build = manifest.get("package").and_then(|it| it.get("build"));
    if build.and_then(|build| build.as_bool()) == Some(false) {
        return Err(
            Failure::call("`build = false` in `Cargo.toml` leaves no room for the guard")
                .help("take it away"),
        );
    }
    let named = build.and_then(|build| build.as_str());
    let path = PathBuf::from(named.unwrap_or("build.rs"));
    let call = format!("{}::guard::run();", guard(manifest));
    let Ok(script) = std::fs::read_to_string(config.folder.join(&path)) else {
        let text = format!(
            "//! Fails the build when a model changed and no committed revision says so.\n\n\
             fn main() {{\n    {call}\n}}\n"
        );
        changes.created.insert(path, text);
        return Ok(());
    };
    match script.contains("guard::run()") {
        true => Ok(()),
        false => Err(no_call(&path, &call)),
    }
}

/// The crate that has the guard, as code names it.
fn guard(manifest: &DocumentMut) -> &'static str {
    let build = manifest.get("build-dependencies");
    match build.and_then(|build| build.get("keeper-schema")).is_some() {
        true => "keeper_schema",
        false => "keeper_schema_core",
    }
}

fn no_call(path: &Path, call: &str) -> Failure {
    let message = format!("`{}` is there and does not call the guard", path.display());
    Failure::call(message)
        .help(format!("add `{call}` to its `main`, and call this again"))
        .help(
            "cargo then no longer watches the whole package for it: let the script print a \
             `cargo::rerun-if-changed=` for each file that it reads",
        )
}
