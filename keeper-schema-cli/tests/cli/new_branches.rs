//! `migrate` where the history branches: on a head of several, beside another, on top of nothing.

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

const TAG: &str = r#"
#[derive(Model)]
#[keeper(table = "tags")]
pub struct Tag {
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(references = Book)]
    pub book_id: Option<i32>,
}
"#;

/// A crate whose books are in `aaaa`.
fn books() -> ModelCrate {
    let package = ModelCrate::new(BOOK);
    package.done(&["migrate", "-m", "books", "--rev-id", "aaaa"]);
    package
}

/// The head of the revision's file that says what it stands on.
fn check(package: &ModelCrate, id: &str, expected: Expect) {
    let text = package.revision(id);
    let told = text.lines().filter(|line| {
        [
            "down_revision",
            "depends_on",
            "branch_labels",
            "op",
            "table",
            "column ",
        ]
        .iter()
        .any(|key| line.starts_with(key))
    });
    let told: Vec<&str> = told.collect();
    expected.assert_eq(&(told.join("\n") + "\n"));
    // A wrong `base_schema` fails every call.
    package.done(&["heads"]);
    package.done(&["schema", "heads"]);
}

#[test]
fn a_new_base_with_what_it_depends_on() {
    let package = books();
    package.write("src/lib.rs", &format!("{BOOK}{TAG}"));
    let call = ["migrate", "-m", "tags", "--base", "--branch-label", "tags"];
    let refused = package.call(&[&call[..], &["--rev-id", "bbbb"]].concat());
    assert_eq!(refused.status, 2, "{refused:?}");
    expect![[r#"
        error[KS0302]: revision `bbbb` cannot apply: foreign key `tags_book_id_fkey` of table `tags` refers to table `books`, which does not exist at this point
         --> migrations/bbbb_tags.toml:8:6
          |
        8 | op = "create_table"
          |      ^^^^^^^^^^^^^^
          |
        help: if it needs what another branch makes, name that: `--depends-on REVISION`
    "#]].assert_eq(&refused.stderr);
    assert_eq!(package.revisions(), 1);

    let depends = ["--depends-on", "aaaa", "--rev-id", "bbbb"];
    package.done(&[&call[..], &depends].concat());
    check(
        &package,
        "bbbb",
        expect![[r#"
        branch_labels = ["tags"]
        depends_on = ["aaaa"]
        op = "create_table"
        table = "tags"
    "#]],
    );
    package.done(&["upgrade", "tags@head"]);
    package.done(&["downgrade", "base"]);
}

#[test]
fn on_one_head_of_two() {
    let package = books();
    package.write("src/lib.rs", &format!("{BOOK}{TAG}"));
    package.done(&["migrate", "-m", "tags", "--rev-id", "bbbb"]);
    let more = BOOK.replace("i32,\n}", "i32,\n    pub title: Option<String>,\n}");
    package.write("src/lib.rs", &format!("{more}{TAG}"));
    let refused = package.call(&["migrate", "-m", "title", "--head", "aaaa"]);
    assert!(refused.stderr.contains("--splice"), "{refused:?}");
    let splice = ["--head", "aaaa", "--splice", "--rev-id", "cccc"];
    package.done(&[&["migrate", "-m", "title"][..], &splice].concat());
    // Not the table of tags, which is on the other branch.
    check(
        &package,
        "cccc",
        expect![[r#"
        down_revision = "aaaa"
        op = "add_column"
        table = "books"
        column = { name = "title", type = "text", null = true }
    "#]],
    );

    let both = more.replace(
        "Option<String>,\n}",
        "Option<String>,\n    pub pages: Option<i32>,\n}",
    );
    package.write("src/lib.rs", &format!("{both}{TAG}"));
    let refused = package.call(&["migrate", "-m", "pages"]);
    assert!(refused.stderr.contains("`--head REVISION`"), "{refused:?}");
    let beside = ["--head", "cccc", "--depends-on", "bbbb", "--rev-id", "dddd"];
    package.done(&[&["migrate", "-m", "pages"][..], &beside].concat());
    check(
        &package,
        "dddd",
        expect![[r#"
        down_revision = "cccc"
        depends_on = ["bbbb"]
        op = "add_column"
        table = "books"
        column = { name = "pages", type = "integer", null = true }
    "#]],
    );
    package.done(&["upgrade", "heads"]);
}
