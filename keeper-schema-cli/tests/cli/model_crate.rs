//! A small crate with models in a folder of its own, a database beside it, and the binary
//! to work on them. Nothing compiles the crate: the command line reads source.

use std::path::PathBuf;
use std::process::Command;

use rusqlite::Connection;
use tempfile::TempDir;

use crate::sandbox::{Outcome, command, declared, outcome};

const MANIFEST: &str = "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";

pub(crate) struct ModelCrate {
    pub(crate) folder: TempDir,
}

impl ModelCrate {
    /// A crate whose `src/lib.rs` is this.
    pub(crate) fn new(source: &str) -> Self {
        let folder = TempDir::new().expect("a temporary folder can be made");
        let package = Self { folder };
        package.write("Cargo.toml", MANIFEST);
        package.write("src/lib.rs", source);
        package
    }

    /// Gives the crate settings, the lines of `[package.metadata.keeper-schema]`.
    pub(crate) fn set(&self, settings: &str) {
        let manifest = format!("{MANIFEST}\n[package.metadata.keeper-schema]\n{settings}");
        self.write("Cargo.toml", &manifest);
    }

    /// Writes a file of the crate.
    pub(crate) fn write(&self, file: &str, text: &str) {
        let path = self.folder.path().join(file);
        let parent = path.parent().expect("a file has a folder");
        std::fs::create_dir_all(parent).expect("a folder can be made");
        std::fs::write(path, text).expect("a file can be written");
    }

    /// Calls the binary in the crate's folder.
    pub(crate) fn call(&self, arguments: &[&str]) -> Outcome {
        let output = self.command(arguments).output();
        outcome(output.expect("the binary runs"))
    }

    /// The same, not run yet.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = command();
        command
            .args(arguments)
            .env_remove("KEEPER_DATABASE_URL")
            .current_dir(self.folder.path());
        command
    }

    /// Calls the binary and insists on exit status 0.
    pub(crate) fn done(&self, arguments: &[&str]) -> Outcome {
        let outcome = self.call(arguments);
        assert_eq!(outcome.status, 0, "{arguments:?}: {}", outcome.stderr);
        outcome
    }

    /// The default database, `keeper.db` beside the manifest.
    pub(crate) fn database(&self) -> PathBuf {
        self.folder.path().join("keeper.db")
    }

    /// A connection to the database.
    pub(crate) fn connection(&self) -> Connection {
        Connection::open(self.database()).expect("the database opens")
    }

    /// What a new database declares that is made of the models alone.
    pub(crate) fn declared_by_models(&self) -> Vec<String> {
        let sql = self.done(&["schema", "models", "--sql"]).stdout;
        let connection = Connection::open_in_memory().expect("a database in memory opens");
        let made = connection.execute_batch(&sql);
        made.expect("the SQL of the models runs");
        declared(&connection)
    }

    /// How many revision files there are.
    pub(crate) fn revisions(&self) -> usize {
        self.revision_files().len()
    }

    /// The text of a revision, with one date whenever it was written.
    pub(crate) fn revision(&self, id: &str) -> String {
        let is_it = |path: &&PathBuf| {
            let name = path.file_name().and_then(|name| name.to_str());
            name.is_some_and(|name| name.starts_with(id))
        };
        let files = self.revision_files();
        let path = files.iter().find(is_it).expect("the revision was written");
        let text = std::fs::read_to_string(path).expect("a revision is text");
        let lines = text.lines().map(|line| match line {
            line if line.starts_with("create_date = ") => {
                "create_date = 2026-01-01T00:00:00Z\n".to_owned()
            }
            line => format!("{line}\n"),
        });
        lines.collect()
    }

    fn revision_files(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.folder.path().join("migrations"));
        let entries = entries.expect("there is a folder of revisions");
        entries
            .map(|entry| entry.expect("it can be read").path())
            .collect()
    }
}
