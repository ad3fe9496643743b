//! Hooks run by the package's own program, which a real cargo builds.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use keeper_schema_testing::{Cluster, Database, GuardedCrate};
use rusqlite::Connection;
use serde_json::Value;
use tempfile::TempDir;

use crate::sandbox::{Outcome, command, outcome, repository, strings};

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

const MODELS: &str = r#"
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

const LATER: &str = "migrations/000000000003_later.toml";

const WATCHES_NOTHING: &str = "fn main() { println!(\"cargo::rerun-if-changed=build.rs\"); }";

/// The package, built once. One test at a time changes it.
struct Package {
    guarded: GuardedCrate,
}

fn package() -> MutexGuard<'static, Package> {
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
    fn names(&self, program: &str) {
        let (name, root) = (self.guarded.name(), repository());
        let root = root.display();
        self.write(
            "Cargo.toml",
            &format!(
                r#"[package]
name = "{name}"
version = "0.1.0"
edition = "2024"

[workspace]

[dependencies]
keeper-schema = {{ path = "{root}/keeper-schema", features = ["postgres", "sqlite-bundled"] }}

[build-dependencies]
keeper-schema-core = {{ path = "{root}/keeper-schema-core", features = ["syntax"] }}

[package.metadata.keeper-schema]
migrator-bin = "{program}"
"#
            ),
        );
    }

    /// Writes a file that is another by then, so that cargo builds nothing for nothing.
    fn write(&self, file: &str, text: &str) {
        let found = std::fs::read_to_string(self.guarded.folder().join(file));
        if !found.is_ok_and(|found| found == text) {
            self.guarded.write(file, text);
        }
    }

    fn command(&self, url: &str, arguments: &[&str]) -> Command {
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

    fn call(&self, url: &str, arguments: &[&str]) -> Outcome {
        let output = self.command(url, arguments).output();
        outcome(output.expect("the binary runs"))
    }

    fn done(&self, url: &str, arguments: &[&str]) -> Outcome {
        let outcome = self.call(url, arguments);
        assert_eq!(outcome.status, 0, "{arguments:?}: {}", outcome.stderr);
        outcome
    }

    /// What a call fails with.
    fn refused(&self, url: &str, arguments: &[&str], words: &[&str]) {
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
enum On {
    Sqlite(TempDir),
    Postgres(Database),
}

impl On {
    fn sqlite(package: &Package) -> Self {
        Self::Sqlite(tempfile::tempdir().expect("there is room for a folder")).filled(package)
    }

    fn postgres(package: &Package) -> Self {
        Self::Postgres(Cluster::shared().database()).filled(package)
    }

    fn filled(self, package: &Package) -> Self {
        package.done(&self.url(), &["upgrade", "000000000001"]);
        self.run("INSERT INTO people (name) VALUES ('Ada Lovelace'), ('Grace O''Hopper')");
        self
    }

    fn url(&self) -> String {
        match self {
            Self::Sqlite(folder) => format!("sqlite:{}", self.file(folder)),
            Self::Postgres(database) => database.url().to_owned(),
        }
    }

    fn file(&self, folder: &TempDir) -> String {
        folder.path().join("people.db").display().to_string()
    }

    fn run(&self, sql: &str) -> Vec<String> {
        match self {
            Self::Sqlite(folder) => {
                let connection = Connection::open(self.file(folder)).expect("it opens");
                strings(&connection, sql)
            }
            Self::Postgres(database) => database.run(sql),
        }
    }

    fn is_split(&self) {
        let sql = "SELECT first_name || '/' || last_name FROM people ORDER BY id";
        assert_eq!(self.run(sql), ["Ada/Lovelace", "Grace/O'Hopper"]);
    }

    fn is_as_it_was(&self) {
        let names = self.run("SELECT name FROM people ORDER BY id");
        assert_eq!(names, ["Ada Lovelace", "Grace O'Hopper"]);
        let recorded = self.run("SELECT revision FROM keeper_revisions");
        assert_eq!(recorded, ["000000000001"]);
    }
}

fn up_and_down(package: &Package, on: &On) {
    let url = &on.url();
    let outcome = package.done(url, &["upgrade"]);
    on.is_split();
    let stderr = &outcome.stderr;
    assert!(
        stderr.contains("upgraded 000000000002 first and last names"),
        "{stderr}"
    );
    // What the hook prints is no event, and is shown to people.
    assert!(stderr.contains("splitting"), "{stderr}");
    assert_eq!(outcome.stdout, "");
    let again = package.done(url, &["upgrade"]);
    assert!(again.stderr.contains("nothing to do"), "{}", again.stderr);

    let outcome = package.done(url, &["downgrade", "-1", "--format", "json"]);
    on.is_as_it_was();
    let events = events(&outcome.stdout);
    let kinds: Vec<&str> = events
        .iter()
        .filter_map(|it| it["event"].as_str())
        .collect();
    assert_eq!(kinds, ["started", "finished", "committed", "done"]);
    assert_eq!(events[0]["message"], "first and last names");
    assert_eq!(events[0]["direction"], "downgrade");
    assert_eq!(events[3]["revisions"][0], "000000000002");
}

fn events(stdout: &str) -> Vec<Value> {
    let lines = stdout.lines();
    let events = lines.map(|line| serde_json::from_str(line).expect("it is JSON"));
    events.collect()
}

#[test]
fn it_goes_up_and_down() {
    let package = package();
    up_and_down(&package, &On::sqlite(&package));
    up_and_down(&package, &On::postgres(&package));
}

#[test]
fn a_copy_is_rehearsed_by_it() {
    let package = package();
    for on in [On::sqlite(&package), On::postgres(&package)] {
        let outcome = package.done(&on.url(), &["rehearse", "--format", "json"]);
        let report: Value = serde_json::from_str(&outcome.stdout).expect("it is JSON");
        let phases = report["passes"].as_array().expect("it is a list");
        assert_eq!(phases.len(), 3, "{report:#}");
        let text = report.to_string();
        assert!(text.contains("ADD COLUMN \\\"first_name\\\""), "{report:#}");
        on.is_as_it_was();
    }
}

#[test]
fn what_fails_in_it_fails_here() {
    let package = package();
    for on in [On::sqlite(&package), On::postgres(&package)] {
        on.run("INSERT INTO people (name) VALUES ('Plato')");
        let url = &on.url();
        let words = "error[KS0612]: upgrade of revision `000000000002` failed: the hook \
            `split_names`: a name has two parts";
        package.refused(url, &["upgrade"], &[words]);
        let outcome = package.call(url, &["upgrade", "--format", "json"]);
        assert_eq!(outcome.status, 2);
        let events = events(&outcome.stdout);
        assert_eq!(events.last().expect("one is told")["event"], "failed");
        assert_eq!(events.last().expect("one is told")["code"], "KS0612");
        let rehearsed = package.call(url, &["rehearse"]);
        assert_eq!(rehearsed.status, 1, "{}", rehearsed.stderr);

        on.run("DELETE FROM people WHERE name = 'Plato'");
        let mut command = package.command(url, &["upgrade"]);
        let ended = command.env("TEST_HOOK", "ends").output();
        let ended = outcome_of(ended);
        assert_eq!(ended.status, 2, "{}", ended.stderr);
        let words = "error[KS0621]: `migrator` ended (exit status: 7) in the middle of its work";
        assert!(ended.stderr.contains(words), "{}", ended.stderr);
        on.is_as_it_was();
        package.done(url, &["upgrade"]);
        on.is_split();
    }
}

fn outcome_of(output: std::io::Result<std::process::Output>) -> Outcome {
    outcome(output.expect("the binary runs"))
}

/// Starts an upgrade that does not end by itself, and waits until its hook runs.
fn in_the_hook(package: &Package, url: &str) -> (Child, impl BufRead + use<>) {
    let mut command = package.command(url, &["upgrade", "--format", "json"]);
    let command = command.env("TEST_HOOK", "waits");
    let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut running = command.spawn().expect("the binary runs");
    let mut stderr = BufReader::new(running.stderr.take().expect("it is piped"));
    let mut line = String::new();
    while !line.contains("it waits") {
        line.clear();
        assert_ne!(stderr.read_line(&mut line).expect("it is text"), 0);
    }
    (running, stderr)
}

fn interrupt(running: &Child) {
    let pid = running.id().to_string();
    let sent = Command::new("kill").args(["-INT", &pid]).status();
    assert!(sent.expect("kill runs").success());
}

#[test]
fn it_stops_when_it_is_interrupted() {
    let package = package();
    for on in [On::sqlite(&package), On::postgres(&package)] {
        let (running, _stderr) = in_the_hook(&package, &on.url());
        interrupt(&running);
        let outcome = outcome_of(running.wait_with_output());
        assert_eq!(outcome.status, 130, "{}", outcome.stdout);
        let events = events(&outcome.stdout);
        let last = events.last().expect("one is told");
        assert_eq!(last["event"], "interrupted");
        assert_eq!(last["next"], "000000000002");
        on.is_as_it_was();
    }
}

/// The program is not left behind.
#[test]
fn it_ends_with_what_started_it() {
    let package = package();
    for on in [On::sqlite(&package), On::postgres(&package)] {
        let (mut running, mut stderr) = in_the_hook(&package, &on.url());
        running.kill().expect("it is there");
        running.wait().expect("it ends");
        // Its stderr is that of the program too, which ends when the program does.
        let mut rest = String::new();
        stderr.read_to_string(&mut rest).expect("it is text");
        on.is_as_it_was();
        package.done(&on.url(), &["upgrade"]);
        on.is_split();
    }
}

#[test]
fn a_program_that_cannot_do_it_is_refused() {
    let package = package();
    let on = On::sqlite(&package);
    let url = &on.url();

    package.names("stranger");
    let words = [
        "not for Some(\"keeper-schema:migrate\")",
        "error[KS0621]: `stranger` ended (exit status: 0) without an answer when `cargo db` \
         started it to run hooks; nothing was changed",
        "help: before all else, its `main` calls `Migrator::serve_command_line`",
    ];
    package.refused(url, &["upgrade"], &words);

    package.names("server");
    let words = "`server` did not answer within 10 s and was killed when `cargo db` started it";
    package.refused(url, &["upgrade"], &[words]);

    package.names("without-hooks");
    let words = [
        "runs the hook `split_names`, which this program does not have, did you mean \
         `split_name`?; nothing was changed",
        "help: `without-hooks` registers `split_name`",
    ];
    package.refused(url, &["upgrade"], &words);

    package.names("migrater");
    let words = "error[KS0503]: the package has no binary `migrater`, did you mean `migrator`?";
    package.refused(url, &["upgrade"], &[words]);
    on.is_as_it_was();
}

/// What cargo says of a package that does not build is shown, the guard's words too.
#[test]
fn a_package_that_does_not_build_is_refused() {
    let package = package();
    let on = On::sqlite(&package);
    let models = MODELS.replace("pub last_name", "pub born: Option<i32>,\n    pub last_name");
    package.write("src/lib.rs", &models);
    let words = [
        "error[KS0401]: schema drift: `people.born` is in the models but in no revision",
        "error[KS0621]: `migrator`, which has the hooks, could not be built; nothing was changed",
    ];
    package.refused(&on.url(), &["upgrade"], &words);
    on.is_as_it_was();
}

/// Cargo does not see a new file where nobody watches the folder.
#[test]
fn a_program_of_other_revisions_is_refused() {
    let package = package();
    let on = On::sqlite(&package);
    package.write("build.rs", WATCHES_NOTHING);
    // Compiled as the revisions are by now.
    package.done(&on.url(), &["upgrade"]);
    package.done(&on.url(), &["downgrade", "-1"]);

    let third = "format = 1\nrevision = \"000000000003\"\n\
        down_revision = \"000000000002\"\nmessage = \"later\"\n";
    package.guarded.write(LATER, third);
    let words = [
        "error[KS0621]: `migrator` was compiled from other revisions than are in the folder: it \
         does not have `000000000003`; nothing was changed",
        "`cargo::rerun-if-changed=` with the folder",
    ];
    package.refused(&on.url(), &["upgrade"], &words);
    on.is_as_it_was();
}

/// The password goes to the program, and nowhere else.
#[test]
fn a_password_is_not_shown() {
    let package = package();
    let on = On::postgres(&package);
    let url = format!("{}&password=open-sesame", on.url());
    on.run("INSERT INTO people (name) VALUES ('Plato')");
    for arguments in [
        &["upgrade"][..],
        &["upgrade", "--format", "json"],
        &["rehearse"],
    ] {
        let outcome = package.call(&url, arguments);
        assert_ne!(outcome.status, 0);
        assert!(!outcome.stderr.contains("sesame"), "{}", outcome.stderr);
        assert!(!outcome.stdout.contains("sesame"), "{}", outcome.stdout);
    }
    on.run("DELETE FROM people WHERE name = 'Plato'");
    let (mut running, _stderr) = in_the_hook(&package, &url);
    let programs = Command::new("ps").args(["-eo", "args"]).output();
    let programs = programs.expect("ps runs").stdout;
    let programs = String::from_utf8_lossy(&programs).into_owned();
    running.kill().expect("it is there");
    running.wait().expect("it ends");
    assert!(
        programs.contains("migrator keeper-schema:migrate"),
        "{programs}"
    );
    assert!(!programs.contains("sesame"), "{programs}");
}
