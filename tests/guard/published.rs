//! Packages that were published, and builds in other places and for other machines.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use keeper_schema_testing::GuardedCrate;

use crate::{repository, scratch};

fn case(name: &str, case: &str) -> GuardedCrate {
    let case = repository().join("tests/guard/cases").join(case);
    GuardedCrate::copied_from(scratch(), name, &case)
}

/// Who builds it cannot mend it, and may have another version of the guard.
#[test]
fn a_published_package_is_never_refused() {
    for (name, file) in [
        ("published", "Cargo.toml.orig"),
        ("vendored", ".cargo-checksum.json"),
    ] {
        let guarded = case(name, "column_added");
        assert!(!guarded.build().green, "it is guarded before");
        guarded.write(file, "");
        // What cargo looks at is not this file, but a new copy of the whole.
        guarded.write(
            "build.rs",
            "fn main() {\n\n    keeper_schema_core::guard::run();\n}\n",
        );
        let build = guarded.build();
        assert!(build.green, "{}", build.stderr);
        assert_eq!(build.said, "");
    }
}

/// What `cargo package` does to verify: it unpacks what it has packed, and builds that. The packages that it
/// depends on are not published yet, so they are taken from the workspace.
#[test]
fn keepers_own_package_builds_when_it_is_unpacked() {
    let target = scratch().join("packaged");
    let _ = std::fs::remove_dir_all(&target);
    let packed = Command::new(env!("CARGO"))
        .args([
            "package",
            "--offline",
            "--no-verify",
            "--allow-dirty",
            "--quiet",
        ])
        .args(["-p", "keeper", "-p", "keeper-schema"])
        .args(["-p", "keeper-schema-macros", "-p", "keeper-schema-core"])
        .current_dir(repository())
        .env("CARGO_TARGET_DIR", &target)
        .output();
    let packed = packed.expect("cargo can be run");
    assert!(
        packed.status.success(),
        "{}",
        String::from_utf8_lossy(&packed.stderr)
    );
    let unpacked = Command::new("tar")
        .args(["-xzf", "package/keeper-0.1.0.crate"])
        .current_dir(&target)
        .status();
    assert!(unpacked.expect("tar can be run").success());

    let folder = target.join("keeper-0.1.0");
    assert!(folder.join("migrations").is_dir() && folder.join("Cargo.toml.orig").is_file());
    // Elsewhere it would be out of the workspace's reach.
    let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).expect("it is unpacked");
    std::fs::write(folder.join("Cargo.toml"), manifest + "\n[workspace]\n").expect("it is a file");
    let mut build = Command::new(env!("CARGO"));
    build.args(["build", "--offline"]);
    for package in [
        "keeper-schema",
        "keeper-schema-macros",
        "keeper-schema-core",
    ] {
        let path = repository().join(package);
        build.arg("--config");
        build.arg(format!("patch.crates-io.{package}.path={path:?}"));
    }
    let built = build
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", scratch().join("guarded/target"))
        .env_remove("KEEPER_SCHEMA_GUARD")
        .output();
    let built = built.expect("cargo can be run");
    assert!(
        built.status.success(),
        "{}",
        String::from_utf8_lossy(&built.stderr)
    );
}

/// The size and time of every file of the package.
fn files(folder: &Path) -> BTreeMap<PathBuf, (u64, std::time::SystemTime)> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("it is a folder") {
            let path = entry.expect("it can be read").path();
            let metadata = path.metadata().expect("it can be read");
            match metadata.is_dir() {
                true => folders.push(path),
                false => {
                    let time = metadata.modified().expect("files have times here");
                    files.insert(path, (metadata.len(), time));
                }
            }
        }
    }
    files
}

/// A source tree may be read-only.
#[test]
fn nothing_is_written_into_the_package() {
    for (name, of) in [
        ("untouched", "agreement"),
        ("untouched_drift", "column_added"),
    ] {
        let guarded = case(name, of);
        // Cargo shortens the workspace's lock file.
        guarded.cargo(&["generate-lockfile"], &[]);
        let before = files(guarded.folder());
        let build = guarded.build();
        assert_eq!(build.green, of == "agreement", "{}", build.stderr);
        assert_eq!(files(guarded.folder()), before);
    }
}

/// A build script runs on the host, wherever the package is going to run.
#[test]
fn a_build_for_a_named_target_is_guarded() {
    let version = Command::new("rustc")
        .arg("-vV")
        .output()
        .expect("rustc can be run");
    let version = String::from_utf8(version.stdout).expect("it prints UTF-8");
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    let for_host = ["build", "--target", host.expect("rustc says its host")];
    let build = case("for_a_target", "agreement").cargo(&for_host, &[]);
    assert!(build.green, "{}", build.stderr);
    let build = case("for_a_target_drift", "column_added").cargo(&for_host, &[]);
    assert!(
        !build.green && build.said.contains("schema drift"),
        "{}",
        build.stderr
    );
}

/// Git writes files with the ends of lines that the machine is used to.
#[test]
fn line_endings_make_no_difference() {
    for (name, of) in [("crlf", "agreement"), ("crlf_drift", "column_added")] {
        let expected = case(name, of).build();
        let guarded = case(name, of);
        for path in files(guarded.folder()).into_keys() {
            let text = std::fs::read_to_string(&path).expect("it is text");
            std::fs::write(&path, text.replace('\n', "\r\n")).expect("it can be written");
        }
        let build = guarded.build();
        assert_eq!(
            (build.green, build.said),
            (expected.green, expected.said),
            "{}",
            build.stderr
        );
    }
}
