//! `edit`, with scripts for editors.
#![cfg(unix)]

use expect_test::{Expect, expect};

use crate::library::{BOOKS, two_heads};
use crate::sandbox::{Outcome, Sandbox, command, outcome};

/// Calls `edit` with `sed` as the editor.
fn edit(sandbox: &Sandbox, script: &str, revision: &str) -> Outcome {
    let output = command()
        .args(["edit", revision, "--migrations", "migrations"])
        .env("VISUAL", format!("sed -i '{script}'"))
        .env("EDITOR", "false")
        .current_dir(sandbox.folder.path())
        .output();
    outcome(output.expect("the binary runs"))
}

fn check(outcome: &Outcome, status: i32, expected: Expect) {
    assert_eq!(outcome.status, status, "{outcome:?}");
    expected.assert_eq(&outcome.stderr);
}

#[test]
fn a_sound_edit() {
    let sandbox = two_heads();
    let edited = edit(&sandbox, "s/\"authors\"/\"writers\"/", "people");
    check(
        &edited,
        0,
        expect![[r#"
        the history is sound
    "#]],
    );
    let shown = sandbox.done(&["show", "people"]).stdout;
    assert!(shown.contains("create_table writers"), "{shown}");
}

#[test]
fn what_is_wrong_afterwards_is_said() {
    let sandbox = two_heads();
    let edited = edit(
        &sandbox,
        "s/column = \"pages\"/column = \"page\"/",
        "00000000000b",
    );
    check(
        &edited,
        2,
        expect![[r#"
        error[KS0302]: revision `00000000000b` cannot apply: table `books` has no column `page` at this point, did you mean `pages`?
         --> migrations/00000000000b_no_pages.toml:9:6
          |
        9 | op = "drop_column"
          |      ^^^^^^^^^^^^^
    "#]],
    );
}

#[test]
fn a_file_that_cannot_be_read_is_opened_all_the_same() {
    let sandbox = Sandbox::with_files(&[(BOOKS.0, "format = one\n")]);
    let edited = edit(&sandbox, "s/one/1/", "0000");
    check(
        &edited,
        2,
        expect![[r#"
        error[KS0105]: missing key `revision` of a revision
         --> migrations/000000000001_books.toml:1:1
          |
        1 | format = 1
          | ^
    "#]],
    );
}

#[test]
fn several_at_once() {
    let sandbox = two_heads();
    let edited = edit(&sandbox, "s/^message = .*/message = \"same\"/", "heads");
    check(
        &edited,
        0,
        expect![[r#"
        the history is sound
    "#]],
    );
    let heads = sandbox.done(&["heads"]).stdout;
    assert_eq!(heads.matches(", same").count(), 2, "{heads}");
}

#[test]
fn no_editor_or_one_that_fails() {
    let sandbox = two_heads();
    let call = |editor: &str| {
        let output = command()
            .args(["edit", "people", "--migrations", "migrations"])
            .env_remove("VISUAL")
            .env("EDITOR", editor)
            .current_dir(sandbox.folder.path())
            .output();
        outcome(output.expect("the binary runs"))
    };
    check(
        &call(""),
        2,
        expect![[r#"
        error: neither VISUAL nor EDITOR says which editor to open

        help: run `EDITOR=nano cargo db edit`, with the editor that you use
    "#]],
    );
    check(
        &call("false"),
        2,
        expect![[r#"
        error: the editor `false` ended with exit status: 1

        help: the file is as the editor left it
    "#]],
    );
}
