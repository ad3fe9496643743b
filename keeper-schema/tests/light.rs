//! A program that takes the derive and nothing else pays for nothing else.
//!
//! Features unify inside a workspace, so this is shown on a crate outside of it.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a crate is written and cargo is run in it, for a test"
)]

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

const MANIFEST: &str = r#"
[package]
name = "outsider"
version = "0.0.0"
edition = "2024"

[dependencies]
keeper-schema = { path = "KEEPER_SCHEMA" }

[workspace]
"#;

const MAIN: &str = r#"
use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "the_only_table")]
struct Tag {
    #[keeper(primary_key)]
    id: i32,
    #[keeper(length = 255)]
    slug: String,
}

fn main() {
    let tag = Tag { id: 1, slug: "a".to_owned() };
    println!("{} {} {:?}", tag.id, tag.slug, Tag::TABLE);
}
"#;

#[test]
fn the_derive_brings_no_driver_and_no_parser() {
    let folder = tempfile::tempdir().unwrap();
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::create_dir(folder.path().join("src")).unwrap();
    let path = package.display().to_string().replace('\\', "/");
    fs::write(
        folder.path().join("Cargo.toml"),
        MANIFEST.replace("KEEPER_SCHEMA", &path),
    )
    .unwrap();
    fs::write(folder.path().join("src/main.rs"), MAIN).unwrap();
    let lock = package.join("../Cargo.lock");
    fs::copy(lock, folder.path().join("Cargo.lock")).unwrap();

    // Proc macros run while compiling; what is left is in the program.
    let tree = cargo(folder.path(), &["tree", "--edges", "normal,no-proc-macro"]);
    assert_eq!(packages(&tree), ["outsider", "keeper-schema"]);
    let tree = cargo(
        folder.path(),
        &["tree", "--edges", "all", "--prefix", "none"],
    );
    for driver in ["rusqlite", "libsqlite3-sys", "postgres", "cc"] {
        assert!(!packages(&tree).contains(&driver), "{tree}");
    }

    cargo(folder.path(), &["build"]);
    let name = format!("outsider{}", env::consts::EXE_SUFFIX);
    let program = fs::read(folder.path().join("target/debug").join(name)).unwrap();
    assert!(
        holds(&program, b"the_only_table"),
        "the program is searched"
    );
    for stranger in [
        "keeper_schema_core",
        "DeriveInput",
        "proc_macro2",
        "petgraph",
        "toml_parser",
    ] {
        assert!(!holds(&program, stranger.as_bytes()), "{stranger}");
    }
}

/// The names of the packages in what `cargo tree` prints.
fn packages(tree: &str) -> Vec<&str> {
    let lines = tree
        .lines()
        .map(|line| line.trim_start_matches(['│', '├', '└', '─', ' ']));
    lines
        .filter_map(|line| line.split_whitespace().next())
        .collect()
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn cargo(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .args(["--offline", "--quiet"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        // Of the run that this test is part of, not of the crate outside.
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    String::from_utf8(output.stdout).unwrap()
}
