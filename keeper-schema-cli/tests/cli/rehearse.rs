//! `rehearse` on SQLite: the original untouched, the copy gone, and what is found.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use expect_test::{Expect, expect};

use crate::sandbox::{Sandbox, outcome};

const BOOKS: &str = r#"format = 1
revision = "aaaa"
message = "books"

[[upgrade]]
op = "create_table"
table = "books"
columns = [
    { name = "id", type = "integer", identity = "serial" },
    { name = "title", type = "varchar(255)" },
    { name = "pages", type = "integer", null = true },
]
primary_key = { name = "books_pkey", columns = ["id"] }
"#;

const SHELVES: &str = r#"format = 1
revision = "bbbb"
down_revision = "aaaa"
message = "shelves"

[[upgrade]]
op = "rename_column"
table = "books"
column = "title"
to = "name"

[[upgrade]]
op = "alter_column"
table = "books"
column = "pages"
set = { type = "bigint" }
was = { type = "integer" }

[[upgrade]]
op = "create_table"
table = "shelves"
columns = [{ name = "id", type = "integer", identity = "serial" }]
primary_key = { name = "shelves_pkey", columns = ["id"] }
"#;

const UNIQUE: &str = r#"format = 1
revision = "bbbb"
down_revision = "aaaa"
message = "one title, one book"

[[upgrade]]
op = "create_unique_constraint"
table = "books"
name = "books_title_key"
columns = ["title"]
"#;

const ROWS: &str = "INSERT INTO books (id, title, pages) VALUES
    (1, 'one', 100), (2, 'two', NULL), (3, 'two', 300)";

/// A database at the first revision, with rows.
fn with(second: &str) -> Sandbox {
    let sandbox = Sandbox::with_files(&[("aaaa_books.toml", BOOKS), ("bbbb_x.toml", second)]);
    sandbox.done(&["upgrade", "aaaa"]);
    let connection = sandbox.connection();
    connection.execute_batch(ROWS).expect("the SQL runs");
    sandbox
}

/// Every file of a folder, byte for byte.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).expect("the folder is there");
    let mut files: Vec<(String, Vec<u8>)> = entries
        .map(|entry| entry.expect("it can be read").path())
        .filter(|path| path.is_file())
        .map(|path| {
            let bytes = std::fs::read(&path).expect("the file can be read");
            (path.display().to_string(), bytes)
        })
        .collect();
    files.sort();
    files
}

/// Rehearses with a folder of its own for temporary files, and compares what is printed.
/// Neither the original nor the folder may be another afterwards.
fn check(sandbox: &Sandbox, status: i32, expected: Expect) {
    let temporary = tempfile::tempdir().expect("a temporary folder can be made");
    let before = files(sandbox.folder.path());
    let mut command = sandbox.command(&["rehearse"]);
    let output = command.env("TMPDIR", temporary.path()).output();
    let outcome = outcome(output.expect("the binary runs"));
    assert_eq!(outcome.status, status, "{outcome:?}");
    assert!(
        files(sandbox.folder.path()) == before,
        "the original changed"
    );
    let left = std::fs::read_dir(temporary.path()).expect("the folder is there");
    assert_eq!(left.count(), 0, "the copy is left");
    let said = format!("{}---\n{}", outcome.stdout, outcome.stderr);
    expected.assert_eq(&without_times(&said));
}

/// Times as `#`, whatever their width.
fn without_times(text: &str) -> String {
    let line = |line: &str| {
        let words: Vec<&str> = line.split(' ').collect();
        let next = |position: usize| words.get(position + 1).copied().unwrap_or_default();
        let is_time = |position: usize, word: &str| {
            word.parse::<f64>().is_ok()
                && matches!(next(position).trim_end_matches(':'), "ms" | "s")
        };
        let mut shown = String::new();
        for (position, word) in words.iter().enumerate() {
            match is_time(position, word) {
                true => shown = format!("{} #", shown.trim_end()),
                false if position == 0 => shown += word,
                false => shown += &format!(" {word}"),
            }
        }
        match shown.ends_with("worst lock") {
            true => shown.split_whitespace().collect::<Vec<_>>().join(" ") + "\n",
            false => shown + "\n",
        }
    };
    text.lines().map(line).collect()
}

#[test]
fn goes_up_down_and_up_again_on_a_copy() {
    check(
        &with(SHELVES),
        0,
        expect![[r#"
            up
              bbbb shelves # ms
                  rename_column books.title to name
                  alter_column books.pages type = bigint (was integer)
                  create_table shelves (id)
             # ms  ALTER TABLE "books" RENAME COLUMN "title" TO "name"
             # ms  rebuild of `books`   (writes all of `books` anew)
             # ms  CREATE TABLE "shelves" ( "id" INTEGER NOT NULL CONSTRAINT "shelves_pkey" PRIMARY KEY )
                locked   the whole file, WRITE, # ms: writers wait

            down
              bbbb shelves # ms
                  drop_table shelves
                  alter_column books.pages type = integer (was bigint)
                  rename_column books.name to title
             # ms  DROP TABLE "shelves"
             # ms  ALTER TABLE "books" RENAME COLUMN "name" TO "title"
             # ms  rebuild of `books`   (writes all of `books` anew)
                locked   the whole file, WRITE, # ms: writers wait

            revision up down up again worst lock
            bbbb # ms # ms # ms  the whole file, WRITE, # ms: writers wait

            rows     before  up  down  up again
            books         3   3     3         3  2 untouched columns are the same (70aa77dc61b8)
            shelves       -   0     -         0  made
            on disk: 28672 bytes, up +4096, down +4096, up again +4096

            verdict: may be run
            ---
            up
              upgraded bbbb shelves # ms
            down
              downgraded bbbb shelves # ms
            up again
              upgraded bbbb shelves # ms
        "#]],
    );
}

#[test]
fn rows_that_do_not_fit_are_counted() {
    check(
        &with(UNIQUE),
        1,
        expect![[r#"
            up
              bbbb one title, one book   failed
                  create_unique_constraint books_title_key on books (title)
                locked   the whole file, WRITE, # ms: writers wait

            revision up worst lock
            bbbb      failed  the whole file, WRITE, # ms: writers wait

            rows   before
            books       3  3 untouched columns are the same (a57372daf1c7)
            on disk: 28672 bytes

            verdict: may not be run
            ---
            up
            error: upgrade of revision `bbbb` failed: 1 group of rows of `books` with the same `title`, which must be unique (title `two`)
        "#]],
    );
}

#[test]
fn sql_of_a_revision_may_change_rows() {
    let second = UNIQUE.split("[[upgrade]]").next().unwrap_or_default();
    let update = "[[upgrade]]\nop = \"execute\"\nsql = \"UPDATE books SET pages = 0\"\n";
    let reversible = format!("{second}{update}down = \"nothing\"\n");
    check(
        &with(&reversible),
        0,
        expect![[r#"
            up
              bbbb one title, one book # ms
                  execute UPDATE books SET pages = 0
             # ms  UPDATE books SET pages = 0
                locked   the whole file, WRITE, # ms: writers wait

            down
              bbbb one title, one book # ms
                locked   the whole file, WRITE, # ms: writers wait

            revision up down up again worst lock
            bbbb # ms # ms # ms  the whole file, WRITE, # ms: writers wait

            rows   before  up  down  up again
            books       3   3     3         3  untouched columns differ: up, down, up again; SQL of a revision may mean it
            on disk: 28672 bytes, up +0, down +0, up again +0

            verdict: may be run
            ---
            up
              upgraded bbbb one title, one book # ms
            down
              downgraded bbbb one title, one book # ms
            up again
              upgraded bbbb one title, one book # ms
        "#]],
    );
    let irreversible = format!("{second}{update}down = \"irreversible\"\n");
    check(
        &with(&irreversible),
        0,
        expect![[r#"
            up
              bbbb one title, one book # ms
                  execute UPDATE books SET pages = 0
             # ms  UPDATE books SET pages = 0
                locked   the whole file, WRITE, # ms: writers wait

            the way down is left out: revision `bbbb` cannot be reverted: `execute UPDATE books SET pages = 0` cannot be undone: its `down` says that it is irreversible

            revision up worst lock
            bbbb # ms  the whole file, WRITE, # ms: writers wait

            rows   before  up
            books       3   3  untouched columns differ: up; SQL of a revision may mean it
            on disk: 28672 bytes, up +0

            verdict: may be run
            ---
            up
              upgraded bbbb one title, one book # ms
        "#]],
    );
}

#[test]
fn a_trigger_that_changes_rows_is_found() {
    let sandbox = with(SHELVES);
    let change = "CREATE TABLE log (n INTEGER);
        CREATE TRIGGER t BEFORE INSERT ON keeper_revisions BEGIN
            UPDATE books SET id = id + 10; INSERT INTO log VALUES (1);
        END";
    let connection = sandbox.connection();
    connection.execute_batch(change).expect("the SQL runs");
    check(
        &sandbox,
        1,
        expect![[r#"
            up
              bbbb shelves # ms
                  rename_column books.title to name
                  alter_column books.pages type = bigint (was integer)
                  create_table shelves (id)
             # ms  ALTER TABLE "books" RENAME COLUMN "title" TO "name"
             # ms  rebuild of `books`   (writes all of `books` anew)
             # ms  CREATE TABLE "shelves" ( "id" INTEGER NOT NULL CONSTRAINT "shelves_pkey" PRIMARY KEY )
                locked   the whole file, WRITE, # ms: writers wait

            down
              bbbb shelves # ms
                  drop_table shelves
                  alter_column books.pages type = integer (was bigint)
                  rename_column books.name to title
             # ms  DROP TABLE "shelves"
             # ms  ALTER TABLE "books" RENAME COLUMN "name" TO "title"
             # ms  rebuild of `books`   (writes all of `books` anew)
                locked   the whole file, WRITE, # ms: writers wait

            revision up down up again worst lock
            bbbb # ms # ms # ms  the whole file, WRITE, # ms: writers wait

            rows     before  up  down  up again
            books         3   3     3         3  untouched columns differ: up, down, up again
            log           0   1     1         2  untouched columns differ: up, down, up again
            shelves       -   0     -         0  made
            on disk: 32768 bytes, up +4096, down +4096, up again +4096

            verdict: may not be run
            ---
            up
              upgraded bbbb shelves # ms
            down
              downgraded bbbb shelves # ms
            up again
              upgraded bbbb shelves # ms
            error: rows of `books` changed in columns that no operation touches (up, down, up again)

            error: rows of `log` changed in columns that no operation touches (up, down, up again)
        "#]],
    );
}

#[test]
fn a_database_with_a_part_of_what_is_replaced_goes_on() {
    let sandbox = with(SHELVES);
    sandbox.done(&["squash", "aaaa:bbbb", "-m", "both"]);
    let outcome = sandbox.done(&["rehearse"]);
    assert!(
        outcome.stdout.contains("2 untouched columns are the same"),
        "{outcome:?}"
    );
    assert!(
        outcome
            .stdout
            .contains("the way down is left out: the database has a part"),
        "{outcome:?}"
    );
    sandbox.done(&["upgrade", "bbbb"]);
    let outcome = sandbox.done(&["rehearse"]);
    assert!(
        outcome
            .stdout
            .contains("what a revision replaces cannot be brought back"),
        "{outcome:?}"
    );
}

#[test]
fn a_database_that_others_write_to_is_copied() {
    let sandbox = with(SHELVES);
    let connection = sandbox.connection();
    let change = "PRAGMA journal_mode = WAL; INSERT INTO books VALUES (4, 'four', 4)";
    connection.execute_batch(change).expect("the SQL runs");
    connection
        .execute_batch("BEGIN; INSERT INTO books VALUES (5, 'five', 5)")
        .expect("the SQL runs");
    let outcome = sandbox.done(&["rehearse"]);
    assert!(
        outcome
            .stdout
            .contains("books         4   4     4         4"),
        "{outcome:?}"
    );
    connection.execute_batch("COMMIT").expect("the SQL runs");
    sandbox.done(&["upgrade"]);
    let outcome = sandbox.done(&["rehearse"]);
    assert!(
        outcome
            .stderr
            .starts_with("nothing to do: the database is at `heads`"),
        "{outcome:?}"
    );
}

#[test]
fn a_copy_is_made_where_it_is_asked_for_and_kept() {
    let sandbox = with(SHELVES);
    let outcome = sandbox.done(&["rehearse", "--into", "copy.db", "--keep"]);
    assert!(
        outcome.stderr.contains("the copy is kept: sqlite:copy.db"),
        "{outcome:?}"
    );
    let current = sandbox.done(&["current", "--url", "sqlite:copy.db"]);
    assert!(current.stdout.contains("bbbb"), "{current:?}");
    let outcome = sandbox.call(&["rehearse", "--into", "copy.db"]);
    assert_eq!(outcome.status, 2);
    assert!(
        outcome.stderr.contains("`copy.db` is there already"),
        "{outcome:?}"
    );
    let there = sandbox.folder.path().join("copy.db");
    assert!(there.exists(), "what was there before stays");
    sandbox.done(&["rehearse", "--into", "other.db"]);
    assert!(!sandbox.folder.path().join("other.db").exists());
}

#[test]
fn the_report_is_for_programs_too() {
    let outcome = with(SHELVES).done(&["rehearse", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&outcome.stdout).expect("it is JSON");
    assert_eq!(report["passed"], true);
    assert_eq!(
        report["tables"][0]["untouched_columns"],
        serde_json::json!(["id", "title"])
    );
    assert_eq!(report["tables"][0]["rows"]["up again"], 3);
    let revision = &report["passes"][2]["revisions"][0];
    assert_eq!(revision["rewritten"], serde_json::json!(["books"]));
    let lock = &revision["locks"][0];
    assert!(
        lock["held_ms"].as_f64() >= revision["duration_ms"].as_f64(),
        "{revision}"
    );
}

#[test]
fn the_report_is_a_page_that_needs_no_other() {
    let sandbox = with(&SHELVES.replace("message = \"shelves\"", "message = \"<b>R&D</b>\""));
    sandbox.done(&["rehearse", "--html", "report.html"]);
    let page = std::fs::read_to_string(sandbox.folder.path().join("report.html"));
    let page = page.expect("the page is written");
    for part in [
        "<!DOCTYPE html>",
        "May be run.",
        "bbbb &lt;b&gt;R&amp;D&lt;/b&gt;",
        "rebuild of `books`",
        "the whole file WRITE</text>",
        "writers wait</title></rect>",
        "<td>2 untouched columns are the same",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert_eq!(page.matches("<svg ").count(), 3, "one for each way");
    for outside in ["http", "src=", "<script", "<link", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
    let failing = with(UNIQUE);
    let outcome = failing.call(&["rehearse", "--html", "report.html"]);
    assert_eq!(outcome.status, 1, "{outcome:?}");
    let page = std::fs::read_to_string(failing.folder.path().join("report.html"));
    let page = page.expect("the page is written");
    assert!(
        page.contains("<li>upgrade of revision `bbbb` failed: 1 group of rows of `books`"),
        "{page}"
    );
}

#[cfg(unix)]
#[test]
fn an_interrupted_rehearsal_removes_the_copy() {
    let second = UNIQUE.split("[[upgrade]]").next().unwrap_or_default();
    let endless = "[[upgrade]]\nop = \"execute\"\ndown = \"nothing\"\nsql = \"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n\"\n";
    let sandbox = with(&format!("{second}{endless}"));
    let temporary = tempfile::tempdir().expect("a temporary folder can be made");
    let left = || {
        std::fs::read_dir(temporary.path())
            .expect("the folder is there")
            .count()
    };
    let child = sandbox
        .command(&["rehearse"])
        .env("TMPDIR", temporary.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = child.expect("the binary runs");
    let mut said = BufReader::new(child.stderr.take().expect("it is a pipe")).lines();
    assert_eq!(
        said.next()
            .expect("it says something")
            .expect("it is UTF-8"),
        "up"
    );
    assert_eq!(left(), 1);
    let pid = child.id().to_string();
    let killed = Command::new("kill").args(["-INT", &pid]).status();
    assert!(killed.expect("`kill` runs").success());
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    assert_eq!(left(), 0, "the copy is left");
}
