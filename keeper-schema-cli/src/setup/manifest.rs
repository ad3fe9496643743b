//! Dependencies and settings in a `Cargo.toml`. All that is there stays as it is.

use std::path::Path;

use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, TableLike, Value};

use crate::failure::Failure;

/// What the package's settings are to say, where they say nothing yet.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    /// The one kind of database that the models are for.
    pub(crate) dialect: Option<&'static str>,
    /// Whether doc comments are the comments of the database.
    pub(crate) doc_comments: bool,
}

const PACKAGE: &str = "keeper-schema";

/// Adds the dependencies that are missing: on `keeper-schema`, and on its guard.
pub(super) fn depend(manifest: &mut DocumentMut, checkout: Option<&Path>) -> Result<(), Failure> {
    let dependencies = section(manifest.as_table_mut(), "dependencies")?;
    if !dependencies.contains_key(PACKAGE) {
        dependencies.insert(PACKAGE, dependency(checkout));
    }
    // The guard is of the version that the derives are of.
    let own = dependencies.get(PACKAGE).cloned();
    let build = section(manifest.as_table_mut(), "build-dependencies")?;
    let has_guard = [PACKAGE, "keeper-schema-core"];
    if has_guard.iter().any(|name| build.contains_key(name)) {
        return Ok(());
    }
    let mut guard = match own {
        Some(Item::Value(Value::InlineTable(table))) => table,
        Some(Item::Table(table)) => table.into_inline_table(),
        Some(Item::Value(version)) => [("version", version.decorated("", ""))]
            .into_iter()
            .collect(),
        Some(Item::None | Item::ArrayOfTables(_)) | None => InlineTable::new(),
    };
    guard.remove("optional");
    guard.insert("features", Array::from_iter(["build"]).into());
    guard.fmt();
    build.insert(PACKAGE, Item::Value(guard.into()));
    Ok(())
}

fn dependency(checkout: Option<&Path>) -> Item {
    let Some(checkout) = checkout else {
        return toml_edit::value(env!("CARGO_PKG_VERSION"));
    };
    let path = checkout.join(PACKAGE).display().to_string();
    let table: InlineTable = [("path", path)].into_iter().collect();
    Item::Value(table.into())
}

/// Adds what the settings do not say.
pub(super) fn set(manifest: &mut DocumentMut, settings: &Settings) -> Result<(), Failure> {
    if settings.dialect.is_none() && !settings.doc_comments {
        return Ok(());
    }
    let mut own = manifest.as_table_mut() as &mut dyn TableLike;
    for name in ["package", "metadata", PACKAGE] {
        let item = own.entry(name).or_insert_with(|| {
            let mut table = Table::new();
            table.set_implicit(true);
            Item::Table(table)
        });
        own = item.as_table_like_mut().ok_or_else(|| no_table(name))?;
    }
    if let Some(dialect) = settings.dialect
        && !own.contains_key("dialects")
    {
        own.insert("dialects", toml_edit::value(Array::from_iter([dialect])));
    }
    if settings.doc_comments && !own.contains_key("doc_comments") {
        own.insert("doc_comments", toml_edit::value(true));
    }
    Ok(())
}

fn section<'a>(
    manifest: &'a mut Table,
    name: &'static str,
) -> Result<&'a mut dyn TableLike, Failure> {
    let item = manifest.entry(name).or_insert_with(toml_edit::table);
    item.as_table_like_mut().ok_or_else(|| no_table(name))
}

fn no_table(name: &str) -> Failure {
    Failure::call(format!("`{name}` in `Cargo.toml` is no table"))
}
