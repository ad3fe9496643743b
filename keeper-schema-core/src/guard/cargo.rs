//! The lines a build script says to cargo.
//! <https://doc.rust-lang.org/cargo/reference/build-scripts.html#outputs-of-the-build-script>

use std::path::{Path, PathBuf};

use crate::diagnostic::{Code, Diagnostic};
use crate::model::view::{HASH_VARIABLE, PATH_VARIABLE, View};

/// What a finding does to the build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// It fails.
    Deny,
    /// It warns.
    Warn,
    /// Nothing is looked at.
    Off,
}

impl Mode {
    pub(super) fn from_environment() -> Result<Self, Diagnostic> {
        match std::env::var("KEEPER_SCHEMA_GUARD") {
            Err(_) => Ok(Self::Deny),
            Ok(value) => match value.as_str() {
                "" | "deny" => Ok(Self::Deny),
                "warn" => Ok(Self::Warn),
                "off" => Ok(Self::Off),
                other => Err(Diagnostic::new(
                    Code::GuardCannotRun,
                    format!(
                        "`KEEPER_SCHEMA_GUARD` is {other:?}, which is none of `deny`, `warn`, `off`"
                    ),
                )
                .help("unset it for `deny`")),
            },
        }
    }
}

/// The view's file in `OUT_DIR`.
const VIEW: &str = "keeper-schema.view";

/// Tells rustc where the view is, and what is in it.
fn name_view(path: &Path, hash: &str) {
    println!("cargo::rustc-env={PATH_VARIABLE}={}", path.display());
    println!("cargo::rustc-env={HASH_VARIABLE}={hash}");
}

/// Where the lines go.
pub(super) struct Cargo {
    out_dir: Option<PathBuf>,
}

impl Cargo {
    pub(super) fn stdout() -> Self {
        Self {
            out_dir: std::env::var_os("OUT_DIR").map(PathBuf::from),
        }
    }

    /// Where what is made belongs.
    pub(super) fn out_dir(&self) -> Option<&Path> {
        self.out_dir.as_deref()
    }

    pub(super) fn rerun_if_env_changed(&self, name: &str) {
        println!("cargo::rerun-if-env-changed={name}");
    }

    /// Says it for what exists only: a path that is missing reruns the script for ever.
    pub(super) fn rerun_if_changed(&self, path: &Path) {
        self.rerun_if_any_changed([path]);
    }

    /// The same of many, all at once: by itself, each line is a call of the system.
    pub(super) fn rerun_if_any_changed<P: AsRef<Path>>(&self, paths: impl IntoIterator<Item = P>) {
        let mut lines = String::new();
        for path in paths {
            let path = path.as_ref();
            if path.exists() {
                lines += &format!("cargo::rerun-if-changed={}\n", path.display());
            }
        }
        print!("{lines}");
    }

    /// Writes the view where the derives find it, and names it with its hash, so
    /// that rustc expands them again when it changes.
    pub(super) fn publish_view(&self, text: &str) -> Result<(), Diagnostic> {
        let Some(out_dir) = &self.out_dir else {
            return Ok(());
        };
        let path = out_dir.join(VIEW);
        // A file that is written again looks new to whatever watches it.
        let unchanged = std::fs::read(&path).is_ok_and(|before| before == text.as_bytes());
        if !unchanged {
            std::fs::write(&path, text).map_err(|error| {
                Diagnostic::new(
                    Code::GuardCannotRun,
                    format!("cannot write `{}`: {error}", path.display()),
                )
            })?;
        }
        name_view(&path, &View::hash_of(text));
        Ok(())
    }

    /// Names the view that is there already; `false` if none is.
    pub(super) fn publish_view_again(&self) -> bool {
        let Some(path) = self.out_dir().map(|folder| folder.join(VIEW)) else {
            return false;
        };
        let Ok(text) = std::fs::read_to_string(&path) else {
            return false;
        };
        name_view(&path, &View::hash_of(&text));
        true
    }

    /// Says each line of each finding by itself: cargo drops what follows a newline.
    pub(super) fn report(&self, mode: Mode, diagnostics: &[Diagnostic]) {
        for diagnostic in diagnostics {
            let (key, lines) = match mode {
                Mode::Deny => ("error", diagnostic.lines()),
                Mode::Warn => ("warning", diagnostic.warning_lines()),
                Mode::Off => return,
            };
            for line in lines {
                println!("cargo::{key}={line}");
            }
        }
    }
}
