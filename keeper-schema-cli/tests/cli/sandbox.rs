//! Runs the real binary on real SQLite files.

use std::collections::BTreeMap;
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
        outcome(self.command(arguments).output().expect("the binary runs"))
    }

    /// The same, not run yet.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let migrations = self.migrations.to_str().expect("the path is UTF-8");
        let database = self.database();
        let url = format!("sqlite:{}", database.display());
        let mut command = command();
        command
            .args(arguments)
            .args(["--migrations", migrations])
            .env("KEEPER_DATABASE_URL", url)
            .current_dir(self.folder.path());
        command
    }

    /// Calls the binary with these arguments and no others.
    pub(crate) fn call_as_is(&self, arguments: &[&str]) -> Outcome {
        let output = command()
            .args(arguments)
            .env("KEEPER_DATABASE_URL", self.database())
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
    for table in tables(connection) {
        let options = "SELECT format('table %s strict=%d without_rowid=%d', name, strict, wr)
            FROM pragma_table_list(?1)";
        let column = "SELECT format('column %s.%s %s notnull=%d default=%s key=%d hidden=%d',
            ?1, name, type, \"notnull\", coalesce(dflt_value, 'none'), pk, hidden)
            FROM pragma_table_xinfo(?1)";
        let foreign_key = "SELECT format('foreign key %s.%s -> %s.%s %s %s',
            ?1, \"from\", \"table\", \"to\", on_update, on_delete)
            FROM pragma_foreign_key_list(?1)";
        let index = "SELECT format('index %s.%s unique=%d (%s) %s', ?1,
            iif(i.origin = 'c', i.name, i.origin), i.\"unique\",
            (SELECT group_concat(format('%s desc=%d collate=%s', coalesce(name, 'expression'), \"desc\", coll), ', ')
             FROM pragma_index_xinfo(i.name) WHERE key),
            coalesce((SELECT sql FROM sqlite_master WHERE type = 'index' AND name = i.name), ''))
            FROM pragma_index_list(?1) AS i";
        for query in [options, column, foreign_key, index] {
            let mut statement = connection.prepare(query).expect("the query is SQL");
            let rows = statement.query_map([&table], |row| row.get::<_, String>(0));
            facts.extend(rows.expect("it runs").map(|row| row.expect("it is text")));
        }
        let sql = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?1";
        let sql = connection.query_row(sql, [&table], |row| row.get::<_, String>(0));
        let sql = sql.expect("a table has SQL");
        for clause in ["CHECK ", "GENERATED ALWAYS AS ", "COLLATE "] {
            let texts = sql.split(clause).skip(1).map(first_term);
            facts.extend(texts.map(|text| format!("in {table}: {clause}{text}")));
        }
    }
    // SQL that a rename has rewritten has its names in quotes.
    for fact in &mut facts {
        fact.retain(|c| c != '"');
    }
    facts.sort();
    facts
}

/// The rows of each table, every value after its column's name.
pub(crate) fn rows(connection: &Connection) -> BTreeMap<String, Vec<String>> {
    let of = |table: String| {
        let columns = "SELECT format('''%s='' || quote(\"%w\")', replace(name, '''', ''''''), name)
            FROM pragma_table_xinfo(?1) WHERE hidden <> 1";
        let mut statement = connection.prepare(columns).expect("the query is SQL");
        let columns = statement.query_map([&table], |row| row.get::<_, String>(0));
        let columns: Result<Vec<String>, _> = columns.expect("it runs").collect();
        let columns = columns.expect("names are text").join(" || ', ' || ");
        let name = table.replace('"', "\"\"");
        let rows = strings(
            connection,
            &format!("SELECT {columns} FROM \"{name}\" ORDER BY 1"),
        );
        (table, rows)
    };
    tables(connection).into_iter().map(of).collect()
}

/// The tables in the order of their names, without those of the bookkeeping.
fn tables(connection: &Connection) -> Vec<String> {
    strings(
        connection,
        "SELECT name FROM sqlite_master WHERE type = 'table'
         AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'keeper\\_%' ESCAPE '\\'
         ORDER BY name",
    )
}

/// The parenthesis or the word that a text begins with.
fn first_term(text: &str) -> String {
    let mut depth = 0;
    let ends = |c: char| {
        depth += match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        depth == 0 && matches!(c, ')' | ' ' | ',')
    };
    let end = text.find(ends).map_or(text.len(), |end| end + 1);
    text[..end].trim_end_matches([' ', ',']).to_owned()
}

/// The first column of every row.
pub(crate) fn strings(connection: &Connection, query: &str) -> Vec<String> {
    let mut statement = connection.prepare(query).expect("the query is SQL");
    let rows = statement.query_map([], |row| row.get::<_, String>(0));
    rows.expect("it runs")
        .map(|row| row.expect("it is text"))
        .collect()
}
