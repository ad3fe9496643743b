//! This test program once more, as a process that can be killed, limited or run by a user
//! who may do less.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::LazyLock;
use std::time::Duration;

use keeper_schema::database_url::SqliteUrl;
use keeper_schema::migrate::{Direction, Migrator, Observer, Options, Step, TransactionMode};
use keeper_schema::sqlite::{OpenOptions, SqliteExecutor};
use keeper_schema_core::graph::RevisionSpec;
use keeper_schema_core::history::History;
use keeper_schema_core::revision::RevisionId;

use crate::support::{Database, history};

const DATABASE: &str = "KEEPER_TEST_DATABASE";
const PER_REVISION: &str = "KEEPER_TEST_PER_REVISION";
const DIES_AFTER: &str = "KEEPER_TEST_DIES_AFTER";

/// A table that is filled by hand at `r1`, rebuilt, changed by SQL, and rebuilt again.
pub(crate) fn work() -> History {
    history(&[
        r#"
        op = "create_table"
        table = "tags"
        columns = [{ name = "id", type = "integer", identity = "serial" }, { name = "slug", type = "text", null = true }]
        primary_key = { name = "tags_pkey", columns = ["id"] }

        op = "create_index"
        table = "tags"
        name = "tags_slug_idx"
        keys = ["slug"]
        "#,
        r#"
        op = "alter_column"
        table = "tags"
        column = "slug"
        set = { null = false }
        was = { null = true }
        "#,
        r#"
        op = "execute"
        sql = "UPDATE tags SET slug = slug || '!'"
        down = "UPDATE tags SET slug = rtrim(slug, '!')"
        "#,
        r#"
        op = "create_check_constraint"
        table = "tags"
        name = "tags_slug_check"
        expression = "slug <> ''"

        op = "create_table"
        table = "others"
        columns = [{ name = "x", type = "text" }]
        "#,
    ])
}

/// A database at `r1`, with more rows than SQLite keeps changes of in memory: they go to
/// the file before the transaction ends.
pub(crate) fn filled() -> Database {
    static FILLED: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let database = Database::at(&work(), "r1", ROWS);
        fs::read(database.path()).unwrap()
    });
    let database = Database::new();
    fs::write(database.path(), &*FILLED).unwrap();
    database
}

const ROWS: &str = "
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000)
    INSERT INTO tags (slug) SELECT printf('%0200d', i) FROM n";

/// The program, about to do the work on a database.
pub(crate) fn command(database: &Path) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    prepare(&mut command, database);
    command
}

/// What makes `command` this program, about to do the work.
pub(crate) fn prepare(command: &mut Command, database: &Path) {
    command
        .args(["child::does_its_work", "--exact", "--nocapture"])
        .env(DATABASE, database)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
}

pub(crate) fn per_revision(command: &mut Command) -> &mut Command {
    command.env(PER_REVISION, "1")
}

/// Has the process kill itself once it has been told so many things of its progress.
pub(crate) fn dies_after(command: &mut Command, events: usize) -> &mut Command {
    command.env(DIES_AFTER, events.to_string())
}

/// What the work ended with: `ok` and the revisions, or the error.
pub(crate) fn result(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stdout);
    let mut lines = said.lines().filter_map(|line| line.split_once("RESULT "));
    match lines.next() {
        Some((_, result)) => result.to_owned(),
        None => panic!("{output:?}"),
    }
}

/// `kill -9`.
pub(crate) fn kill(mut child: Child) -> Output {
    child.kill().unwrap();
    child.wait_with_output().unwrap()
}

/// No test where no other one asks for the work.
#[test]
fn does_its_work() {
    let Some(database) = env::var_os(DATABASE) else {
        return;
    };
    let transactions = match env::var_os(PER_REVISION) {
        Some(_) => TransactionMode::PerRevision,
        None => TransactionMode::All,
    };
    let options = Options {
        transactions,
        ..Options::default()
    };
    let open = OpenOptions {
        lock_wait: Duration::from_secs(60),
        ..OpenOptions::default()
    };
    let mut mortal = Mortal {
        left: env::var(DIES_AFTER)
            .ok()
            .map(|events| events.parse().unwrap()),
    };
    let history = work();
    let result = SqliteExecutor::open(&SqliteUrl::file(PathBuf::from(database)), &open)
        .map_err(Into::into)
        .and_then(|mut executor| {
            let target = RevisionSpec::parse("heads").unwrap();
            Migrator::new(&history).upgrade(&mut executor, &target, &options, &mut mortal)
        });
    match result {
        Ok(done) => {
            let done: Vec<String> = done.iter().map(ToString::to_string).collect();
            println!("RESULT ok {}", done.join(" "));
        }
        Err(error) => println!("RESULT {error}"),
    }
}

/// Kills its own process after so many events.
struct Mortal {
    left: Option<usize>,
}

impl Mortal {
    fn event(&mut self) {
        match &mut self.left {
            Some(0) => {
                let kill = format!("kill -9 {}", std::process::id());
                Command::new("sh").args(["-c", &kill]).status().unwrap();
            }
            Some(left) => *left -= 1,
            None => {}
        }
    }
}

impl Observer for Mortal {
    fn started(&mut self, _: &Step<'_>, _: usize, _: usize) {
        self.event();
    }

    fn finished(&mut self, _: &RevisionId, _: Direction, _: Duration) {
        self.event();
    }

    fn committed(&mut self, _: &[RevisionId]) {
        self.event();
    }
}
