//! Databases in a folder that goes with the test, and short ways to move them.

use std::path::{Path, PathBuf};
use std::time::Duration;

use keeper_schema::database_url::SqliteUrl;
use keeper_schema::migrate::{MigrateError, Migrator, Options, Silent};
use keeper_schema::sqlite::{OpenOptions, SqliteExecutor};
use keeper_schema_core::graph::RevisionSpec;
use keeper_schema_core::history::History;
use keeper_schema_core::revision::read;
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use tempfile::TempDir;

/// Revisions `r1`, `r2` and so on, each after the one before. A revision is written as in
/// its file, but without what all have and without `[[upgrade]]` above every `op`.
pub(crate) fn history(revisions: &[&str]) -> History {
    let files = revisions.iter().enumerate().map(|(position, written)| {
        let parent = match position {
            0 => String::new(),
            _ => format!("down_revision = \"r{position}\"\n"),
        };
        let written = written
            .lines()
            .map(|line| match line.trim_start().starts_with("op = ") {
                true => format!("[[upgrade]]\n{line}"),
                false => line.to_owned(),
            })
            .collect::<Vec<_>>()
            .join("\n");
        let id = position + 1;
        let source =
            format!("format = 1\nrevision = \"r{id}\"\n{parent}message = \"m\"\n{written}\n");
        let path = PathBuf::from(format!("r{id}.toml"));
        match read::revision(&path, &source) {
            Ok(file) => file,
            Err(wrong) => panic!("{wrong:#?}\nin\n{source}"),
        }
    });
    History::new(files.collect()).unwrap_or_else(|wrong| panic!("{wrong:#?}"))
}

/// A database file of its own.
pub(crate) struct Database {
    folder: TempDir,
}

impl Database {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// At a revision of the history, with more SQL run by hand.
    pub(crate) fn at(history: &History, revision: &str, by_hand: &str) -> Self {
        let database = Self::new();
        database.upgrade_to(history, revision).unwrap();
        database.run(by_hand);
        database
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("keeper.db")
    }

    /// A connection beside the executor's, with foreign keys enforced.
    pub(crate) fn connection(&self) -> Connection {
        let connection = Connection::open(self.path()).unwrap();
        connection
            .pragma_update(None, "foreign_keys", true)
            .unwrap();
        connection
    }

    /// Runs SQL by hand.
    pub(crate) fn run(&self, sql: &str) {
        self.connection()
            .execute_batch(sql)
            .unwrap_or_else(|error| panic!("{error} in {sql}"));
    }

    /// The rows of a query: values with `|` between them, a row a line.
    pub(crate) fn rows(&self, sql: &str) -> String {
        rows(&self.connection(), sql)
    }

    pub(crate) fn executor(&self) -> SqliteExecutor<'static> {
        let options = OpenOptions {
            lock_wait: Duration::from_secs(20),
            ..OpenOptions::default()
        };
        SqliteExecutor::open(&SqliteUrl::file(self.path()), &options).unwrap()
    }

    pub(crate) fn upgrade(&self, history: &History) -> Result<Vec<String>, MigrateError> {
        self.upgrade_to(history, "heads")
    }

    pub(crate) fn upgrade_to(
        &self,
        history: &History,
        target: &str,
    ) -> Result<Vec<String>, MigrateError> {
        self.upgrade_with(history, target, &Options::default())
    }

    pub(crate) fn upgrade_with(
        &self,
        history: &History,
        target: &str,
        options: &Options,
    ) -> Result<Vec<String>, MigrateError> {
        upgrade(&mut self.executor(), history, target, options)
    }

    pub(crate) fn downgrade_to(
        &self,
        history: &History,
        target: &str,
    ) -> Result<Vec<String>, MigrateError> {
        let target = RevisionSpec::parse(target).unwrap();
        let done = Migrator::new(history).downgrade(
            &mut self.executor(),
            &target,
            &Options::default(),
            &mut Silent,
        )?;
        Ok(done.iter().map(ToString::to_string).collect())
    }

    /// The error that an upgrade ends with; the database must be as it was before it.
    pub(crate) fn refused(&self, history: &History) -> String {
        let before = self.contents();
        let error = self.upgrade(history).expect_err("it is refused");
        assert_eq!(self.contents(), before, "after {error}");
        error.to_string()
    }

    /// Everything in the file: what is declared, and every row.
    pub(crate) fn contents(&self) -> String {
        let connection = self.connection();
        let mut contents = rows(
            &connection,
            "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name",
        );
        let tables = rows(
            &connection,
            "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name",
        );
        for table in tables.lines() {
            let quoted = table.replace('"', "\"\"");
            contents.push_str(&format!("\n-- {table}\n"));
            contents.push_str(&rows(&connection, &format!("SELECT * FROM \"{quoted}\"")));
        }
        contents
    }

    pub(crate) fn recorded(&self) -> String {
        self.rows(
            "SELECT group_concat(revision, ' ') FROM (SELECT * FROM keeper_revisions ORDER BY seq)",
        )
    }
}

pub(crate) fn upgrade(
    executor: &mut SqliteExecutor,
    history: &History,
    target: &str,
    options: &Options,
) -> Result<Vec<String>, MigrateError> {
    let target = RevisionSpec::parse(target).unwrap();
    let done = Migrator::new(history).upgrade(executor, &target, options, &mut Silent)?;
    Ok(done.iter().map(ToString::to_string).collect())
}

pub(crate) fn rows(connection: &Connection, sql: &str) -> String {
    let mut statement = connection
        .prepare(sql)
        .unwrap_or_else(|error| panic!("{error} in {sql}"));
    let columns = statement.column_count();
    let mut rows = statement.query([]).unwrap();
    let mut lines = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        let values = (0..columns).map(|column| match row.get_ref(column).unwrap() {
            ValueRef::Null => "NULL".to_owned(),
            ValueRef::Integer(number) => number.to_string(),
            ValueRef::Real(number) => format!("{number:?}"),
            ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
            ValueRef::Blob(bytes) => format!("x{bytes:02x?}"),
        });
        lines.push(values.collect::<Vec<_>>().join("|"));
    }
    lines.join("\n")
}
