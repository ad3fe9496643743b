//! A package that names its program, and databases for it.

use std::path::Path;
use std::process::Command;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use keeper_schema_testing::{Cluster, Database, GuardedCrate};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::sandbox::{Outcome, command, outcome, strings};

const PEOPLE: &str = r#"format = 1
revision = "000000000001"
message = "people"

[[upgrade]]
op = "create_table"
table = "people"
columns = [
    { name = "id", type = "integer", identity = "serial" },
    { name = "name", type = "text", null = true },
]
primary_key = { name = "people_pkey", columns = ["id"] }
"#;

const SPLIT: &str = r#"format = 1
revision = "000000000002"
down_revision = "000000000001"
message = "first and last names"

[[upgrade]]
op = "add_column"
table = "people"
column = { name = "first_name", type = "text", null = true }

[[upgrade]]
op = "add_column"
table = "people"
column = { name = "last_name", type = "text", null = true }

[[upgrade]]
op = "run"
hook = "split_names"
down = "join_names"

[[upgrade]]
op = "drop_column"
table = "people"
column = "name"
"#;

pub(super) const MODELS: &str = r#"
#[derive(keeper_schema::Model)]
#[keeper(table = "people")]
pub struct Person {
    #[keeper(primary_key)]
    pub id: i32,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
}
"#;

/// What the hook does beside its work, the environment says.
const PROGRAM: &str = r#"
use std::process::ExitCode;

use keeper_schema::embedded::{Migrations, Migrator};
use keeper_schema::migrate::{HookError, Tx};

static MIGRATIONS: Migrations = keeper_schema::embed_migrations!();

fn split_names(tx: &mut Tx<'_>) -> Result<(), HookError> {
    print!("splitting ");
    for row in tx.query("SELECT id, name FROM people", &[])? {
        let (id, name): (i64, String) = (row.get(0)?, row.get(1)?);
        let (first, last) = name.split_once(' ').ok_or("a name has two parts")?;
        let sql = "UPDATE people SET first_name = $1, last_name = $2 WHERE id = $3";
        tx.execute(sql, &[first.into(), last.into(), id.into()])?;
    }
    match std::env::var("TEST_HOOK").as_deref() {
        Ok("ends") => std::process::exit(7),
        Ok("waits") => {
            println!("it waits");
            while tx.query("SELECT 1", &[])?.len() == 1 {
                std::thread::sleep(std::time::Duration::from_millis(10));
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

fn join_names(tx: &mut Tx<'_>) -> Result<(), HookError> {
    tx.execute("UPDATE people SET name = first_name || ' ' || last_name", &[])?;
    Ok(())
}

fn main() -> ExitCode {
    let migrator = Migrator::new(&MIGRATIONS)
        .hook("split_names", split_names)
        .hook("join_names", join_names);
    migrator.serve_command_line().unwrap_or(ExitCode::FAILURE)
}
"#;

const WITHOUT_HOOKS: &str = r#"
static MIGRATIONS: keeper_schema::embedded::Migrations = keeper_schema::embed_migrations!();

fn main() -> std::process::ExitCode {
    let migrator = keeper_schema::embedded::Migrator::new(&MIGRATIONS);
    let migrator = migrator.hook("split_name", |_| Ok(()));
    migrator.serve_command_line().unwrap_or(std::process::ExitCode::FAILURE)
}
"#;

const STRANGER: &str = r#"fn main() { println!("not for {:?}", std::env::args().nth(1)); }"#;

const SERVER: &str = "fn main() { loop { std::thread::park(); } }";

const GUARDED: &str = "fn main() {\n    keeper_schema_core::guard::run();\n}\n";

pub(super) const LATER: &str = "migrations/000000000003_later.toml";

pub(super) const WATCHES_NOTHING: &str =
    "fn main() { println!(\"cargo::rerun-if-changed=build.rs\"); }";

/// The package, built once. One test at a time changes it.
pub(super) struct Package {
    pub(super) guarded: GuardedCrate,
}

pub(super) fn package() -> MutexGuard<'static, Package> {
    static PACKAGE: LazyLock<Mutex<Package>> = LazyLock::new(|| {
        let scratch = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let guarded = GuardedCrate::empty(scratch, "migrator_bin");
        for (name, program) in [
            ("migrator", PROGRAM),
            ("without-hooks", WITHOUT_HOOKS),
            ("stranger", STRANGER),
            ("server", SERVER),
        ] {
            guarded.write(&format!("src/bin/{name}.rs"), program);
        }
        guarded.write("migrations/000000000001_people.toml", PEOPLE);
        guarded.write("migrations/000000000002_names.toml", SPLIT);
        Mutex::new(Package { guarded })
    });
    let package = PACKAGE.lock().unwrap_or_else(PoisonError::into_inner);
    // Whatever the test before has left.
    package.names("migrator");
    package.write("src/lib.rs", MODELS);
    package.write("build.rs", GUARDED);
    if package.guarded.folder().join(LATER).exists() {
        package.guarded.delete(LATER);
    }
    package
}

impl Package {
    /// Names its program.
    pub(super) fn names(&self, program: &str) {
        let manifest = self.guarded.manifest().replace(
            "/keeper-schema\" }",
            "/keeper-schema\", features = [\"postgres\", \"sqlite-bundled\"] }",
        );
        let settings = "[package.metadata.keeper-schema]";
        self.write(
            "Cargo.toml",
            &format!("{manifest}\n{settings}\nmigrator-bin = \"{program}\"\n"),
        );
    }

    /// Writes a file that is another by then, so that cargo builds nothing for nothing.
    pub(super) fn write(&self, file: &str, text: &str) {
        let found = std::fs::read_to_string(self.guarded.folder().join(file));
        if !found.is_ok_and(|found| found == text) {
            self.guarded.write(file, text);
        }
    }

    pub(super) fn command(&self, url: &str, arguments: &[&str]) -> Command {
        let mut command = command();
        command
            .args(arguments)
            .current_dir(self.guarded.folder())
            .env("KEEPER_DATABASE_URL", url)
            .env("CARGO_TARGET_DIR", self.guarded.target())
            .env("CARGO_NET_OFFLINE", "true")
            .env_remove("KEEPER_SCHEMA_GUARD");
        command
    }

    pub(super) fn call(&self, url: &str, arguments: &[&str]) -> Outcome {
        let output = self.command(url, arguments).output();
        outcome(output.expect("the binary runs"))
    }

    pub(super) fn done(&self, url: &str, arguments: &[&str]) -> Outcome {
        let outcome = self.call(url, arguments);
        assert_eq!(outcome.status, 0, "{arguments:?}: {}", outcome.stderr);
        outcome
    }

    /// What a call fails with.
    pub(super) fn refused(&self, url: &str, arguments: &[&str], words: &[&str]) {
        let outcome = self.call(url, arguments);
        assert_eq!(outcome.status, 2, "{arguments:?}: {}", outcome.stderr);
        for words in words {
            assert!(
                outcome.stderr.contains(words),
                "{words}: {}",
                outcome.stderr
            );
        }
    }
}

/// A database with two people at the first revision.
pub(super) enum On {
    Sqlite(TempDir),
    Postgres(Database),
}

impl On {
    pub(super) fn sqlite(package: &Package) -> Self {
        Self::Sqlite(tempfile::tempdir().expect("there is room for a folder")).filled(package)
    }

    pub(super) fn postgres(package: &Package) -> Self {
        Self::Postgres(Cluster::shared().database()).filled(package)
    }

    fn filled(self, package: &Package) -> Self {
        package.done(&self.url(), &["upgrade", "000000000001"]);
        self.run("INSERT INTO people (name) VALUES ('Ada Lovelace'), ('Grace O''Hopper')");
        self
    }

    pub(super) fn url(&self) -> String {
        match self {
            Self::Sqlite(folder) => format!("sqlite:{}", self.file(folder)),
            Self::Postgres(database) => database.url().to_owned(),
        }
    }

    fn file(&self, folder: &TempDir) -> String {
        folder.path().join("people.db").display().to_string()
    }

    pub(super) fn run(&self, sql: &str) -> Vec<String> {
        match self {
            Self::Sqlite(folder) => {
                let connection = Connection::open(self.file(folder)).expect("it opens");
                strings(&connection, sql)
            }
            Self::Postgres(database) => database.run(sql),
        }
    }

    pub(super) fn is_split(&self) {
        let sql = "SELECT first_name || '/' || last_name FROM people ORDER BY id";
        assert_eq!(self.run(sql), ["Ada/Lovelace", "Grace/O'Hopper"]);
    }

    pub(super) fn is_as_it_was(&self) {
        let names = self.run("SELECT name FROM people ORDER BY id");
        assert_eq!(names, ["Ada Lovelace", "Grace O'Hopper"]);
        let recorded = self.run("SELECT revision FROM keeper_revisions");
        assert_eq!(recorded, ["000000000001"]);
    }
}
