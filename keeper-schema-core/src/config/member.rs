//! Finds the other packages whose models share the history of this one.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use toml::de::DeTable;

use super::manifest::{self, Manifest};
use super::targets::{self, Target};
use crate::diagnostic::Code;
use crate::files::{Files, normalized};

/// Another package whose models belong to the same history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its name.
    pub package: String,
    /// Its folder, relative to that of the package that names it.
    pub folder: PathBuf,
    /// Its library, by a path relative to the same, if that is asked for.
    pub library: Option<Target>,
    /// Its binaries, likewise.
    pub binaries: Vec<Target>,
    /// The names by which its code calls `keeper-schema`.
    pub crate_names: BTreeSet<String>,
}

/// The package that has that file or folder, with the crates that are in it. Why there is
/// none is reported at the place of the setting.
pub(super) fn member(
    manifest: &mut Manifest<'_>,
    place: std::ops::Range<usize>,
    written: &str,
    files: &dyn Files,
) -> Option<Member> {
    let asked = normalized(Path::new(written));
    let found = match package(&asked, files) {
        Ok(found) => found,
        Err(message) => {
            manifest.error(Code::MemberNotRead, place, message);
            return None;
        }
    };
    let is_asked = |target: &Target| normalized(&target.path).starts_with(&asked);
    let member = Member {
        library: found.library.filter(is_asked),
        binaries: found.binaries.into_iter().filter(is_asked).collect(),
        ..found
    };
    if member.library.is_none() && member.binaries.is_empty() {
        let message = format!(
            "package `{}` has no library and no binary in `{written}`",
            member.package
        );
        manifest.error(Code::MemberNotRead, place, message);
        return None;
    }
    Some(member)
}

/// The package around a path, or why there is none.
fn package(asked: &Path, files: &dyn Files) -> Result<Member, String> {
    for folder in asked.ancestors() {
        if folder.as_os_str().is_empty() && asked.starts_with("..") {
            break;
        }
        let path = folder.join("Cargo.toml");
        if !files.is_file(&path) {
            continue;
        }
        if folder.as_os_str().is_empty() {
            return Err(format!(
                "`{}` is in the package itself, whose models are read anyway",
                asked.display()
            ));
        }
        let text = files.read(&path);
        let text = text.map_err(|error| format!("cannot read `{}`: {error}", path.display()))?;
        let root = DeTable::parse(&text)
            .map_err(|_| format!("`{}` is no TOML", path.display()))?
            .into_inner();
        let package = manifest::table(&root, "package");
        let name = package.and_then(|package| manifest::string(package, "name"));
        let (Some(package), Some(name)) = (package, name) else {
            return Err(format!(
                "there is no package at `{}`: `{}` above it is no package's",
                asked.display(),
                path.display()
            ));
        };
        let inside = Inside { folder, files };
        let moved = |target: Target| Target {
            path: folder.join(target.path),
            ..target
        };
        let binaries = targets::binaries(&root, package, name, &inside);
        return Ok(Member {
            package: name.to_owned(),
            folder: folder.to_path_buf(),
            library: targets::library(&root, package, name, &inside).map(moved),
            binaries: binaries.into_iter().map(moved).collect(),
            crate_names: targets::crate_names(&root),
        });
    }
    Err(format!(
        "there is no package at `{}`: neither there nor above is a `Cargo.toml`",
        asked.display()
    ))
}

/// The files of another package, whose paths are relative to its own folder.
struct Inside<'a> {
    folder: &'a Path,
    files: &'a dyn Files,
}

impl Files for Inside<'_> {
    fn read(&self, path: &Path) -> io::Result<String> {
        self.files.read(&self.folder.join(path))
    }

    fn is_file(&self, path: &Path) -> bool {
        self.files.is_file(&self.folder.join(path))
    }

    fn entries(&self, folder: &Path) -> Vec<PathBuf> {
        let entries = self.files.entries(&self.folder.join(folder)).into_iter();
        let within = |entry: PathBuf| entry.strip_prefix(self.folder).map(Path::to_path_buf).ok();
        entries.filter_map(within).collect()
    }

    fn identity(&self, path: &Path) -> PathBuf {
        self.files.identity(&self.folder.join(path))
    }
}
