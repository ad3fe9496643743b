//! The build-time guard: compares the models with the history and speaks to cargo.
//!
//! [`check`] does the work and is what the command line asks, too; [`run`] is all
//! of a `build.rs`. Writes nothing outside `OUT_DIR` and never ends the process: cargo
//! fails the build because of the `cargo::error=` lines and shows nothing else.
#![allow(
    clippy::disallowed_methods,
    reason = "the guard reads what cargo tells build scripts through the environment"
)]

mod cache;
mod cargo;
mod check;
mod coverage;
mod drift;
mod elsewhere;
mod fields;
mod view;

use std::path::{Path, PathBuf};

use self::cache::Cache;
use self::cargo::{Cargo, Mode};
use self::check::ForBuild;
pub use self::check::{Findings, check, check_and_end, history};
pub use self::coverage::can_run;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic};

/// Runs the guard for the package that is being built: all that the `main` of a
/// `build.rs` has to call.
///
/// ```no_run
/// keeper_schema_core::guard::run();
/// ```
///
/// The variable `KEEPER_SCHEMA_GUARD` chooses what a difference does: `deny` (the
/// default) fails the build, `warn` warns, `off` looks at nothing. Documentation
/// builds (`DOCS_RS`) and published packages are not checked: who builds those cannot mend them.
pub fn run() {
    let cargo = Cargo::stdout();
    cargo.rerun_if_env_changed("KEEPER_SCHEMA_GUARD");
    cargo.rerun_if_env_changed("DOCS_RS");
    let mode = match Mode::from_environment() {
        Ok(mode) => mode,
        Err(diagnostic) => return cargo.report(Mode::Deny, &[diagnostic]),
    };
    let Some(manifest_dir) = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from) else {
        let outside = Diagnostic::new(
            Code::GuardCannotRun,
            "the guard runs in a build script, started by cargo",
        )
        .help("call `keeper_schema_core::guard::run()` from `build.rs`");
        return cargo.report(Mode::Deny, &[outside]);
    };
    let is_built_for_docs = std::env::var_os("DOCS_RS").is_some();
    if mode == Mode::Off || is_built_for_docs || is_published(&manifest_dir) {
        return;
    }
    guard(&cargo, mode, &manifest_dir);
}

fn guard(cargo: &Cargo, mode: Mode, manifest_dir: &Path) {
    cargo.rerun_if_changed(&manifest_dir.join("Cargo.toml"));
    let config = match Config::read(manifest_dir) {
        Ok(config) => config,
        Err(diagnostics) => return cargo.report(mode, &diagnostics),
    };
    for manifest in config.manifests().skip(1) {
        cargo.rerun_if_changed(&manifest);
    }
    cargo.rerun_if_changed(&config.migrations_folder());
    let cache = cargo.out_dir().map(Cache::in_folder);
    let program = program();
    let unchanged = cache
        .as_ref()
        .and_then(|cache| cache.unchanged(&config, &program));
    if let Some(unchanged) = unchanged
        && cargo.publish_view_again()
    {
        let files = unchanged.sources.iter();
        cargo.rerun_if_any_changed(files.map(|(file, _)| config.folder.join(file)));
        return;
    }
    if let Some(cache) = &cache {
        cache.forget();
    }
    let ForBuild {
        findings,
        view,
        inputs,
    } = check::check_for_build(&config, mode);
    cargo.rerun_if_any_changed(&findings.files);
    if let Some(Err(diagnostic)) = view.map(|view| cargo.publish_view(&view)) {
        return cargo.report(mode, &[diagnostic]);
    }
    if let (Some(cache), Some(inputs)) = (cache, inputs) {
        cache.keep(&config, &program, &inputs);
    }
    cargo.report(mode, &findings.diagnostics);
}

/// Which build of the guard this is.
fn program() -> String {
    let modified = std::env::current_exe()
        .and_then(|path| path.metadata())
        .and_then(|metadata| metadata.modified());
    format!("{modified:?}")
}

/// Whether the package came from a registry: cargo leaves one of these beside the manifest.
fn is_published(manifest_dir: &Path) -> bool {
    ["Cargo.toml.orig", ".cargo-checksum.json"]
        .iter()
        .any(|file| manifest_dir.join(file).exists())
}
