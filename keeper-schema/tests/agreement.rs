//! The derive agrees with what the scan saw, or the build fails: real packages, with a
//! build script that leaves a view as the guard does.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "crates are written and cargo is run in them, for a test"
)]

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

const SEEN: &str = "
model|Tag|src/lib.rs|5||tag
column|id|integer|not null
column|kind|integer|not null
column|slug|text|null
";

const TAG: &str = "
#[derive(keeper_schema::ColumnEnum)]
pub enum Kind { Main }

#[derive(keeper_schema::Model)]
pub struct Tag {
    #[keeper(primary_key)]
    pub id: i32,
    pub kind: Kind,
    pub slug: Option<String>,
}
";

const UNSEEN: &str = "
#[derive(keeper_schema::Model)]
pub struct Unseen {
    pub id: i32,
}
";

const MISSED: &str = "the schema scan did not see the model `Unseen`";

#[test]
fn a_model_that_was_seen_builds() {
    check(&package(SEEN, &[("src/lib.rs", TAG)]), None);
}

#[test]
fn a_model_that_a_cfg_makes_smaller_builds() {
    let smaller = TAG.replace("pub slug", "#[cfg(not(all()))] pub slug");
    check(&package(SEEN, &[("src/lib.rs", &smaller)]), None);
}

#[test]
fn a_model_that_was_not_seen_is_an_error() {
    let source = format!("{TAG} mod hidden {{ {UNSEEN} }}");
    check(&package(SEEN, &[("src/lib.rs", &source)]), Some(MISSED));
}

#[test]
fn a_model_from_a_macro_is_an_error() {
    let source = format!("{TAG} macro_rules! model {{ () => {{ {UNSEEN} }} }} model!();");
    check(&package(SEEN, &[("src/lib.rs", &source)]), Some(MISSED));
}

#[test]
fn models_in_tests_are_no_part_of_the_schema() {
    let unit_test = format!("{TAG} #[cfg(test)] mod tests {{ {UNSEEN} }}");
    let program = format!("{UNSEEN} fn main() {{}}");
    let files = [
        ("src/lib.rs", unit_test.as_str()),
        ("tests/outer.rs", UNSEEN),
        ("examples/example.rs", &program),
        ("benches/bench.rs", UNSEEN),
    ];
    check(&package(SEEN, &files), None);
}

#[test]
fn a_column_that_was_not_seen_is_an_error() {
    let seen = SEEN.replace("column|slug|text|null\n", "");
    let difference = "the schema scan saw another `Tag` at src/lib.rs:5: it has no column `slug`";
    check(&package(&seen, &[("src/lib.rs", TAG)]), Some(difference));
}

#[test]
fn a_column_of_another_type_is_an_error() {
    let seen = SEEN.replace("slug|text|null", "slug|varchar(9)|null");
    let difference = "its column `slug` is `varchar(9)`, and this one `text`";
    check(&package(&seen, &[("src/lib.rs", TAG)]), Some(difference));
}

#[test]
fn a_column_with_another_null_is_an_error() {
    let seen = SEEN.replace("slug|text|null", "slug|text|not null");
    let difference = "its column `slug` cannot be NULL, and this one can";
    check(&package(&seen, &[("src/lib.rs", TAG)]), Some(difference));
}

#[test]
fn what_was_not_said_or_is_said_otherwise_is_an_error() {
    let says = |column: &str| format!("{}said|table|0\n", SEEN.replace("text|null", column));
    let cases = [
        (
            says("text|null|0"),
            "what it says of its column `slug` is not what is said here",
        ),
        (
            says("text|null\ncolumn|more|text|null"),
            "its column `more` is not here",
        ),
        (
            says("text|null"),
            "what it says of its table is not what is said here",
        ),
    ];
    for (seen, difference) in cases {
        check(&package(&seen, &[("src/lib.rs", TAG)]), Some(difference));
    }
    let varies = format!("{}varies\n", says("text|null|0\ncolumn|more|text|null"));
    let primary_key = "it has no primary key `id`";
    check(&package(&varies, &[("src/lib.rs", TAG)]), Some(primary_key));
}

#[test]
fn a_type_that_the_scan_resolved_otherwise_is_an_error() {
    let seen = SEEN.replace("kind|integer", "kind|smallint");
    let difference = "the schema scan took this for `smallint`, and it is another type here";
    check(&package(&seen, &[("src/lib.rs", TAG)]), Some(difference));
}

const SEEN_ENUM: &str = "
enum|Mode|src/lib.rs|3|enum:mode
value|git_refs
value|manual
";

const MODE: &str = "
#[derive(keeper_schema::ColumnEnum)]
#[keeper(native)]
pub enum Mode { GitRefs, #[cfg(all())] Manual }
";

#[test]
fn an_enum_that_was_seen_builds() {
    check(&package(SEEN_ENUM, &[("src/lib.rs", MODE)]), None);
    let smaller = MODE.replace("cfg(all())", "cfg(not(all()))");
    check(&package(SEEN_ENUM, &[("src/lib.rs", &smaller)]), None);
}

#[test]
fn an_enum_that_was_not_seen_is_an_error() {
    let missed = "the schema scan did not see the enum `Mode`";
    check(&package("", &[("src/lib.rs", MODE)]), Some(missed));
}

#[test]
fn an_enum_with_another_value_is_an_error() {
    let seen = SEEN_ENUM.replace("manual", "by_hand");
    let difference = "the schema scan saw another `Mode` at src/lib.rs:3, with other values";
    check(&package(&seen, &[("src/lib.rs", MODE)]), Some(difference));
}

#[test]
fn the_view_of_another_package_proves_nothing() {
    let folder = package("", &[("src/lib.rs", UNSEEN)]);
    let script = folder.path().join("build.rs");
    let text = fs::read_to_string(&script).unwrap();
    fs::write(&script, text.replace("CARGO_MANIFEST_DIR", "OUT_DIR")).unwrap();
    check(&folder, None);
}

#[test]
fn a_view_that_cannot_be_read_is_an_error() {
    let folder = package("nonsense\n", &[("src/lib.rs", TAG)]);
    check(&folder, Some("line 4 cannot be read"));
}

const MANIFEST: &str = r#"
[package]
name = "NAME"
version = "0.0.0"
edition = "2024"

[dependencies]
keeper-schema = { path = "KEEPER_SCHEMA" }

[workspace]
"#;

const BUILD_SCRIPT: &str = r##"
fn main() {
    let folder = std::env::var("CARGO_MANIFEST_DIR").unwrap();
    let view = std::path::Path::new(&std::env::var("OUT_DIR").unwrap()).join("view");
    let seen = r#"SEEN"#.trim_start().replace('|', "\t");
    let text = format!("keeper-schema view 2\npackage\tNAME\t{folder}\ncrate\tNAME\n{seen}");
    std::fs::write(&view, text).unwrap();
    println!("cargo::rustc-env=KEEPER_SCHEMA_VIEW={}", view.display());
    println!("cargo::rustc-env=KEEPER_SCHEMA_VIEW_HASH=1");
}
"##;

/// A package with those files whose build script says that the scan saw `seen`.
fn package(seen: &str, files: &[(&str, &str)]) -> tempfile::TempDir {
    // The packages share what they depend on through one target folder, in which two of
    // one name would get into each other's way.
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let name = format!("viewed_{}", COUNT.fetch_add(1, Ordering::Relaxed));
    let folder = tempfile::tempdir().unwrap();
    let path = env!("CARGO_MANIFEST_DIR").replace('\\', "/");
    let manifest = MANIFEST
        .replace("KEEPER_SCHEMA", &path)
        .replace("NAME", &name);
    let script = BUILD_SCRIPT.replace("SEEN", seen).replace("NAME", &name);
    let fixed = [("Cargo.toml", manifest.as_str()), ("build.rs", &script)];
    for (name, text) in fixed.iter().chain(files) {
        let file = folder.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    let lock = Path::new(&path).join("../Cargo.lock");
    fs::copy(lock, folder.path().join("Cargo.lock")).unwrap();
    folder
}

/// Builds every target of a package, which fails with `error` if there is one.
fn check(folder: &tempfile::TempDir, error: Option<&str>) {
    let output = Command::new(env!("CARGO"))
        .args(["check", "--all-targets", "--offline", "--quiet"])
        .current_dir(folder.path())
        .env(
            "CARGO_TARGET_DIR",
            Path::new(env!("CARGO_TARGET_TMPDIR")).join("agreement"),
        )
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap();
    let shown = String::from_utf8_lossy(&output.stderr);
    match error {
        None => assert!(output.status.success(), "{shown}"),
        Some(error) => {
            assert!(!output.status.success(), "it builds");
            assert!(shown.contains(error), "{shown}");
        }
    }
}
