//! `init` in packages of all kinds, and the names that the program is called by.

use std::path::Path;
use std::process::Command;

use expect_test::expect;
use tempfile::TempDir;

use crate::adopting::Adopting;
use crate::sandbox::{Outcome, outcome, repository};

/// Sets a package up, and sees that a second call changes nothing.
fn init(package: &Adopting) -> (String, String) {
    let checkout = repository();
    let checkout = checkout.to_str().expect("the path is UTF-8");
    let (status, told, notes) = package.call(&["init", "--path", checkout]);
    assert_eq!(status, 0, "{notes}");
    let before = package.files();
    let (status, stdout, stderr) = package.call(&["init", "--path", checkout]);
    assert_eq!((status, &*stdout), (0, ""), "{stderr}");
    assert!(
        stderr.contains("nothing to do: the package is set up"),
        "{stderr}"
    );
    assert_eq!(package.files(), before);
    (told, notes)
}

#[test]
fn a_folder_that_is_no_checkout_is_refused() {
    let package = Adopting::new("alone", None);
    let before = package.files();
    let (status, stdout, stderr) = package.call(&["init", "--path", "../kepper"]);
    assert_eq!((status, &*stdout), (2, ""));
    expect![[r#"
        error: `--path ../kepper` is no checkout of keeper-schema: there is no `../kepper/keeper-schema/Cargo.toml`

        help: it is relative to the package's `Cargo.toml`, as cargo reads it
    "#]]
    .assert_eq(&stderr);
    assert_eq!(package.files(), before);
}

#[test]
fn an_empty_package_gets_all_that_it_needs() {
    let package = Adopting::new("set-up", None);
    let (told, notes) = init(&package);
    expect![[r#"
        created build.rs
        created src/models/mod.rs
        created src/models/note.rs
        changed Cargo.toml
        changed src/lib.rs
        created migrations
    "#]]
    .assert_eq(&told);
    expect![[r#"
        note: a difference fails the build script, before anything is compiled; with `report = "fields"` under `[package.metadata.keeper-schema]` each is an error at its field instead, which an editor underlines
        note: `src/models/note.rs` is a first model: change it as you like, then write the revision that makes its table with `cargo db migrate -m "notes"`
    "#]].assert_eq(&notes);
    let build = package.package.build();
    assert!(
        !build.green && build.said.contains("`notes`"),
        "{}",
        build.said
    );
    let (status, _, stderr) = package.call(&["migrate", "-m", "notes"]);
    assert_eq!(status, 0, "{stderr}");
    let build = package.package.build();
    assert!(build.green, "{}", build.stderr);
    assert!(!build.stderr.contains("warning"), "{}", build.stderr);
}

#[test]
fn a_build_script_that_is_there_gets_a_line() {
    let package = Adopting::new("set-up-script", None);
    let script = "fn main() {\n    println!(\"cargo::rustc-env=COLOR=red\");\n}\n";
    package.package.write("build.rs", script);
    let model = "#[derive(keeper_schema::Model)]\npub struct A {\n    pub id: i64,\n}\n";
    package.package.write("src/lib.rs", model);
    let (told, notes) = init(&package);
    assert_eq!(
        told,
        "changed Cargo.toml\nchanged build.rs\ncreated migrations\n"
    );
    expect![[r#"
        note: a difference fails the build script, before anything is compiled; with `report = "fields"` under `[package.metadata.keeper-schema]` each is an error at its field instead, which an editor underlines
        note: cargo no longer watches the whole package for `build.rs`: let it print a `cargo::rerun-if-changed=` for each file that it reads itself
    "#]].assert_eq(&notes);
    let written = std::fs::read_to_string(package.package.folder().join("build.rs"));
    expect![[r#"
        fn main() {
            keeper_schema::guard::run();
            println!("cargo::rustc-env=COLOR=red");
        }
    "#]]
    .assert_eq(&written.expect("it is there"));
    let build = package.package.build();
    assert!(!build.green && build.said.contains("`a`"), "{}", build.said);
}

/// Runs a program of the package in a folder.
fn run(program: &str, arguments: &[&str], folder: &Path) -> Outcome {
    let output = Command::new(program)
        .args(arguments)
        .env_remove("DATABASE_URL")
        .env_remove("KEEPER_DATABASE_URL")
        .env("NO_COLOR", "1")
        .current_dir(folder)
        .output();
    outcome(output.expect("the program runs"))
}

/// A workspace without a package of its own, in a folder of a repository.
fn virtual_workspace(users: &[&str]) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder can be made");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("it is in a folder")).expect("it can be made");
        std::fs::write(path, text).expect("a file can be written");
    };
    write(
        "Cargo.toml",
        "[workspace]\nmembers = [\"crates/*\"]\nresolver = \"3\"\n",
    );
    for name in ["shop", "tool", "web"] {
        let dependency = match users.contains(&name) {
            true => format!(
                "\n[dependencies]\nkeeper-schema = {{ path = {:?} }}\n",
                repository().join("keeper-schema")
            ),
            false => String::new(),
        };
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n{dependency}"
        );
        write(&format!("crates/{name}/Cargo.toml"), &manifest);
        write(&format!("crates/{name}/src/lib.rs"), "");
        write(
            &format!("crates/{name}/migrations/0a_x.toml"),
            &format!("format = 1\nrevision = \"0a\"\nmessage = \"{name}\"\n"),
        );
    }
    folder
}

const PROGRAM: &str = env!("CARGO_BIN_EXE_keeper-schema");

#[test]
fn at_the_root_of_a_workspace_the_package_that_is_set_up_is_meant() {
    let workspace = virtual_workspace(&["web"]);
    let outcome = run(PROGRAM, &["heads"], workspace.path());
    assert_eq!(
        outcome.stdout, "<base> -> 0a (head), web\n",
        "{}",
        outcome.stderr
    );
    let of_shop = run(PROGRAM, &["heads", "-p", "shop"], workspace.path());
    assert_eq!(
        of_shop.stdout, "<base> -> 0a (head), shop\n",
        "{}",
        of_shop.stderr
    );
    let within = run(
        PROGRAM,
        &["heads"],
        &workspace.path().join("crates/tool/src"),
    );
    assert_eq!(
        within.stdout, "<base> -> 0a (head), tool\n",
        "{}",
        within.stderr
    );
}

#[test]
fn at_the_root_of_a_workspace_the_package_has_to_be_told_otherwise() {
    for (users, expected) in [
        (
            &[][..],
            expect![[r#"
                error: no package of this workspace depends on `keeper-schema`

                help: name the one that is meant with `-p`: shop, tool, web
            "#]],
        ),
        (
            &["shop", "web"],
            expect![[r#"
                error: 2 packages of this workspace depend on `keeper-schema`

                help: name the one that is meant with `-p`: shop, web
            "#]],
        ),
    ] {
        let outcome = run(PROGRAM, &["heads"], virtual_workspace(users).path());
        assert_eq!(outcome.status, 2);
        expected.assert_eq(&outcome.stderr);
    }
}

#[test]
fn cargo_finds_the_program_by_two_names() {
    let workspace = virtual_workspace(&["web"]);
    for (program, name) in [
        (env!("CARGO_BIN_EXE_cargo-db"), "db"),
        (env!("CARGO_BIN_EXE_cargo-keeper-schema"), "keeper-schema"),
    ] {
        // Called by cargo, and by a person.
        for arguments in [&[name, "heads"][..], &["heads"]] {
            let outcome = run(program, arguments, workspace.path());
            assert_eq!(
                outcome.stdout, "<base> -> 0a (head), web\n",
                "{}",
                outcome.stderr
            );
        }
    }
}
