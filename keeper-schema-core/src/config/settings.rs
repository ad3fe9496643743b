//! Reads `[package.metadata.keeper-schema]`.

use std::ops::Range;
use std::path::PathBuf;

use toml::de::DeTable;

use super::manifest::{self, Manifest, Value};
use super::naming::{Naming, Pattern, PatternError};
use super::{CfgPin, Compare, Dialects, ReportBy};
use crate::diagnostic::Code;
use crate::schema::TablePatterns;

/// What the section says, with defaults for what it does not.
pub(super) struct Settings {
    pub(super) application: Option<String>,
    pub(super) migrations: Option<PathBuf>,
    pub(super) seeds: Option<PathBuf>,
    pub(super) naming: Naming,
    pub(super) cfg: Vec<CfgPin>,
    pub(super) dialects: Dialects,
    pub(super) doc_comments: bool,
    pub(super) ignore: TablePatterns,
    /// Where other models of the same history are, each at its place.
    pub(super) models: Vec<(String, Range<usize>)>,
    pub(super) compare: Compare,
    pub(super) report: ReportBy,
    /// The binary that has the hooks, at its place.
    pub(super) migrator_bin: Option<(String, Range<usize>)>,
}

const SECTION: &str = "keeper-schema";
const KNOWN: [&str; 12] = [
    "application",
    "migrations",
    "seeds",
    "naming",
    "cfg",
    "dialects",
    "doc_comments",
    "ignore",
    "models",
    "compare",
    "report",
    "migrator-bin",
];
const NAMINGS: [&str; 6] = [
    "primary_key",
    "unique",
    "foreign_key",
    "check",
    "exclude",
    "index",
];
const DIALECTS: [&str; 2] = ["sqlite", "postgres"];
const COMPARISONS: [&str; 2] = ["all", "part"];
const REPORTERS: [&str; 2] = ["build-script", "fields"];

/// Reads the section; mistakes are reported into the manifest.
pub(super) fn read(manifest: &mut Manifest<'_>, package: &DeTable<'_>) -> Settings {
    let mut settings = Settings {
        application: None,
        migrations: None,
        seeds: None,
        naming: Naming::default(),
        cfg: Vec::new(),
        dialects: Dialects {
            sqlite: true,
            postgres: true,
        },
        doc_comments: false,
        ignore: TablePatterns::default(),
        models: Vec::new(),
        compare: Compare::Whole,
        report: ReportBy::BuildScript,
        migrator_bin: None,
    };
    let Some(metadata) = manifest::table(package, "metadata") else {
        return settings;
    };
    // Metadata belongs to every tool, so that only our own name written otherwise is
    // surely a mistake.
    for key in metadata.keys() {
        if key.get_ref() != SECTION && key.get_ref().replace('_', "-") == SECTION {
            manifest.unknown(key, "section", &[SECTION]);
        }
    }
    let Some(section) = metadata.get(SECTION) else {
        return settings;
    };
    let Some(table) = section.get_ref().as_table() else {
        manifest.expected(SECTION, "a table", section);
        return settings;
    };
    for (key, value) in table {
        match key.get_ref().as_ref() {
            "application" => match manifest.text_of("application", value) {
                Some("") => manifest.error(
                    Code::WrongSetting,
                    value.span(),
                    "`application` cannot be empty",
                ),
                name => settings.application = name.map(str::to_owned),
            },
            "migrations" => settings.migrations = folder(manifest, "migrations", value),
            "seeds" => settings.seeds = folder(manifest, "seeds", value),
            "naming" => naming(manifest, value, &mut settings.naming),
            "cfg" => settings.cfg = pins(manifest, value),
            "dialects" => settings.dialects = dialects(manifest, value),
            "doc_comments" => match value.get_ref().as_bool() {
                Some(said) => settings.doc_comments = said,
                None => manifest.expected("doc_comments", "`true` or `false`", value),
            },
            "ignore" => settings.ignore = ignored(manifest, value),
            "models" => {
                let paths = strings(manifest, "models", value).into_iter();
                let placed = paths.map(|(path, item)| (path.to_owned(), item.span()));
                settings.models = placed.collect();
            }
            "compare" => match manifest.text_of("compare", value) {
                Some("all") => settings.compare = Compare::Whole,
                Some("part") => settings.compare = Compare::Part,
                Some(other) => {
                    let message = manifest::unknown(other, "comparison", &COMPARISONS);
                    manifest.error(Code::WrongSetting, value.span(), message);
                }
                None => {}
            },
            "report" => match manifest.text_of("report", value) {
                Some("build-script") => settings.report = ReportBy::BuildScript,
                Some("fields") => settings.report = ReportBy::Fields,
                Some(other) => {
                    let message = manifest::unknown(other, "report", &REPORTERS);
                    manifest.error(Code::WrongSetting, value.span(), message);
                }
                None => {}
            },
            "migrator-bin" => {
                let name = manifest.text_of("migrator-bin", value);
                settings.migrator_bin = name.map(|name| (name.to_owned(), value.span()));
            }
            _ => manifest.unknown(key, "setting", &KNOWN),
        }
    }
    settings
}

fn folder(manifest: &mut Manifest<'_>, key: &str, value: &Value<'_>) -> Option<PathBuf> {
    let folder = manifest.text_of(key, value)?;
    if folder.is_empty() {
        let message = format!("`{key}` cannot be empty");
        manifest.error(Code::WrongSetting, value.span(), message);
        return None;
    }
    Some(PathBuf::from(folder))
}

fn naming(manifest: &mut Manifest<'_>, value: &Value<'_>, naming: &mut Naming) {
    let Some(table) = value.get_ref().as_table() else {
        return manifest.expected("naming", "a table", value);
    };
    for (key, value) in table {
        let slot = match key.get_ref().as_ref() {
            "primary_key" => &mut naming.primary_key,
            "unique" => &mut naming.unique,
            "foreign_key" => &mut naming.foreign_key,
            "check" => &mut naming.check,
            "exclude" => &mut naming.exclude,
            "index" => &mut naming.index,
            _ => {
                manifest.unknown(key, "naming setting", &NAMINGS);
                continue;
            }
        };
        let Some(text) = manifest.text_of(key.get_ref(), value) else {
            continue;
        };
        match Pattern::parse(text) {
            Ok(pattern) => *slot = pattern,
            Err(PatternError::UnknownGap { gap }) => {
                let message = manifest::unknown(&gap, "gap in a name", &Pattern::GAPS);
                manifest.error(Code::WrongSetting, value.span(), message);
            }
            Err(error) => manifest.error(Code::WrongSetting, value.span(), error.to_string()),
        }
    }
}

fn pins(manifest: &mut Manifest<'_>, value: &Value<'_>) -> Vec<CfgPin> {
    let mut pins = Vec::new();
    for (text, item) in strings(manifest, "cfg", value) {
        match CfgPin::parse(text) {
            Some(pin) if pin.name == "test" => {
                manifest.error(
                    Code::WrongSetting,
                    item.span(),
                    "`test` cannot be pinned: tests are no schema",
                );
            }
            Some(pin) => pins.push(pin),
            None => manifest.error(
                Code::WrongSetting,
                item.span(),
                "expected a `cfg` value: `unix` or `feature = \"name\"`",
            ),
        }
    }
    pins
}

fn ignored(manifest: &mut Manifest<'_>, value: &Value<'_>) -> TablePatterns {
    let mut patterns = TablePatterns::default();
    for (text, item) in strings(manifest, "ignore", value) {
        if text.is_empty() {
            manifest.error(
                Code::WrongSetting,
                item.span(),
                "the name of a table cannot be empty",
            );
        }
        patterns.add(text);
    }
    patterns
}

fn dialects(manifest: &mut Manifest<'_>, value: &Value<'_>) -> Dialects {
    let mut dialects = Dialects {
        sqlite: false,
        postgres: false,
    };
    let names = strings(manifest, "dialects", value);
    if names.is_empty()
        && value
            .get_ref()
            .as_array()
            .is_some_and(|list| list.is_empty())
    {
        manifest.error(
            Code::WrongSetting,
            value.span(),
            "`dialects` needs `\"sqlite\"`, `\"postgres\"` or both",
        );
    }
    for (name, item) in names {
        match name {
            "sqlite" => dialects.sqlite = true,
            "postgres" => dialects.postgres = true,
            _ => {
                let message = manifest::unknown(name, "database", &DIALECTS);
                manifest.error(Code::WrongSetting, item.span(), message);
            }
        }
    }
    dialects
}

/// The strings of a list; what is none is reported.
fn strings<'v, 't>(
    manifest: &mut Manifest<'_>,
    key: &str,
    value: &'v Value<'t>,
) -> Vec<(&'v str, &'v Value<'t>)> {
    let Some(list) = value.get_ref().as_array() else {
        manifest.expected(key, "a list of strings", value);
        return Vec::new();
    };
    (list.iter())
        .filter_map(|item| Some((manifest.text_of(key, item)?, item)))
        .collect()
}
