//! Branches that meet: joined, refused at both places, settled in favour of one, or put on top
//! of each other.

use expect_test::{Expect, expect};

use crate::library::BOOKS;
use crate::model_crate::ModelCrate;
use crate::sandbox::{Sandbox, declared};

/// On top of the books.
fn branch(id: &str, operations: &str) -> String {
    format!(
        "format = 1\nrevision = \"{id}\"\ndown_revision = \"000000000001\" # the books\nmessage = \"branch {id}\"\n\n{operations}"
    )
}

fn adds(column: &str, column_type: &str) -> String {
    format!(
        "[[upgrade]]\nop = \"add_column\"\ntable = \"books\"\ncolumn = {{ name = \"{column}\", type = \"{column_type}\", null = true }}\n"
    )
}

const INDEX: &str = r#"
# Looked for by readers.
[[upgrade]]
op = "create_index"
table = "books"
name = "books_archived_idx"
keys = ["archived"]
"#;

/// `00000000000a` and `00000000000b` both add `books.archived`, the second one more beside it.
fn clashing() -> Sandbox {
    let left = branch("00000000000a", &adds("archived", "boolean"));
    let right = [
        adds("archived", "timestamptz"),
        INDEX.to_owned(),
        adds("shelf", "text"),
    ];
    let right = branch("00000000000b", &right.join("\n"));
    Sandbox::with_files(&[
        BOOKS,
        ("00000000000a_left.toml", &left),
        ("00000000000b_right.toml", &right),
    ])
}

fn text(sandbox: &Sandbox, file: &str) -> String {
    let path = sandbox.folder.path().join("migrations").join(file);
    std::fs::read_to_string(path).expect("the revision is there")
}

/// The files of the folder of revisions.
fn files(sandbox: &Sandbox) -> Vec<(String, String)> {
    let folder = sandbox.folder.path().join("migrations");
    let entries = std::fs::read_dir(folder).expect("the folder is there");
    let names = entries.map(|entry| entry.expect("it can be read").file_name());
    let mut names: Vec<String> = names
        .map(|name| name.into_string().expect("ASCII"))
        .collect();
    names.sort();
    names
        .into_iter()
        .map(|name| (name.clone(), text(sandbox, &name)))
        .collect()
}

/// What was printed, by the paths from the sandbox's folder.
fn told(sandbox: &Sandbox, printed: &str) -> String {
    printed.replace(&format!("{}/", sandbox.folder.path().display()), "")
}

/// What a call is refused with, which writes nothing.
fn check_refused(sandbox: &Sandbox, call: &[&str], expected: Expect) {
    let before = files(sandbox);
    let refused = sandbox.call(call);
    assert_eq!(refused.status, 2, "{refused:?}");
    expected.assert_eq(&told(sandbox, &refused.stderr));
    assert_eq!(files(sandbox), before);
}

#[test]
fn a_merge_of_what_clashes_is_refused_at_both_places() {
    check_refused(
        &clashing(),
        &["merge", "-m", "both"],
        expect![[r#"
        error[KS0315]: `00000000000a` (branch 00000000000a) and `00000000000b` (branch 00000000000b) clash: both add column `books.archived`, each in its own way
         --> migrations/00000000000a_left.toml:7:6
          |
        7 | op = "add_column"
          |      ^^^^^^^^^^^^ add_column books.archived boolean null
          |
         ::: migrations/00000000000b_right.toml:7:6
          |
        7 | op = "add_column"
          |      ^^^^^^^^^^^^ add_column books.archived timestamptz null
          |
        help: let one of them win: `cargo db merge --keep 00000000000a -m "..."` or `--keep 00000000000b`
        help: or put one on top of the other and edit it: `cargo db rebase 00000000000b --onto 00000000000a`
    "#]],
    );
}

#[test]
fn one_wins_and_the_other_yields() {
    let sandbox = clashing();
    let left = text(&sandbox, "00000000000a_left.toml");
    let merged = sandbox.done(&[
        "merge",
        "--keep",
        "00000000000a",
        "-m",
        "both",
        "--rev-id",
        "00000000000f",
    ]);
    expect![[r#"
        took `add_column books.archived timestamptz null` out of migrations/00000000000b_right.toml
        took `create_index books_archived_idx on books (archived)` out of migrations/00000000000b_right.toml
    "#]].assert_eq(&told(&sandbox, &merged.stderr));
    assert_eq!(text(&sandbox, "00000000000a_left.toml"), left);
    expect![[r#"
        format = 1
        revision = "00000000000b"
        down_revision = "000000000001" # the books
        message = "branch 00000000000b"

        [[upgrade]]
        op = "add_column"
        table = "books"
        column = { name = "shelf", type = "text", null = true }
    "#]]
    .assert_eq(&text(&sandbox, "00000000000b_right.toml"));
    sandbox.done(&["upgrade"]);
    sandbox.done(&["check", "--database"]);
    sandbox.done(&["downgrade", "base"]);
}

#[test]
fn what_yields_must_not_be_applied_and_not_be_what_is_kept() {
    let sandbox = clashing();
    sandbox.done(&["upgrade", "00000000000b"]);
    check_refused(
        &sandbox,
        &["merge", "--keep", "00000000000a", "-m", "x"],
        expect![[r#"
            error: the database has applied `00000000000b`, which would be edited

            help: revert it first: `cargo db downgrade 00000000000b-1`, or give the URL of another database with `--url`
        "#]],
    );
    check_refused(
        &sandbox,
        &["rebase", "00000000000b", "--onto", "00000000000a"],
        expect![[r#"
            error: the database has applied `00000000000b`, which would be edited

            help: revert it first: `cargo db downgrade 00000000000b-1`, or give the URL of another database with `--url`
        "#]],
    );
    check_refused(
        &sandbox,
        &["merge", "--keep", "000000000001", "-m", "x"],
        expect![[r#"
            error: `--keep 000000000001` is none of what is merged

            help: it is one of `00000000000a`, `00000000000b`
        "#]],
    );
    sandbox.done(&["merge", "--keep", "00000000000b", "-m", "both"]);
    sandbox.done(&["upgrade"]);
    sandbox.done(&["check", "--database"]);
}

#[test]
fn a_branch_goes_on_top_of_another() {
    let left = branch("00000000000a", &adds("archived", "boolean"));
    let right = branch("00000000000b", &adds("shelf", "text"));
    let next = branch("00000000000c", &adds("row", "integer"))
        .replace("\"000000000001\" # the books", "\"00000000000b\"");
    let sandbox = Sandbox::with_files(&[
        BOOKS,
        ("00000000000a_left.toml", &left),
        ("00000000000b_right.toml", &right),
        ("00000000000c_next.toml", &next),
    ]);
    sandbox.done(&["upgrade", "00000000000a"]);
    let rebased = sandbox.done(&["rebase", "00000000000c", "--onto", "00000000000a"]);
    expect![[r#"
        rebased migrations/00000000000b_right.toml
    "#]]
    .assert_eq(&told(&sandbox, &rebased.stdout));
    expect![[r#"
        format = 1
        revision = "00000000000b"
        down_revision = "00000000000a" # the books
        message = "branch 00000000000b"
        base_schema = "s1:e54cbb7bc6df"

        [[upgrade]]
        op = "add_column"
        table = "books"
        column = { name = "shelf", type = "text", null = true }
    "#]]
    .assert_eq(&text(&sandbox, "00000000000b_right.toml"));
    assert_eq!(text(&sandbox, "00000000000c_next.toml"), next);
    sandbox.done(&["upgrade"]);
    sandbox.done(&["check", "--database"]);
    check_refused(
        &sandbox,
        &["rebase", "00000000000c", "--onto", "00000000000a"],
        expect![[r#"
            error: `00000000000c` is on top of `00000000000a` already
        "#]],
    );
    check_refused(
        &sandbox,
        &["rebase", "00000000000a", "--onto", "00000000000c"],
        expect![[r#"
            error: `00000000000c` has all of `00000000000a` already
        "#]],
    );
}

#[test]
fn a_branch_that_clashes_is_moved_to_be_edited() {
    let sandbox = clashing();
    let rebased = sandbox.call(&["rebase", "00000000000b", "--onto", "00000000000a"]);
    assert_eq!(rebased.status, 2, "{rebased:?}");
    expect![[r#"
        error[KS0301]: revision `00000000000b` cannot apply: table `books` already has a column `archived`
         --> migrations/00000000000b_right.toml:8:6
          |
        8 | op = "add_column"
          |      ^^^^^^^^^^^^
          |
        help: the files are moved: edit what is in the way, then `cargo db rebase --fix`
    "#]]
    .assert_eq(&told(&sandbox, &rebased.stderr));
    let file = "00000000000b_right.toml";
    let edited = text(&sandbox, file).replace(&adds("archived", "timestamptz"), "");
    std::fs::write(sandbox.folder.path().join("migrations").join(file), edited)
        .expect("it can be written");
    sandbox.done(&["rebase", "--fix"]);
    sandbox.done(&["upgrade"]);
    let facts = declared(&sandbox.connection()).join("\n");
    assert!(facts.contains("books.archived BOOLEAN"), "{facts}");
}

const MODELS: &str = r#"use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "books")]
pub struct Book {
    #[keeper(primary_key)]
    pub id: i32,
    pub left: Option<i32>,
    pub right: Option<i32>,
    pub both: Option<i32>,
}
"#;

#[test]
fn a_merge_also_brings_what_the_models_have_more() {
    let package = ModelCrate::new(&MODELS.replace("    pub both: Option<i32>,\n", ""));
    let without =
        |field: &str, text: &str| text.replace(&format!("    pub {field}: Option<i32>,\n"), "");
    let plain = without("left", &without("right", &without("both", MODELS)));
    package.write("src/lib.rs", &plain);
    package.done(&["migrate", "-m", "books", "--rev-id", "aaaa"]);
    package.write("src/lib.rs", &without("right", &without("both", MODELS)));
    package.done(&["migrate", "-m", "left", "--rev-id", "bbbb"]);
    package.write("src/lib.rs", &without("both", MODELS));
    package.done(&[
        "migrate", "-m", "right", "--rev-id", "cccc", "--head", "aaaa", "--splice",
    ]);
    package.write("src/lib.rs", MODELS);
    package.done(&["merge", "--autogenerate", "-m", "both", "--rev-id", "dddd"]);
    let merge = package.revision("dddd");
    let (_, operations) = merge
        .split_once("[[upgrade]]")
        .expect("it changes something");
    expect![[r#"

        op = "add_column"
        table = "books"
        column = { name = "both", type = "integer", null = true }
    "#]]
    .assert_eq(operations);
    package.done(&["check"]);
}
