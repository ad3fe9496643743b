//! `check --against`: a branch in CI, beside the one that it is to be merged into.

use std::process::Command;

use expect_test::{Expect, expect};

use crate::model_crate::ModelCrate;

const BOOK: &str = r#"use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "books")]
pub struct Book {
    #[keeper(primary_key)]
    pub id: i32,
}
"#;

fn git(package: &ModelCrate, arguments: &[&str]) {
    let author = [
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@b.c",
        "-c",
        "init.defaultBranch=main",
    ];
    let output = Command::new("git")
        .args(author)
        .args(arguments)
        .env_remove("GIT_DIR")
        .current_dir(package.folder.path())
        .output()
        .expect("git runs");
    assert!(output.status.success(), "{arguments:?}: {output:?}");
}

fn with_fields(fields: &[&str]) -> String {
    let fields: String = fields
        .iter()
        .map(|field| format!("    pub {field}: Option<i32>,\n"))
        .collect();
    BOOK.replace("    pub id: i32,\n", &format!("    pub id: i32,\n{fields}"))
}

/// A repository whose `main` has the books with their pages, and a branch that goes on.
fn on_a_branch() -> ModelCrate {
    let package = ModelCrate::new(BOOK);
    package.done(&["migrate", "-m", "books", "--rev-id", "aaaa"]);
    package.write("src/lib.rs", &with_fields(&["pages"]));
    package.done(&["migrate", "-m", "pages", "--rev-id", "bbbb"]);
    git(&package, &["init", "--quiet"]);
    git(&package, &["add", "."]);
    git(&package, &["commit", "--quiet", "-m", "main"]);
    git(&package, &["checkout", "--quiet", "-b", "branch"]);
    package
}

fn adds(package: &ModelCrate, fields: &[&str], id: &str) {
    package.write("src/lib.rs", &with_fields(fields));
    package.done(&["migrate", "-m", id, "--rev-id", id]);
}

fn text(package: &ModelCrate, file: &str) -> String {
    let path = package.folder.path().join("migrations").join(file);
    std::fs::read_to_string(path).expect("the revision is there")
}

fn check(package: &ModelCrate, status: i32, expected: Expect) {
    let outcome = package.call(&["check", "--against", "main"]);
    assert_eq!(outcome.status, status, "{outcome:?}");
    expected.assert_eq(&outcome.stderr);
}

#[test]
fn a_branch_with_what_its_models_need_is_right() {
    let package = on_a_branch();
    check(
        &package,
        0,
        expect![[r#"
            the models and the history agree, and so does the history on `main`
            note: no build of the package checks that: its build script does not call `keeper_schema::guard::run()`; `cargo db init` adds the call
        "#]],
    );
    adds(&package, &["pages", "shelf"], "cccc");
    check(
        &package,
        0,
        expect![[r#"
            the models and the history agree, and so does the history on `main`
            note: no build of the package checks that: its build script does not call `keeper_schema::guard::run()`; `cargo db init` adds the call
        "#]],
    );
    // How a file is written is nobody's matter.
    let text = text(&package, "aaaa_books.toml");
    package.write(
        "migrations/aaaa_books.toml",
        &format!("# The first.\n{text}"),
    );
    check(
        &package,
        0,
        expect![[r#"
            the models and the history agree, and so does the history on `main`
            note: no build of the package checks that: its build script does not call `keeper_schema::guard::run()`; `cargo db init` adds the call
        "#]],
    );
}

#[test]
fn a_revision_that_is_edited_or_gone_is_told() {
    let package = on_a_branch();
    let text = text(&package, "bbbb_pages.toml");
    package.write(
        "migrations/bbbb_pages.toml",
        &text.replace("integer", "bigint"),
    );
    package.write(
        "src/lib.rs",
        &with_fields(&["pages"]).replace("<i32>", "<i64>"),
    );
    check(
        &package,
        1,
        expect![[r#"
        error[KS0317]: revision `bbbb` is another one here than on `main`
          --> migrations/bbbb_pages.toml:11:1
           |
        11 | column = { name = "pages", type = "bigint", null = true }
           | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
           |
        help: others may have applied it: take the edit back with `git checkout main -- migrations/bbbb_pages.toml`, and make it a revision of its own
    "#]],
    );

    let package = on_a_branch();
    std::fs::remove_file(package.folder.path().join("migrations/bbbb_pages.toml"))
        .expect("it is there");
    package.write("src/lib.rs", BOOK);
    check(
        &package,
        1,
        expect![[r#"
        error[KS0317]: revision `bbbb` is on `main`, and not here

        help: others may have applied it; bring it back: `git checkout main -- migrations/bbbb_pages.toml`
    "#]],
    );
}

#[test]
fn one_id_for_two_revisions_is_told() {
    let package = on_a_branch();
    git(&package, &["checkout", "--quiet", "main"]);
    adds(&package, &["pages", "shelf"], "cccc");
    git(&package, &["add", "."]);
    git(&package, &["commit", "--quiet", "-m", "shelf"]);
    git(&package, &["checkout", "--quiet", "branch"]);
    package.write("src/lib.rs", &with_fields(&["pages", "row"]));
    package.done(&["migrate", "-m", "row", "--rev-id", "cccc"]);
    check(
        &package,
        1,
        expect![[r#"
        error[KS0317]: revision `cccc` is another one here than on `main`
         --> migrations/cccc_row.toml:5:1
          |
        5 | message = "row"
          | ^^^^^^^^^^^^^^^
          |
        help: two revisions have one id: give the one that is new another id
    "#]],
    );
}

#[test]
fn more_revisions_than_the_models_need_are_told() {
    let package = on_a_branch();
    adds(&package, &["pages", "shelf"], "cccc");
    adds(&package, &["pages", "shelf", "row"], "dddd");
    check(
        &package,
        1,
        expect![[r#"
        error[KS0318]: this branch adds 2 revisions since `main`, and its models need one: `cccc`, `dddd`

        help: nobody has applied them yet: take them away and run `cargo db migrate` once
    "#]],
    );

    let package = on_a_branch();
    adds(&package, &["pages", "shelf"], "cccc");
    package.write("src/lib.rs", &with_fields(&["pages"]));
    package.done(&[
        "migrate",
        "-m",
        "back",
        "--rev-id",
        "dddd",
        "--drop",
        "books.shelf",
    ]);
    check(
        &package,
        1,
        expect![[r#"
        error[KS0318]: this branch adds revisions that together change nothing since `main`: `cccc`, `dddd`

        help: take them away
    "#]],
    );
}

#[test]
fn drift_is_told_first_and_an_unknown_reference_is_refused() {
    let package = on_a_branch();
    package.write("src/lib.rs", BOOK);
    let drifted = package.call(&["check", "--against", "main"]);
    assert!(drifted.stderr.contains("schema drift"), "{drifted:?}");
    package.write("src/lib.rs", &with_fields(&["pages"]));
    let unknown = package.call(&["check", "--against", "origin/main"]);
    assert_eq!(unknown.status, 2, "{unknown:?}");
    expect![[r#"
        error: git cannot be asked for `origin/main`: fatal: Not a valid object name origin/main

        help: name a branch or a commit that is there; in CI, fetch it first: `git fetch origin main`
    "#]].assert_eq(&unknown.stderr);
    let option = package.call(&["check", "--against=--help"]);
    assert_eq!(option.status, 2, "{option:?}");
    expect![[r#"
        error: git cannot be asked for `--help`: no reference begins with `-`
    "#]]
    .assert_eq(&option.stderr);
}
