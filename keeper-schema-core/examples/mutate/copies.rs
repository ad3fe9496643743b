//! Copies of Keeper that are changed: one in a folder that is only read, one that is built.

use std::fs;
use std::path::{Path, PathBuf};

use keeper_schema_core::config::Config;
use keeper_schema_core::diagnostic::Diagnostic;
use keeper_schema_core::guard;
use keeper_schema_testing::GuardedCrate;

use crate::source::{Mutation, Source};
use crate::{columns, tables};

/// Every mutation of every file of Keeper's models.
pub(crate) fn mutations() -> Vec<Mutation> {
    let sources: Vec<Source> = (files("src/models").iter())
        .map(|(file, text)| Source::new(file, text))
        .collect();
    let models = sources.iter().flat_map(|source| &source.models);
    let tables: Vec<String> = models.map(|model| model.table.clone()).collect();
    let referred = [
        "crate::models::Organization",
        "crate::models::User",
        "crate::models::Build",
    ];
    let referred: Vec<String> = referred.iter().map(|path| (*path).to_owned()).collect();
    let of_each = sources.iter().flat_map(|source| {
        let mut found = columns::mutations(source, &referred);
        found.extend(tables::mutations(source, &tables));
        found
    });
    of_each.collect()
}

/// A copy that the guard reads in this process.
pub(crate) struct InProcess {
    folder: tempfile::TempDir,
}

impl InProcess {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        // Its settings name the program, which the other copy does not build.
        let program = "src/main.rs".to_owned();
        let text = read(&repository().join(&program));
        for (file, text) in keeper().into_iter().chain([(program, text)]) {
            write(&folder.path().join(file), &text);
        }
        let copy = Self { folder };
        let said = copy.said();
        assert!(said.is_empty(), "Keeper agrees with its history: {said:?}");
        copy
    }

    /// Whether the guard tells the change, or else what it says.
    pub(crate) fn catches(&self, mutation: &Mutation) -> Result<(), String> {
        let file = self.folder.path().join(&mutation.file);
        let before = fs::read_to_string(&file).expect("the file is there");
        write(&file, &mutation.text);
        let said = self.said();
        write(&file, &before);
        if said.iter().any(|diagnostic| names(diagnostic, mutation)) {
            return Ok(());
        }
        Err(said.iter().map(Diagnostic::render).collect())
    }

    fn said(&self) -> Vec<Diagnostic> {
        match Config::read(self.folder.path()) {
            Ok(config) => guard::check(&config).diagnostics,
            Err(diagnostics) => diagnostics,
        }
    }
}

/// Whether a finding names what was changed: in its words, or by its place.
fn names(diagnostic: &Diagnostic, mutation: &Mutation) -> bool {
    let line = diagnostic.source_line.as_deref().unwrap_or_default();
    let is_named = |name: &String| diagnostic.message.contains(name) || line.contains(name);
    let is_there = diagnostic.place.as_ref().is_some_and(|place| {
        place.file == Path::new(&mutation.file) && mutation.lines.contains(&place.line)
    });
    is_there || mutation.names.iter().any(is_named)
}

/// A copy that cargo builds.
pub(crate) struct Built {
    guarded: GuardedCrate,
}

impl Built {
    pub(crate) fn new() -> Self {
        let target = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target/tmp");
        let guarded = GuardedCrate::empty(&target, "mutated_keeper");
        guarded.add_to_manifest(
            "[package.metadata.keeper-schema.naming]\nindex = \"ix_{table}_{columns}\"\n\n\
             [dependencies.jiff]\nversion = \"1\"\n",
        );
        for (file, text) in keeper() {
            if file != "Cargo.toml" {
                guarded.write(&file, &text);
            }
        }
        let copy = Self { guarded };
        let build = copy.guarded.build();
        assert!(build.green, "Keeper builds: {}", build.stderr);
        copy
    }

    /// Whether the build fails and names the change, or else what cargo says.
    pub(crate) fn catches(&self, mutation: &Mutation) -> Result<(), String> {
        let before = files("src/models").into_iter();
        let before = before.filter(|(file, _)| *file == mutation.file);
        self.guarded.write(&mutation.file, &mutation.text);
        let build = self.guarded.build();
        for (file, text) in before {
            self.guarded.write(&file, &text);
        }
        let is_named = mutation.names.iter().any(|name| build.said.contains(name));
        let is_there = build.said.lines().any(|line| {
            let place = line.trim_start().strip_prefix("--> ");
            let place =
                place.and_then(|place| place.strip_prefix(&mutation.file)?.split(':').nth(1));
            place
                .and_then(|line| line.parse().ok())
                .is_some_and(|line| mutation.lines.contains(&line))
        });
        match !build.green && (is_named || is_there) {
            true => Ok(()),
            false => Err(build.stderr),
        }
    }
}

/// Keeper's manifest, models and history.
fn keeper() -> Vec<(String, String)> {
    let mut found = files("src/models");
    found.extend(files("migrations"));
    for file in ["Cargo.toml", "src/lib.rs"] {
        found.push((file.to_owned(), read(&repository().join(file))));
    }
    found
}

/// The files of a folder of the repository, by their names.
fn files(folder: &str) -> Vec<(String, String)> {
    let entries = fs::read_dir(repository().join(folder)).expect("Keeper has it");
    let mut found: Vec<(String, String)> = entries
        .map(|entry| {
            let entry = entry.expect("it can be read");
            let name = entry.file_name().into_string().expect("names are ASCII");
            (format!("{folder}/{name}"), read(&entry.path()))
        })
        .collect();
    found.sort();
    found
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("it is text")
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder can be made");
    fs::write(path, text).expect("a file can be written");
}
