//! `rehearse` on SQLite.

mod copies;
mod forms;
mod keeper;
mod made_up;
mod misfits;
mod reports;
mod sample;

use std::path::Path;

use expect_test::Expect;

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
    check_after("", sandbox, status, expected);
}

/// The same of what is printed after a beginning.
fn check_after(beginning: &str, sandbox: &Sandbox, status: i32, expected: Expect) {
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
    let said = without_times(&said);
    let rest = said.strip_prefix(beginning);
    expected.assert_eq(rest.unwrap_or_else(|| panic!("it begins otherwise: {said}")));
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
