//! Models of the tables that a database has already.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use keeper_schema::migrate::{Executor, LiveSchema};
use keeper_schema_core::config::{Config, Dialects};
use keeper_schema_core::dialect::Dialect;
use keeper_schema_core::diff::{self, Wording};
use keeper_schema_core::files::{Files, Memory};
use keeper_schema_core::lower::{self, Models};
use keeper_schema_core::rust_source::{self, Options, RustSource};
use keeper_schema_core::schema::{Schema, TablePatterns};
use keeper_schema_core::source;

use crate::asides;
use crate::failure::Failure;

/// How a database differs from the models that were written for it.
const WORDING: Wording = Wording {
    before: "in the database",
    after: "in the models",
    only_before: "is in the database and not in the models",
    only_after: "is in the models and not in the database",
};

/// What is in a database, and the models that say it.
pub(crate) struct Existing {
    pub(crate) live: LiveSchema,
    pub(crate) source: RustSource,
}

impl Existing {
    /// Reads the database and writes its models; tables that the package ignores are left
    /// out.
    pub(crate) fn read(
        executor: &mut dyn Executor,
        options: &Options,
        ignored: &TablePatterns,
    ) -> Result<Self, Failure> {
        let mut live = executor.whole_schema(&Schema::default())?;
        if executor.dialect() == Dialect::Sqlite {
            // SQLite says which of its words for a type mean the same as ours.
            live = executor.whole_schema(&rust_source::with_usual_types(&live.schema))?;
        }
        without(&mut live.schema, ignored);
        let tables = live.schema.tables.values_mut();
        for column in tables.flat_map(|table| table.columns.values_mut()) {
            let identity = column.identity.take();
            column.identity =
                identity.map(|identity| Box::new(identity.within(&column.column_type)));
        }
        let source = rust_source::write(&live.schema, options);
        Ok(Self { live, source })
    }

    /// Says what of the database is not in the models, `models` being what they were read
    /// as. Nothing is lost in silence.
    pub(crate) fn warn(&self, executor: &mut dyn Executor, models: &Models) -> Result<(), Failure> {
        for (table, name) in &self.live.invalid_indexes {
            eprintln!("warning: index `{name}` on `{table}` is invalid, and left out");
        }
        for unmanaged in &self.live.unmanaged {
            eprintln!("warning: {unmanaged} is not in the models");
        }
        let asides = self.live.asides.iter();
        for aside in asides.filter(|aside| {
            asides::is_compared(aside) && !asides::is_said_by_policy(aside, &self.live.schema)
        }) {
            eprintln!("warning: {} is not in the models", aside.name);
        }
        for left_out in &self.source.left_out {
            eprintln!("warning: left out of the models: {left_out}");
        }
        let mut live = executor.whole_schema(&models.schema)?.schema;
        without(&mut live, &models.ignored);
        let hints = models.hints();
        for difference in diff::differences_in(&live, &models.schema, &hints, &WORDING) {
            eprintln!("warning: {}", difference.sentence);
        }
        Ok(())
    }
}

/// Takes out what a package leaves alone.
fn without(schema: &mut Schema, ignored: &TablePatterns) {
    (schema.tables).retain(|name, _| !ignored.matches(name));
    (schema.sequences).retain(|name, _| !ignored.matches(name));
    (schema.objects).retain(|name, _| {
        let table = name.table();
        let mut names = [Some(&name.name), table.as_ref()].into_iter().flatten();
        !names.any(|name| ignored.matches(name))
    });
}

/// The databases that models of one are for.
pub(crate) fn dialects(dialect: Dialect) -> Dialects {
    Dialects {
        sqlite: dialect == Dialect::Sqlite,
        postgres: dialect == Dialect::Postgres,
    }
}

/// The name of a database in the settings.
pub(crate) fn setting(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => "sqlite",
        Dialect::Postgres => "postgres",
    }
}

/// The models in the files, in a package of these settings with nothing else in it.
pub(crate) fn alone(
    source: &RustSource,
    options: &Options,
    dialect: Dialect,
) -> Result<Models, Failure> {
    let others = [
        (
            "Cargo.toml",
            "[package]\nname = \"models\"\nedition = \"2024\"\n",
        ),
        ("src/lib.rs", "mod models;\n"),
    ];
    let others = others.map(|(file, text)| (PathBuf::from(file), text.to_owned()));
    let folder = Path::new("src/models");
    let models = (source.files.iter()).map(|(file, text)| (folder.join(file), text.clone()));
    let files: Memory = others.into_iter().chain(models).collect();
    let mut config = Config::read_from(Path::new(""), &files)?;
    config.naming = options.naming.clone();
    config.doc_comments = options.doc_comments;
    config.dialects = dialects(dialect);
    scanned(&config, &files)
}

/// The models that the files of a package declare.
pub(crate) fn scanned(config: &Config, files: &dyn Files) -> Result<Models, Failure> {
    let scan =
        source::scan_files(config, files).map_err(|error| Failure::from(error.diagnostics))?;
    Ok(lower::schema(&scan, config)?)
}

/// Files by their path, each in the folder.
pub(crate) fn placed(source: &RustSource, folder: &Path) -> BTreeMap<PathBuf, String> {
    let files = source.files.iter();
    files
        .map(|(file, text)| (folder.join(file), text.clone()))
        .collect()
}
