//! The build script that calls the guard.

use std::path::{Path, PathBuf};

use keeper_schema_core::config::Config;
use keeper_schema_core::rust_source::with_call;
use toml_edit::DocumentMut;

use super::Changes;
use crate::failure::Failure;

/// The choice that a package has.
const REPORT: &str = "a difference fails the build script, before anything is compiled; with \
    `report = \"fields\"` under `[package.metadata.keeper-schema]` each is an error at its field \
    instead, which an editor underlines";

/// Adds a script if there is none, and the call to the `main` of one that is there.
pub(super) fn add(
    config: &Config,
    manifest: &DocumentMut,
    changes: &mut Changes,
) -> Result<(), Failure> {
    let Some(path) = script(manifest) else {
        return Err(
            Failure::call("`build = false` in `Cargo.toml` leaves no room for the guard")
                .help("take it away"),
        );
    };
    let call = format!("{}::guard::run();", guard(manifest));
    let Ok(script) = std::fs::read_to_string(config.folder.join(&path)) else {
        let text = format!(
            "//! Fails the build when a model changed and no committed revision says so.\n\n\
             fn main() {{\n    {call}\n}}\n"
        );
        changes.created.insert(path, text);
        changes.notes.push(REPORT.to_owned());
        return Ok(());
    };
    if script.contains("guard::run()") {
        return Ok(());
    }
    let edited = with_call(&script, &call).ok_or_else(|| no_main(&path, &call))?;
    changes.edited.insert(path.clone(), edited);
    changes.notes.push(REPORT.to_owned());
    if !script.contains("rerun-if-changed") {
        changes.notes.push(format!(
            "cargo no longer watches the whole package for `{}`: let it print a \
             `cargo::rerun-if-changed=` for each file that it reads itself",
            path.display()
        ));
    }
    Ok(())
}

/// Whether the build script of a package calls the guard. What cannot be read is left to cargo
/// to tell.
pub(crate) fn calls_guard(config: &Config) -> bool {
    let read = |path: &Path| std::fs::read_to_string(config.folder.join(path)).unwrap_or_default();
    let manifest = read(Path::new("Cargo.toml")).parse::<DocumentMut>();
    let Ok(manifest) = manifest else {
        return true;
    };
    script(&manifest).is_some_and(|path| read(&path).contains("guard"))
}

/// Where the build script is, or would be: nowhere with `build = false`.
fn script(manifest: &DocumentMut) -> Option<PathBuf> {
    let build = manifest.get("package").and_then(|it| it.get("build"));
    if build.and_then(|build| build.as_bool()) == Some(false) {
        return None;
    }
    let named = build.and_then(|build| build.as_str());
    Some(PathBuf::from(named.unwrap_or("build.rs")))
}

/// The crate that has the guard, as code names it.
fn guard(manifest: &DocumentMut) -> &'static str {
    let build = manifest.get("build-dependencies");
    match build.and_then(|build| build.get("keeper-schema")).is_some() {
        true => "keeper_schema",
        false => "keeper_schema_core",
    }
}

fn no_main(path: &Path, call: &str) -> Failure {
    let message = format!(
        "`{}` does not call the guard, and has no `main` that a line can be added to",
        path.display()
    );
    Failure::call(message).help(format!("add `{call}` to it, and call this again"))
}
