//! The alias `cargo db`, where the workspace has the command line among its packages.

use std::path::PathBuf;

use keeper_schema_core::config::Config;
use toml_edit::{DocumentMut, Item};

use super::{Changes, document};
use crate::failure::Failure;

const ALIAS: &str = "run --quiet --profile tool --package keeper-schema-cli --";

/// Adds the alias at the workspace's root; from another package, says what is to be added.
pub(super) fn add(config: &Config, changes: &mut Changes) -> Result<(), Failure> {
    let mut command = cargo_metadata::MetadataCommand::new();
    command
        .no_deps()
        .manifest_path(config.folder.join("Cargo.toml"));
    let metadata = command.exec().ok();
    let has_tool = metadata.as_ref().is_some_and(|metadata| {
        let mut packages = metadata.packages.iter();
        packages.any(|package| package.name.as_str() == "keeper-schema-cli")
    });
    let root = metadata.map(|metadata| metadata.workspace_root.into_std_path_buf());
    let own = config.folder.canonicalize().ok();
    let is_root = root.and_then(|root| root.canonicalize().ok()) == own;
    // Installed, the program has that name itself.
    if !has_tool {
        return Ok(());
    }
    if !is_root {
        let note = format!("for `cargo db`, add `db = \"{ALIAS}\"` to the workspace's `[alias]`");
        changes.notes.push(note);
        return Ok(());
    }
    let path = PathBuf::from(".cargo/config.toml");
    if !config.folder.join(&path).exists() {
        changes
            .created
            .insert(path, format!("[alias]\ndb = \"{ALIAS}\"\n"));
        return Ok(());
    }
    let mut document: DocumentMut = document(&config.folder, &path)?;
    let aliases = document.entry("alias").or_insert_with(toml_edit::table);
    if let Some(aliases) = aliases.as_table_like_mut()
        && !aliases.contains_key("db")
    {
        aliases.insert("db", Item::Value(ALIAS.into()));
        changes.edited.insert(path, document.to_string());
    }
    Ok(())
}
