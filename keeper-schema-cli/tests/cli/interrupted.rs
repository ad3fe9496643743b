//! SIGINT on SQLite: in the middle of a statement, between statements and between revisions.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use crate::sandbox::{Sandbox, strings};

const TABLE: &str = r#"format = 1
revision = "000000000001"
message = "Books"
[[upgrade]]
op = "create_table"
table = "books"
columns = [{ name = "id", type = "integer" }, { name = "title", type = "text", null = true }]
primary_key = { name = "books_pkey", columns = ["id"] }
"#;

const SMALL: &str = r#"format = 1
revision = "000000000002"
down_revision = "000000000001"
message = "Pages"
[[upgrade]]
op = "add_column"
table = "books"
column = { name = "pages", type = "integer", null = true }
"#;

/// Runs for ever as long as there is a table `slow`.
const LONG: &str = r#"format = 1
revision = "000000000003"
down_revision = "000000000002"
message = "Titles"
[[upgrade]]
op = "execute"
sql.sqlite = "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 2 OR EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'slow')) INSERT INTO books (id, title) SELECT max(n), 'x' FROM numbers"
sql.postgres = "SELECT 1"
down = "nothing"
"#;

fn sandbox() -> Sandbox {
    let files = [
        ("000000000001_books.toml", TABLE),
        ("000000000002_pages.toml", SMALL),
        ("000000000003_titles.toml", LONG),
    ];
    let sandbox = Sandbox::with_files(&files);
    let connection = sandbox.connection();
    connection
        .execute_batch("CREATE TABLE slow (id)")
        .expect("it runs");
    sandbox
}

/// An upgrade that runs the long statement, and how it goes on printing.
fn in_the_long_statement(sandbox: &Sandbox, arguments: &[&str]) -> (Child, impl BufRead) {
    let mut command = sandbox.command(arguments);
    let command = command.args(["--format", "json"]);
    let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut migrator = command.spawn().expect("the binary runs");
    let mut stdout = BufReader::new(migrator.stdout.take().expect("it is piped"));
    let mut line = String::new();
    while !line.contains("\"started\",\"revision\":\"000000000003\"") {
        line.clear();
        assert_ne!(
            stdout.read_line(&mut line).expect("it is text"),
            0,
            "it goes on"
        );
    }
    (migrator, stdout)
}

fn interrupt(migrator: &Child) {
    let pid = migrator.id().to_string();
    let sent = Command::new("kill").args(["-INT", &pid]).status();
    assert!(sent.expect("kill runs").success());
}

fn check(arguments: &[&str], recorded: &[&str], words: &str, event: &str) {
    let sandbox = sandbox();
    let (migrator, mut stdout) = in_the_long_statement(&sandbox, arguments);
    interrupt(&migrator);
    let output = migrator.wait_with_output().expect("it ends");
    let stderr = String::from_utf8(output.stderr).expect("stderr is UTF-8");
    assert_eq!(output.status.code(), Some(130), "{stderr}");
    assert!(stderr.contains(words), "{stderr}");
    assert!(
        stderr.contains("help: run `cargo db upgrade heads`, which goes on there"),
        "{stderr}"
    );
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).expect("it is text");
    assert_eq!(rest.trim_end(), event);
    let connection = sandbox.connection();
    let revisions = "SELECT revision FROM keeper_revisions ORDER BY seq";
    match recorded {
        [] => assert!(connection.prepare(revisions).is_err(), "nothing is there"),
        recorded => assert_eq!(strings(&connection, revisions), recorded),
    }
    connection
        .execute_batch("DROP TABLE slow")
        .expect("nobody holds the lock");
    sandbox.done(&["upgrade"]);
    assert_eq!(strings(&connection, revisions).len(), 3);
    assert_eq!(strings(&connection, "SELECT title FROM books"), ["x"]);
}

#[test]
fn one_transaction_is_rolled_back() {
    check(
        &["upgrade"],
        &[],
        "error[KS0620]: interrupted: 0 of 3 revisions are applied, and `000000000001` is not; what it had begun is rolled back",
        r#"{"event":"interrupted","direction":"upgrade","done":0,"total":3,"next":"000000000001","in_part":false}"#,
    );
}

#[test]
fn revisions_that_are_committed_stay() {
    check(
        &["upgrade", "--transaction-per-revision"],
        &["000000000001", "000000000002"],
        "interrupted: 2 of 3 revisions are applied, and `000000000003` is not",
        r#"{"event":"interrupted","direction":"upgrade","done":2,"total":3,"next":"000000000003","in_part":false}"#,
    );
}

#[test]
fn a_second_time_ends_it_at_once() {
    let sandbox = sandbox();
    let (migrator, _stdout) = in_the_long_statement(&sandbox, &["upgrade"]);
    interrupt(&migrator);
    interrupt(&migrator);
    let output = migrator.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(130));
    let connection = sandbox.connection();
    connection
        .execute_batch("DROP TABLE slow")
        .expect("nobody holds the lock");
    sandbox.done(&["upgrade"]);
    assert_eq!(strings(&connection, "SELECT title FROM books"), ["x"]);
}
