//! One side of a comparison: the models, a revision, a database or a schema file.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use keeper_schema::database_url::DatabaseUrl;
use keeper_schema::migrate::{Executor, LiveSchema, MigrateError};
use keeper_schema::postgres::{self, PostgresExecutor};
use keeper_schema::sqlite::{self, SqliteExecutor};
use keeper_schema_core::dialect::Dialect;
use keeper_schema_core::diff::Hints;
use keeper_schema_core::graph::RevisionSpec;
use keeper_schema_core::revision::read;
use keeper_schema_core::schema::Schema;

use crate::args::Global;
use crate::failure::Failure;
use crate::project::Project;

/// What was typed for a side.
pub(crate) enum Side {
    /// `models`.
    Models,
    /// A URL.
    Database(DatabaseUrl),
    /// A path that ends in `.toml`.
    File(PathBuf),
    /// All else.
    Revision(RevisionSpec),
}

/// A schema, and what a comparison has to know of it.
#[derive(Default)]
pub(crate) struct Read {
    pub(crate) schema: Schema,
    pub(crate) hints: Hints,
    /// What a live database has beside it.
    pub(crate) live: Option<LiveSchema>,
}

impl Side {
    pub(crate) fn parse(written: &str) -> Result<Self, Failure> {
        if written == "models" {
            return Ok(Self::Models);
        }
        if Path::new(written)
            .extension()
            .is_some_and(|it| it == "toml")
        {
            return Ok(Self::File(PathBuf::from(written)));
        }
        let is_url = written.starts_with("sqlite:") || written.contains("://");
        if is_url || Path::new(written).is_file() {
            let url = DatabaseUrl::parse(written);
            // Not shown: a password may be in it.
            return url
                .map(Self::Database)
                .map_err(|error| Failure::call(format!("not a database URL: {error}")));
        }
        Ok(Self::Revision(RevisionSpec::parse(written)?))
    }

    /// The database that SQL between this side and another is for.
    pub(crate) fn dialect(&self) -> Option<Dialect> {
        match self {
            Self::Database(DatabaseUrl::Sqlite(_)) => Some(Dialect::Sqlite),
            Self::Database(DatabaseUrl::Postgres(_)) => Some(Dialect::Postgres),
            Self::Models | Self::File(_) | Self::Revision(_) => None,
        }
    }

    /// Reads it. A database spells what means the same as `other` does.
    pub(crate) fn read(&self, global: &Global, other: &Schema) -> Result<Read, Failure> {
        match self {
            Self::Models => {
                let models = Project::find(global)?.models()?;
                Ok(Read {
                    hints: models.hints(),
                    schema: models.schema,
                    live: None,
                })
            }
            Self::Database(url) => {
                let live = open(url)?.whole_schema(other)?;
                Ok(Read {
                    schema: live.schema.clone(),
                    hints: Hints::default(),
                    live: Some(live),
                })
            }
            Self::File(path) => {
                let text = std::fs::read_to_string(path).map_err(|error| {
                    Failure::call(format!("cannot read `{}`: {error}", path.display()))
                })?;
                Ok(Read {
                    schema: read::schema(path, &text)?,
                    ..Read::default()
                })
            }
            Self::Revision(spec) => {
                let history = Project::find(global)?.history()?;
                let graph = history.graph();
                let revisions = graph.resolve(spec, &BTreeSet::new()).map_err(|error| {
                    Failure::from(error).help(
                        "a side is `models`, a revision, a database's URL, or a schema file (`*.toml`)",
                    )
                })?;
                Ok(Read {
                    schema: history.replay(&graph.ancestors_inclusive(&revisions)),
                    ..Read::default()
                })
            }
        }
    }
}

/// Opens a database to read it.
pub(crate) fn open(url: &DatabaseUrl) -> Result<Box<dyn Executor>, Failure> {
    let executor: Box<dyn Executor> = match url {
        DatabaseUrl::Sqlite(url) => {
            let options = sqlite::OpenOptions {
                create: false,
                ..sqlite::OpenOptions::default()
            };
            let executor = SqliteExecutor::open(url, &options);
            Box::new(executor.map_err(MigrateError::from)?)
        }
        DatabaseUrl::Postgres(url) => {
            let executor = PostgresExecutor::connect(url, &postgres::OpenOptions::default());
            Box::new(executor.map_err(MigrateError::from)?)
        }
    };
    Ok(executor)
}
