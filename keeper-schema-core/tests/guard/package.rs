//! Packages in folders of their own, written as one text, and what the guard makes of them.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use keeper_schema_core::config::Config;
use keeper_schema_core::diagnostic::Diagnostic;
use keeper_schema_core::guard;
use keeper_schema_core::lower;
use keeper_schema_core::schema::Schema;
use keeper_schema_core::source;

/// A plain manifest.
pub(crate) const MANIFEST: &str =
    "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";

/// Compares what each way is with what the scan makes of it: the tables, or the mistakes.
///
/// In a way `//- path` begins a file, and what stands before the first is `src/lib.rs`.
/// `TAG` is a model of the table `tag` with the column `id`.
pub(crate) fn check_ways(ways: &[(&str, &str, &str)]) {
    let mut wrong = String::new();
    for (name, text, expected) in ways {
        let folder = package(&expanded(text));
        let found = seen(folder.path());
        if found != *expected {
            let _ = writeln!(wrong, "{name}\n  expected {expected}\n  found    {found}");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

fn expanded(text: &str) -> String {
    let tag = |name: &str, table: &str| {
        format!(
            "#[derive(Model)] #[keeper(table = \"{table}\")] pub struct {name} \
             {{ #[keeper(primary_key)] pub id: i32 }}"
        )
    };
    text.replace("TAG", &tag("Tag", "tag"))
        .replace("BOOK", &tag("Book", "book"))
        .replace("USE", "use keeper_schema::Model;")
}

/// A folder with the files of a text.
pub(crate) fn package(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    write(folder.path(), text);
    if !folder.path().join("Cargo.toml").exists() {
        fs::write(folder.path().join("Cargo.toml"), MANIFEST).expect("a file can be written");
    }
    folder
}

/// Writes the files of a text into a folder.
pub(crate) fn write(folder: &Path, text: &str) {
    let mut files: Vec<(String, String)> = vec![("src/lib.rs".to_owned(), String::new())];
    for line in text.lines() {
        if let Some(path) = line.trim_start().strip_prefix("//- ") {
            files.push((path.to_owned(), String::new()));
        } else if let Some((_, file)) = files.last_mut() {
            file.push_str(line);
            file.push('\n');
        }
    }
    for (path, text) in files {
        let path = folder.join(path);
        if text.is_empty() && path.exists() {
            continue;
        }
        let parent = path.parent().expect("a file has a folder");
        fs::create_dir_all(parent).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }
}

/// The tables that the scan finds, or the mistakes.
fn seen(folder: &Path) -> String {
    let models = Config::read(folder).and_then(|config| {
        let scan = source::scan(&config).map_err(|error| error.diagnostics)?;
        lower::schema(&scan, &config)
    });
    match models {
        Ok(models) => tables(&models.schema),
        Err(diagnostics) => format!("refused {}", told(&diagnostics)),
    }
}

fn tables(schema: &Schema) -> String {
    let tables = schema.tables.values().map(|table| {
        let columns = table.columns.values().map(|column| {
            let null = if column.null { " null" } else { "" };
            format!("{} {}{null}", column.name, column.column_type)
        });
        let columns: Vec<String> = columns.collect();
        let keys = table.foreign_keys.values();
        let keys: String = keys
            .map(|key| format!(" -> {}", key.references.table))
            .collect();
        format!("{}({}){keys}", table.name, columns.join(", "))
    });
    let mut shown: Vec<String> = tables.collect();
    shown.extend(schema.enums.keys().map(|name| format!("enum {name}")));
    match shown.is_empty() {
        true => "nothing".to_owned(),
        false => shown.join("; "),
    }
}

/// All that the guard says of a package, one finding a line.
pub(crate) fn said(folder: &Path) -> String {
    match Config::read(folder) {
        Ok(config) => told(&guard::check(&config).diagnostics),
        Err(diagnostics) => told(&diagnostics),
    }
}

/// Findings with their places, a line each.
pub(crate) fn told(diagnostics: &[Diagnostic]) -> String {
    let told = diagnostics.iter().map(|diagnostic| {
        let place = diagnostic.place.as_ref();
        let place = place.map_or_else(String::new, |place| {
            let file = place.file.display().to_string().replace('\\', "/");
            format!("{file}:{}:{} ", place.line, place.column)
        });
        format!("{place}{}", diagnostic.message)
    });
    told.collect::<Vec<_>>().join("\n")
}
