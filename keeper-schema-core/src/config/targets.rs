//! Finds a package's library and binaries as cargo does.
//!
//! Examples, tests and benches are no part of the schema and are not looked for.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use toml::de::DeTable;

use super::manifest::{boolean, string, table};
use crate::files::Files;

/// A crate that the package builds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The name of the crate in code.
    pub name: String,
    /// Its name as cargo has it.
    pub written: String,
    /// Its root file, relative to the package's folder.
    pub path: PathBuf,
}

/// The library: `[lib]`, else `src/lib.rs` if it is there.
pub(super) fn library(
    root: &DeTable<'_>,
    package: &DeTable<'_>,
    package_name: &str,
    files: &dyn Files,
) -> Option<Target> {
    let section = table(root, "lib");
    let default = PathBuf::from("src/lib.rs");
    let path = match section.and_then(|lib| string(lib, "path")) {
        Some(path) => PathBuf::from(path),
        None => {
            let found = boolean(package, "autolib") != Some(false) && files.is_file(&default);
            (section.is_some() || found).then_some(default)?
        }
    };
    let name = section.and_then(|lib| string(lib, "name"));
    Some(target(name.unwrap_or(package_name), path))
}

/// The binaries: each `[[bin]]`, and what cargo finds by itself.
pub(super) fn binaries(
    root: &DeTable<'_>,
    package: &DeTable<'_>,
    package_name: &str,
    files: &dyn Files,
) -> Vec<Target> {
    let found = discovered(package_name, files);
    let mut binaries: Vec<Target> = Vec::new();
    let sections = root.get("bin").and_then(|bin| bin.get_ref().as_array());
    for section in sections.into_iter().flat_map(|bins| bins.iter()) {
        let Some(section) = section.get_ref().as_table() else {
            continue;
        };
        let name = string(section, "name").unwrap_or(package_name);
        let path = match string(section, "path") {
            Some(path) => PathBuf::from(path),
            None => (found.iter())
                .find(|target| target.name == crate_name(name))
                .map_or_else(|| inferred(name), |target| target.path.clone()),
        };
        binaries.push(target(name, path));
    }
    let discovers = boolean(package, "autobins")
        .unwrap_or_else(|| binaries.is_empty() || !is_first_edition(package));
    if discovers {
        for target in found {
            let known = |known: &Target| known.name == target.name || known.path == target.path;
            if !binaries.iter().any(known) {
                binaries.push(target);
            }
        }
    }
    binaries
}

/// The names by which code calls this package's derives: `keeper_schema`, and what a
/// dependency was renamed to.
pub(super) fn crate_names(root: &DeTable<'_>) -> BTreeSet<String> {
    let mut names = BTreeSet::from(["keeper_schema".to_owned()]);
    let targets = table(root, "target").into_iter();
    let targets = targets.flat_map(|targets| targets.values());
    let sections = targets.filter_map(|target| target.get_ref().as_table());
    for section in std::iter::once(root).chain(sections) {
        let Some(dependencies) = table(section, "dependencies") else {
            continue;
        };
        for (name, dependency) in dependencies {
            let dependency = dependency.get_ref().as_table();
            if dependency.and_then(|table| string(table, "package")) == Some("keeper-schema") {
                names.insert(crate_name(name.get_ref()));
            }
        }
    }
    names
}

/// What is in the places where cargo looks for binaries.
fn discovered(package_name: &str, files: &dyn Files) -> Vec<Target> {
    let mut found = Vec::new();
    let main = PathBuf::from("src/main.rs");
    if files.is_file(&main) {
        found.push(target(package_name, main));
    }
    for entry in files.entries(Path::new("src/bin")) {
        let stem = entry.file_stem().and_then(|stem| stem.to_str());
        let Some(stem) = stem.map(str::to_owned) else {
            continue;
        };
        if entry.extension().is_some_and(|extension| extension == "rs") && files.is_file(&entry) {
            found.push(target(&stem, entry));
            continue;
        }
        let main = entry.join("main.rs");
        if files.is_file(&main) {
            found.push(target(&stem, main));
        }
    }
    found
}

/// Where the file of a binary would be that is nowhere.
fn inferred(name: &str) -> PathBuf {
    Path::new("src/bin").join(format!("{name}.rs"))
}

/// Whether binaries are not looked for once one is written: edition 2015, also by default.
fn is_first_edition(package: &DeTable<'_>) -> bool {
    match package.get("edition") {
        None => true,
        Some(edition) => edition.get_ref().as_str() == Some("2015"),
    }
}

fn target(name: &str, path: PathBuf) -> Target {
    Target {
        name: crate_name(name),
        written: name.to_owned(),
        path,
    }
}

fn crate_name(name: &str) -> String {
    name.replace('-', "_")
}
