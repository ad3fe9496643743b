//! Runs the real binary on a database of its own.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use keeper_schema_testing::{Cluster, Database};
use postgres::{Client, NoTls};
use tempfile::TempDir;

/// How long anything may take that is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// See [`Sandbox::declared`].
pub(crate) const DECLARED: &str = "SELECT fact FROM (
    SELECT c.relname AS of, format('column %s.%s %s null=%s default=%s', c.relname, a.attname,
        format_type(a.atttypid, a.atttypmod), NOT a.attnotnull,
        coalesce(pg_get_expr(d.adbin, d.adrelid), 'none')) AS fact
    FROM pg_class AS c
    JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
    UNION ALL
    SELECT conrelid::regclass::text, format('constraint %s on %s %s valid=%s', conname, conrelid::regclass,
        pg_get_constraintdef(oid), convalidated)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL
    SELECT indrelid::regclass::text, format('index %s valid=%s', pg_get_indexdef(indexrelid), indisvalid)
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE relnamespace = 'public'::regnamespace
) AS facts WHERE of NOT LIKE 'keeper\\_%' ORDER BY 1";

/// An empty database, a history, and the binary to bring them together.
pub(crate) struct Sandbox {
    pub(crate) database: Database,
    migrations: PathBuf,
    folder: TempDir,
    /// Whether the folder is a crate's, which knows its migrations.
    is_crate: bool,
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
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
        let folder = folder.expect("the package is in the workspace");
        Self::with_migrations(Cluster::shared(), Some(folder.join("migrations")))
    }

    /// On a history of these revisions, each on top of the one before: an id and its
    /// operations.
    pub(crate) fn with_history(revisions: &[(&str, &str)]) -> Self {
        Self::on(Cluster::shared(), revisions)
    }

    /// As [`Sandbox::with_history`], on a server of its own.
    pub(crate) fn on(cluster: &Cluster, revisions: &[(&str, &str)]) -> Self {
        let sandbox = Self::with_migrations(cluster, None);
        std::fs::create_dir(&sandbox.migrations).expect("a folder can be made");
        let mut down_revision = String::new();
        for (id, operations) in revisions {
            sandbox.write(id, &down_revision, operations);
            down_revision = format!("down_revision = \"{id}\"\n");
        }
        sandbox
    }

    /// In the folder of a crate with these models and settings.
    pub(crate) fn with_models(settings: &str, source: &str) -> Self {
        let sandbox = Self {
            is_crate: true,
            ..Self::with_migrations(Cluster::shared(), None)
        };
        let manifest = format!(
            "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n
[package.metadata.keeper-schema]\n{settings}"
        );
        let path = sandbox.folder.path().join("Cargo.toml");
        std::fs::write(path, manifest).expect("a file can be written");
        sandbox.write_models(source);
        sandbox
    }

    /// Writes the models of the crate.
    pub(crate) fn write_models(&self, source: &str) {
        let folder = self.folder.path().join("src");
        std::fs::create_dir_all(&folder).expect("a folder can be made");
        std::fs::write(folder.join("lib.rs"), source).expect("a file can be written");
    }

    fn with_migrations(cluster: &Cluster, migrations: Option<PathBuf>) -> Self {
        let folder = TempDir::new().expect("a temporary folder can be made");
        Self {
            database: cluster.database(),
            migrations: migrations.unwrap_or_else(|| folder.path().join("migrations")),
            folder,
            is_crate: false,
        }
    }

    /// Writes a revision, or another text for one that is there.
    pub(crate) fn write(&self, id: &str, down_revision: &str, operations: &str) {
        let text = format!(
            "format = 1\nrevision = \"{id}\"\n{down_revision}message = \"{id}\"\n{operations}"
        );
        let path = self.migrations.join(format!("{id}_x.toml"));
        std::fs::write(path, text).expect("a file can be written");
    }

    /// The binary, with nothing of the tester's own settings.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_keeper-schema"));
        for (variable, _) in std::env::vars_os() {
            if variable.to_string_lossy().starts_with("PG") {
                command.env_remove(variable);
            }
        }
        command
            .env_remove("DATABASE_URL")
            .env("NO_COLOR", "1")
            .env("KEEPER_DATABASE_URL", self.database.url())
            .env("HOME", self.folder.path())
            .current_dir(self.folder.path())
            .args(arguments);
        if !self.is_crate {
            command.arg("--migrations").arg(&self.migrations);
        }
        command
    }

    /// Calls the binary on the history.
    pub(crate) fn call(&self, arguments: &[&str]) -> Outcome {
        outcome(self.command(arguments).output().expect("the binary runs"))
    }

    /// Calls the binary and insists on exit status 0.
    pub(crate) fn done(&self, arguments: &[&str]) -> Outcome {
        let outcome = self.call(arguments);
        assert_eq!(outcome.status, 0, "{arguments:?}: {}", outcome.stderr);
        outcome
    }

    /// Starts the binary.
    pub(crate) fn start(&self, arguments: &[&str]) -> Child {
        self.command(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs")
    }

    /// Calls the binary, which has to fail, and to say all of these words.
    pub(crate) fn refused(&self, arguments: &[&str], words: &[&str]) {
        failed(&self.call(arguments), words);
    }

    /// How many of a migrator's sessions wait for a lock on a table.
    pub(crate) fn waiting(&self) -> usize {
        let waiting = "SELECT pid FROM pg_locks WHERE NOT granted AND locktype = 'relation'
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        self.database.run(waiting).len()
    }

    /// Another session.
    pub(crate) fn connect(&self, application_name: &str) -> Client {
        let mut config: postgres::Config = self.database.url().parse().expect("it is a URL");
        config.application_name(application_name);
        config.connect(NoTls).expect("the server is there")
    }

    /// The database's name.
    pub(crate) fn name(&self) -> String {
        self.database.run("SELECT current_database()").concat()
    }

    /// The address of another database on the same server.
    pub(crate) fn url_of(&self, name: &str) -> String {
        let path = format!("/{}", self.name());
        let url = self.database.url();
        url.replacen(&path, &format!("/{name}"), 1)
    }

    /// The folder that is everybody's home.
    pub(crate) fn home(&self) -> &Path {
        self.folder.path()
    }

    /// What is recorded as applied, in order.
    pub(crate) fn recorded(&self) -> Vec<String> {
        self.database
            .run("SELECT revision FROM keeper_revisions ORDER BY seq")
    }

    /// What the database declares, a line per fact, without the order of columns and
    /// without the bookkeeping.
    pub(crate) fn declared(&self) -> Vec<String> {
        self.database.run(DECLARED)
    }
}

pub(crate) fn outcome(output: Output) -> Outcome {
    Outcome {
        status: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).expect("stdout is UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("stderr is UTF-8"),
    }
}

/// Insists on a failure that says all of these words.
pub(crate) fn failed(outcome: &Outcome, words: &[&str]) {
    assert_eq!(outcome.status, 2, "{outcome:?}");
    for words in words {
        assert!(outcome.stderr.contains(words), "{words}: {outcome:?}");
    }
}

/// How a started binary ends.
pub(crate) fn ended(child: Child) -> Outcome {
    outcome(child.wait_with_output().expect("the binary ends"))
}

/// Waits until it is so.
pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < PATIENCE, "not so in time: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}
