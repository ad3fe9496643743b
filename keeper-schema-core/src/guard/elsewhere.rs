//! Where else a table may be declared that seems to be gone: in a source file of its own whose
//! `mod` was forgotten, or by another package that shares the history.

#![allow(
    clippy::disallowed_methods,
    reason = "the folders of the source are listed here, once a table is gone"
)]

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use syn::Item;

use crate::config::{Compare, Config};
use crate::model::{Ctxt, Model};
use crate::schema::TableName;

/// What is beside the files that were followed, looked through when somebody asks.
pub(super) struct Elsewhere<'a> {
    config: &'a Config,
    followed: &'a [PathBuf],
    tables: OnceCell<BTreeMap<TableName, PathBuf>>,
}

impl<'a> Elsewhere<'a> {
    pub(super) fn new(config: &'a Config, followed: &'a [PathBuf]) -> Self {
        Self {
            config,
            followed,
            tables: OnceCell::new(),
        }
    }

    /// What to do where a table may be declared that is in no model, if that can be told.
    pub(super) fn declares(&self, table: &TableName) -> Option<String> {
        let tables = self.tables.get_or_init(|| self.tables());
        if let Some(file) = tables.get(table) {
            let file = file.display();
            return Some(format!(
                "`{file}` declares that table, and no `mod` leads there: add it to keep the table"
            ));
        }
        self.may_be_shared().then(|| {
            let folder = self.config.migrations.display();
            format!(
                "if another package that shares `{folder}` declares that table, \
                 `[package.metadata.keeper-schema]` says so: `models = [\"../OTHER/src\"]` names \
                 its models, `compare = \"part\"` leaves its tables to it"
            )
        })
    }

    /// Whether other packages may have the same history, of which the settings name none.
    fn may_be_shared(&self) -> bool {
        let config = self.config;
        let is_outside = config.migrations.starts_with("..");
        is_outside && config.members.is_empty() && config.compare == Compare::Whole
    }

    fn tables(&self) -> BTreeMap<TableName, PathBuf> {
        let config = self.config;
        let targets = config.library.iter().chain(&config.binaries);
        let folders = targets.filter_map(|target| target.path.parent());
        let mut tables = BTreeMap::new();
        for folder in folders {
            self.add(&mut tables, folder);
        }
        tables
    }

    /// Adds what the files of a folder declare. What cannot be read tells nothing.
    fn add(&self, tables: &mut BTreeMap<TableName, PathBuf>, folder: &Path) {
        let Ok(entries) = fs::read_dir(self.config.folder.join(folder)) else {
            return;
        };
        let mut names: Vec<_> = (entries.flatten())
            .filter_map(|entry| Some((entry.file_name(), entry.file_type().ok()?)))
            .collect();
        names.sort_by(|(one, _), (other, _)| one.cmp(other));
        for (name, file_type) in names {
            let path = folder.join(name);
            if file_type.is_dir() {
                self.add(tables, &path);
                continue;
            }
            let found = self.config.folder.join(&path);
            let is_source = path.extension().is_some_and(|extension| extension == "rs");
            if is_source && !self.followed.contains(&found) {
                let text = fs::read_to_string(found).unwrap_or_default();
                for table in declared(&text) {
                    tables.entry(table).or_insert_with(|| path.clone());
                }
            }
        }
    }
}

/// The tables of the models at the top of a file.
fn declared(text: &str) -> Vec<TableName> {
    if !text.contains("Model") {
        return Vec::new();
    }
    let items = syn::parse_file(text).map_or_else(|_| Vec::new(), |file| file.items);
    let structs = items.into_iter().filter_map(|item| match item {
        Item::Struct(item) => Some(item),
        _ => None,
    });
    let models = structs.filter_map(|item| {
        let derives = item.attrs.iter().any(|it| it.path().is_ident("derive"));
        let cx = Ctxt::new();
        let model = derives.then(|| Model::from_derive_input(&cx, item.into()))?;
        cx.check().ok()?;
        model
    });
    models.map(|model| model.table_name()).collect()
}
