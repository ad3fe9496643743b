//! Packages in memory, written as one text.

use std::path::{Path, PathBuf};

use super::{Scan, ScanError, scan_files};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::files::Memory;

/// A package from a text in which `//- path` begins a file. What stands before the
/// first is `src/lib.rs`. Without a `Cargo.toml` there is a plain one.
pub(crate) fn package(text: &str) -> (Config, Memory) {
    let mut files = Memory::default();
    let mut path = PathBuf::from("src/lib.rs");
    for line in text.lines() {
        if let Some(next) = line.trim_start().strip_prefix("//- ") {
            path = PathBuf::from(next);
            files.files.insert(path.clone(), String::new());
            continue;
        }
        let file = files.files.entry(path.clone()).or_default();
        file.push_str(line);
        file.push('\n');
    }
    let manifest = PathBuf::from("Cargo.toml");
    (files.files.entry(manifest))
        .or_insert_with(|| "[package]\nname = \"app\"\nedition = \"2024\"\n".to_owned());
    let config = Config::read_from(Path::new(""), &files);
    (config.expect("the fixture's manifest is right"), files)
}

/// What the scan of a package says.
pub(crate) fn scanned(text: &str) -> Result<Scan, ScanError> {
    let (config, files) = package(text);
    scan_files(&config, &files)
}

/// Mistakes, one a line, each help below it.
pub(crate) fn told(diagnostics: &[Diagnostic]) -> String {
    let mut told = Vec::new();
    for diagnostic in diagnostics {
        let place = diagnostic.place.as_ref().map(|place| {
            let line = diagnostic.source_line.clone().unwrap_or_default();
            let marked = line.chars().skip(place.column - 1).take(place.length);
            format!("{place} `{}`: ", marked.collect::<String>())
        });
        told.push(format!(
            "{}{}",
            place.unwrap_or_default(),
            diagnostic.message
        ));
        told.extend(diagnostic.help.iter().map(|help| format!("  {help}")));
    }
    told.join("\n")
}
