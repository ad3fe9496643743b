//! Runs the real binary on real SQLite files.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rusqlite::Connection;
use tempfile::TempDir;

/// The folder of the workspace, where Keeper's crate and history are.
pub(crate) fn repository() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    folder.expect("the package is in the workspace").to_owned()
}

/// A folder with a database in it, and the binary to work on it.
pub(crate) struct Sandbox {
    pub(crate) folder: TempDir,
    migrations: PathBuf,
}

/// What a call printed, and its exit status.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Sandbox {
    /// On Keeper's own history.
    pub(crate) fn keeper() -> Self {
        Self::with_migrations(repository().join("migrations"))
    }

    /// On a history of these files.
    pub(crate) fn with_files(files: &[(&str, &str)]) -> Self {
        let mut sandbox = Self::with_migrations(PathBuf::new());
        sandbox.migrations = sandbox.folder.path().join("migrations");
        std::fs::create_dir(&sandbox.migrations).expect("a folder can be made");
        for (name, text) in files {
            std::fs::write(sandbox.migrations.join(name), text).expect("a file can be written");
        }
        sandbox
    }

    fn with_migrations(migrations: PathBuf) -> Self {
        let folder = TempDir::new().expect("a temporary folder can be made");
        Self { folder, migrations }
    }

    /// The database's file.
    pub(crate) fn database(&self) -> PathBuf {
        self.folder.path().join("test.db")
    }

    /// A connection to the database.
    pub(crate) fn connection(&self) -> Connection {
        Connection::open(self.database()).expect("the database opens")
    }

    /// Calls the binary on the history alone.
    pub(crate) fn call(&self, arguments: &[&str]) -> Outcome {
        let migrations = self.migrations.to_str().expect("the path is UTF-8");
        let database = self.database();
        let url = format!("sqlite:{}", database.display());
        let output = command()
            .args(arguments)
            .args(["--migrations", migrations])
            .env("KEEPER_DATABASE_URL", url)
            .current_dir(self.folder.path())
            .output();
        outcome(output.expect("the binary runs"))
    }

    /// Calls the binary and insists on exit status 0.
    pub(crate) fn done(&self, arguments: &[&str]) -> Outcome {
        let outcome = self.call(arguments);
        assert_eq!(outcome.status, 0, "{arguments:?}: {}", outcome.stderr);
        outcome
    }
}

/// The binary, with nothing of the tester's own settings.
pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_keeper-schema"));
    command.env_remove("DATABASE_URL").env("NO_COLOR", "1");
    command
}

pub(crate) fn outcome(output: Output) -> Outcome {
    Outcome {
        status: output.status.code().expect("the binary was not killed"),
        stdout: String::from_utf8(output.stdout).expect("stdout is UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("stderr is UTF-8"),
    }
}

/// What a database declares, a line per fact, without the order of columns and without
/// the bookkeeping.
pub(crate) fn declared(connection: &Connection) -> Vec<String> {
    let mut facts = Vec::new();
    let tables = strings(
        connection,
        "SELECT name FROM sqlite_master WHERE type = 'table'
         AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'keeper\\_%' ESCAPE '\\'",
    );
    for table in tables {
        let column = "SELECT format('column %s.%s %s notnull=%d default=%s key=%d hidden=%d',
            ?1, name, type, \"notnull\", coalesce(dflt_value, 'none'), pk, hidden)
            FROM pragma_table_xinfo(?1)";
        let foreign_key = "SELECT format('foreign key %s.%s -> %s.%s %s %s',
            ?1, \"from\", \"table\", \"to\", on_update, on_delete)
            FROM pragma_foreign_key_list(?1)";
        let index = "SELECT format('index %s.%s unique=%d partial=%d (%s)', ?1,
            iif(i.origin = 'c', i.name, i.origin), i.\"unique\", i.partial,
            (SELECT group_concat(coalesce(name, 'expression'), ', ')
             FROM pragma_index_info(i.name)))
            FROM pragma_index_list(?1) AS i";
        for query in [column, foreign_key, index] {
            let mut statement = connection.prepare(query).expect("the query is SQL");
            let rows = statement.query_map([&table], |row| row.get::<_, String>(0));
            facts.extend(rows.expect("it runs").map(|row| row.expect("it is text")));
        }
    }
    facts.sort();
    facts
}

/// The first column of every row.
pub(crate) fn strings(connection: &Connection, query: &str) -> Vec<String> {
    let mut statement = connection.prepare(query).expect("the query is SQL");
    let rows = statement.query_map([], |row| row.get::<_, String>(0));
    rows.expect("it runs")
        .map(|row| row.expect("it is text"))
        .collect()
}
