//! Where PostgreSQL's programs are. Debian keeps the server's off the path.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The programs of one version.
pub(crate) struct Programs {
    folder: PathBuf,
    /// The libraries that came with them, where somebody named the folder.
    libraries: Option<PathBuf>,
}

const DEBIAN: &str = "/usr/lib/postgresql";

impl Programs {
    /// The folder that `KEEPER_TEST_POSTGRES_BIN` names, or else the newest version.
    pub(crate) fn find() -> Self {
        if let Some(folder) = std::env::var_os("KEEPER_TEST_POSTGRES_BIN") {
            let folder = PathBuf::from(folder);
            if !folder.join("initdb").exists() {
                missing("server");
            }
            let libraries = folder.join("../lib");
            return Self {
                libraries: Some(libraries).filter(|libraries| libraries.is_dir()),
                folder,
            };
        }
        let with_server = |folder: &PathBuf| folder.join("initdb").exists();
        let found = debian_folders().into_iter().find(with_server);
        let found = found.or_else(|| path_folders().into_iter().find(with_server));
        Self {
            folder: found.unwrap_or_else(|| missing("server")),
            libraries: None,
        }
    }

    /// A program of the server.
    pub(crate) fn server(&self, program: &str) -> PathBuf {
        self.folder.join(program)
    }

    /// Lets a program find the libraries that came with it.
    pub(crate) fn prepare(&self, command: &mut Command) {
        if let Some(libraries) = &self.libraries {
            command.env("LD_LIBRARY_PATH", libraries);
        }
    }

    /// psql, of whatever version: server packages elsewhere come without it.
    pub(crate) fn psql() -> PathBuf {
        let folders = debian_folders().into_iter().chain(path_folders());
        let programs = folders.map(|folder| folder.join("psql"));
        programs
            .into_iter()
            .find(|program| program.exists())
            .unwrap_or_else(|| missing("client"))
    }
}

/// Newest first.
fn debian_folders() -> Vec<PathBuf> {
    let entries = fs::read_dir(DEBIAN).into_iter().flatten().flatten();
    let mut versions: Vec<u32> = entries
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .collect();
    versions.sort_unstable_by(|one, other| other.cmp(one));
    let folders = versions.into_iter();
    folders
        .map(|version| Path::new(DEBIAN).join(version.to_string()).join("bin"))
        .collect()
}

fn path_folders() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).collect()
}

fn missing(what: &str) -> ! {
    panic!(
        "no PostgreSQL {what} is found; install one with: sudo apt-get install postgresql \
         (or name a server with KEEPER_TEST_POSTGRES_URL, or the folder of its programs with \
         KEEPER_TEST_POSTGRES_BIN)"
    )
}
