//! Flags, targets and names.

use super::check;
use crate::library::two_heads;
use crate::model_crate::ModelCrate;
use crate::sandbox::Sandbox;

/// Calls on Keeper's history.
#[test]
fn targets_and_flags() {
    let cases: &[(&[&str], &[&str])] = &[
        (&["upgrade", "zzzz"], &["`zzzz`"]),
        (&["upgrade", ""], &["revision"]),
        (&["upgrade", "+99"], &["+99"]),
        (&["upgrade", "++1"], &["++1"]),
        (&["upgrade", "+99999999999"], &["+99999999999"]),
        (&["upgrade", "-1"], &["-1"]),
        (&["upgrade", "8"], &["8c431c5e70a8"]),
        (&["upgrade", "head:base"], &["head:base"]),
        (&["upgrade", "nobody@head"], &["nobody"]),
        (&["upgrade", "../x"], &["../x"]),
        (&["upgrade", "\u{1b}[31m"], &["31m"]),
        (&["upgrade", "--lock-wait", "-1"], &["--lock-wait"]),
        (&["upgrade", "--lock-wait", "soon"], &["--lock-wait"]),
        (&["upgrade", "--sql", "--plan"], &["--plan"]),
        (&["upgrade", "--dialect", "oracle"], &["sqlite"]),
        (&["upgrade", "--format", "xml"], &["json"]),
        (&["upgrade", "--frobnicate"], &["--frobnicate"]),
        (&["upgrade", "head", "head"], &["head"]),
        (&["upgrade", "base:zzzz", "--sql"], &["zzzz"]),
        (&["upgrade", "head:base", "--sql"], &["come before"]),
        (&["downgrade"], &["TARGET"]),
        (&["downgrade", "base"], &["there is no database"]),
        (&["downgrade", "base", "--sql"], &["head:base"]),
        (
            &["downgrade", "base:head", "--sql"],
            &["`base:head` does not lead down"],
        ),
        (&["downgrade", "+1"], &["+1"]),
        (&["stamp"], &["REVISIONS"]),
        (&["stamp", "nothing"], &["`nothing`"]),
        (&["stamp", "head", "nothing"], &["`nothing`"]),
        (&["show"], &["REVISION"]),
        (&["show", "nothing"], &["`nothing`"]),
        (&["show", "current"], &["there is no database"]),
        (&["history", "-r", "nonsense"], &["nonsense"]),
        (&["history", "-r", "head:base"], &["come before"]),
        (&["history", "-r", "a:b:c"], &["b:c"]),
        (&["schema", "nothing"], &["`nothing`"]),
        (&["schema", "models"], &["--manifest-path"]),
        (&["merge"], &["nothing to merge"]),
        (&["merge", "head"], &["nothing to merge"]),
        (&["migrate", "-m", "x"], &["--manifest-path"]),
        (&["migrate"], &["--message"]),
        (&["check"], &["--manifest-path"]),
        (&["rebase"], &["--fix"]),
        (&["frobnicate"], &["frobnicate"]),
        (&["upgrad"], &["upgrade"]),
    ];
    let sandbox = Sandbox::keeper();
    for (call, words) in cases {
        let folder = sandbox.folder.path();
        check(folder, || sandbox.call(call), &format!("{call:?}"), words);
    }
}

/// Calls on a history with two heads.
#[test]
fn two_heads_at_once() {
    let cases: &[(&[&str], &[&str])] = &[
        (&["upgrade", "head"], &["00000000000a", "00000000000b"]),
        (&["merge", "000000000001", "00000000000a"], &["not a head"]),
        (&["merge", "00000000000a"], &["nothing to merge"]),
        (&["merge", "--rev-id", "00000000000a"], &["exists already"]),
        (&["merge", "--rev-id", "../x"], &["../x"]),
        (&["merge", "-m", "a\nb"], &["U+000A", "`--message`"]),
        (&["merge", "-m", "\u{1b}[31mred"], &["U+001B"]),
        (&["merge", "-m", "\u{202e}abc"], &["U+202E"]),
        (
            &["merge", "--branch-label", "people"],
            &["has the branch label `people` already"],
        ),
        (
            &["merge", "--branch-label", "a@b"],
            &["`--branch-label`", "a@b"],
        ),
    ];
    let sandbox = two_heads();
    for (call, words) in cases {
        let folder = sandbox.folder.path();
        check(folder, || sandbox.call(call), &format!("{call:?}"), words);
    }
}

const BEFORE: &str = "use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = \"books\")]
pub struct Book {
    #[keeper(primary_key)]
    pub id: i32,
    pub title: String,
    pub pages: Option<i32>,
}
";

/// Calls of `migrate -m x` where `pages` has become `length`.
#[test]
fn answers_to_migrate() {
    let cases: &[(&[&str], &[&str])] = &[
        (&["--rename", "books.pages"], &["OLD:NEW"]),
        (&["--rename", ":"], &["--rename"]),
        (&["--rename", "books.pagez:length"], &["books.pages"]),
        (&["--rename", "books.pages:books.lenght"], &["books.length"]),
        (&["--rename", "books:books.length"], &["books"]),
        (
            &[
                "--rename",
                "books.pages:length",
                "--rename",
                "books.title:length",
            ],
            &["length"],
        ),
        (
            &["--rename", "books.pages:length", "--drop", "books.pages"],
            &["books.pages"],
        ),
        (&["--drop", "books.nothing"], &["books.nothing"]),
        (&["--drop", "books.title"], &["books.title"]),
        (&["--drop", ""], &["--drop"]),
        (
            &["--drop", "books.pages", "--backfill", "books.length"],
            &["TABLE.COLUMN=SQL"],
        ),
        (
            &["--drop", "books.pages", "--backfill", "books.nothing=1"],
            &["books.nothing"],
        ),
        (
            &["--drop", "books.pages", "--backfill", "books.length="],
            &["books.length"],
        ),
        (
            &[
                "--drop",
                "books.pages",
                "--backfill",
                "books.length=1",
                "--backfill",
                "books.length=2",
            ],
            &["books.length"],
        ),
        (
            &["--drop", "books.pages", "--backfill", "books.title=1"],
            &["books.title"],
        ),
        (
            &["--drop", "books.pages", "--using", "books.title=1"],
            &["books.title"],
        ),
        (
            &["--drop", "books.pages", "--rev-id", "../../x"],
            &["../../x"],
        ),
        (&["--drop", "books.pages", "--rev-id", ""], &["revision id"]),
        (
            &["--drop", "books.pages", "--rev-id", "a\nb"],
            &["revision id"],
        ),
        (&["--drop", "books.pages", "--rev-id", "head"], &["head"]),
        (
            &["--drop", "books.pages", "--rev-id", "000000000001"],
            &["exists already"],
        ),
        (
            &["--drop", "books.pages", "--branch-label", "a b"],
            &["a b"],
        ),
        (
            &["--drop", "books.pages", "--branch-label", "head"],
            &["head"],
        ),
        (
            &["--drop", "books.pages", "--depends-on", "nothing"],
            &["nothing"],
        ),
        (
            &["--drop", "books.pages", "--head", "nothing"],
            &["nothing"],
        ),
        (&["--drop", "books.pages", "--splice"], &["--head"]),
        (
            &[
                "--drop",
                "books.pages",
                "--migrations",
                "src/lib.rs",
                "--manifest-path",
                "Cargo.toml",
            ],
            &["src/lib.rs"],
        ),
        (
            &["--manifest-path", "nowhere/Cargo.toml"],
            &["nowhere/Cargo.toml"],
        ),
        (&["--manifest-path", "src"], &["src"]),
        (
            &["--manifest-path", "src/lib.rs"],
            &["`src/lib.rs` is not a `Cargo.toml`"],
        ),
        (&["--package", "nobody"], &["nobody"]),
    ];
    let package = ModelCrate::new(BEFORE);
    package.done(&["migrate", "-m", "books", "--rev-id", "000000000001"]);
    package.write("src/lib.rs", &BEFORE.replace("pages", "length"));
    for (flags, words) in cases {
        let call = [&["migrate", "-m", "x"][..], flags].concat();
        let folder = package.folder.path();
        check(folder, || package.call(&call), &format!("{call:?}"), words);
    }
}

#[test]
fn manifests() {
    let package = ModelCrate::new(BEFORE);
    for (manifest, words) in [
        ("", &["[package]", "Cargo.toml:1"][..]),
        ("[package", &["Cargo.toml:1"]),
        ("[workspace]\nmembers = []\n", &["package"]),
        (
            "[package]\nname = \"x\"\n[package.metadata.keeper-schema]\nmigration = \"x\"\n",
            &["did you mean `migrations`?", "Cargo.toml:4"],
        ),
        (
            "[package]\nname = \"x\"\n[package.metadata.keeper-schema]\ndialects = [\"oracle\"]\n",
            &["oracle", "Cargo.toml:4"],
        ),
        (
            "[package]\nname = \"x\"\n[lib]\npath = \"src/nothing.rs\"\n",
            &["src/nothing.rs"],
        ),
    ] {
        package.write("Cargo.toml", manifest);
        let folder = package.folder.path();
        check(
            folder,
            || package.call(&["migrate", "-m", "x"]),
            manifest,
            words,
        );
    }
}
