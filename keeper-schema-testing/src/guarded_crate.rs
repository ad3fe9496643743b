//! A small crate with a guard, in a folder of its own, built by the real cargo.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A crate that depends on this workspace's packages.
///
/// Cargo keeps what it builds of it under its name: two tests at once need two names.
pub struct GuardedCrate {
    name: String,
    folder: PathBuf,
    target: PathBuf,
}

/// How a build went.
pub struct Build {
    /// Whether cargo was content.
    pub green: bool,
    /// The lines of the guard, without cargo's prefix.
    pub said: String,
    /// What cargo printed: messages, if they are asked for as JSON.
    pub stdout: String,
    /// All else that cargo printed.
    pub stderr: String,
}

impl GuardedCrate {
    /// A crate with the files of a folder. `scratch` is a folder for tests: cargo's own is
    /// `CARGO_TARGET_TMPDIR`.
    pub fn copied_from(scratch: &Path, name: &str, case: &Path) -> Self {
        let guarded = Self::empty(scratch, name);
        copy(case, &guarded.folder);
        guarded
    }

    /// A crate without a source file; `scratch` as in [`GuardedCrate::copied_from`].
    pub fn empty(scratch: &Path, name: &str) -> Self {
        let name = name.to_owned();
        let folder = scratch.join("guarded/crates").join(&name);
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("what an earlier run left can be deleted");
        }
        let target = scratch.join("guarded/target");
        let guarded = Self {
            name,
            folder,
            target,
        };
        guarded.write("Cargo.toml", &guarded.manifest());
        guarded.write(
            "build.rs",
            "fn main() {\n    keeper_schema_core::guard::run();\n}\n",
        );
        let lock = fs::read_to_string(repository().join("Cargo.lock"));
        guarded.write("Cargo.lock", &lock.expect("the workspace has a lock file"));
        guarded
    }

    /// The name of the crate.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The folder that cargo builds in.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// The folder of the crate.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Writes a file of the crate.
    pub fn write(&self, file: &str, text: &str) {
        let path = self.folder.join(file);
        let parent = path.parent().expect("a file has a folder");
        fs::create_dir_all(parent).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }

    /// Adds lines to the end of the manifest.
    pub fn add_to_manifest(&self, lines: &str) {
        let manifest = self.manifest() + "\n" + lines;
        let with_jiff = manifest.replace(
            "/keeper-schema\" }",
            "/keeper-schema\", features = [\"jiff\"] }",
        );
        self.write("Cargo.toml", &with_jiff);
    }

    /// Deletes a file of the crate.
    pub fn delete(&self, file: &str) {
        fs::remove_file(self.folder.join(file)).expect("the file is there");
    }

    /// Runs `cargo build`.
    pub fn build(&self) -> Build {
        self.cargo(&["build"], &[])
    }

    /// Runs a verb of cargo, offline, in a target folder that all such crates share.
    pub fn cargo(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Build {
        let output = Command::new(env!("CARGO"))
            .args(arguments)
            .args(["--offline", "--color=never"])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", &self.target)
            .env_remove("KEEPER_SCHEMA_GUARD")
            .envs(environment.iter().copied())
            .output()
            .expect("cargo can be run");
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        let said = stderr
            .lines()
            .filter_map(|line| {
                let line = line
                    .strip_prefix("error: ")
                    .or(line.strip_prefix("warning: "))?;
                line.strip_prefix(&format!("{}@0.1.0: ", self.name))
            })
            .map(|line| format!("{line}\n").replace(" \n", "\n"))
            .collect();
        Build {
            green: output.status.success(),
            said,
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr,
        }
    }

    /// What its `Cargo.toml` says at first.
    pub fn manifest(&self) -> String {
        let (name, root) = (&self.name, repository().display());
        format!(
            r#"[package]
name = "{name}"
version = "0.1.0"
edition = "2024"

[workspace]

[dependencies]
keeper-schema = {{ path = "{root}/keeper-schema" }}

[build-dependencies]
keeper-schema-core = {{ path = "{root}/keeper-schema-core", features = ["syntax"] }}
"#
        )
    }
}

/// The folder of the workspace.
fn repository() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().expect("the package is in the workspace")
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("a case is a folder") {
        let entry = entry.expect("a case can be read");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a case can be read").is_dir() {
            fs::create_dir_all(&target).expect("a folder can be made");
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).expect("a file can be copied");
        }
    }
}
