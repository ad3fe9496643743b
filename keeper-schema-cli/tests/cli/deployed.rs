//! `migrate --phased`: old and new code on one database.

use crate::deployment::{AFTER, BEFORE, EXPECTED, MIGRATE, ROWS, new_code, old_code};
use crate::model_crate::ModelCrate;
use crate::sandbox::strings;

fn package() -> ModelCrate {
    let package = ModelCrate::new(BEFORE);
    package.done(&["migrate", "-m", "base", "--rev-id", "000000000001"]);
    package.done(&["upgrade"]);
    package
}

#[test]
fn both_codes_write_between_the_phases() {
    let package = package();
    let write = |sql: &str| {
        package
            .connection()
            .execute_batch(sql)
            .expect("it is taken")
    };
    write(&old_code(1));
    package.write("src/lib.rs", AFTER);
    let migrated = package.done(&MIGRATE);
    let created: Vec<&str> = migrated
        .stdout
        .lines()
        .filter(|it| it.starts_with("created"))
        .collect();
    assert_eq!(
        created,
        [
            "created migrations/000000000002_slugs.toml   (revises 000000000001, expand)",
            "created migrations/000000000002-contract_slugs_contract.toml   (revises 000000000002, contract)",
        ]
    );
    package.done(&["check"]);

    package.done(&["upgrade", "--phase", "expand"]);
    write(&old_code(2));
    write(&new_code(3));
    package.done(&["check", "--database"]);
    package.done(&["upgrade"]);
    assert_eq!(strings(&package.connection(), ROWS), EXPECTED);
    package.done(&["check", "--database"]);

    package.done(&["downgrade", "000000000002"]);
    write("INSERT INTO books (id, title) VALUES (4, 'Old 4')");
    package.done(&["upgrade"]);
}

#[test]
fn a_change_of_one_phase_is_one_revision() {
    let package = package();
    package.write(
        "src/lib.rs",
        &BEFORE.replace("pub note:", "pub shelf: Option<i32>,\npub note:"),
    );
    let migrated = package.done(&[
        "migrate",
        "--phased",
        "-m",
        "shelf",
        "--rev-id",
        "000000000002",
    ]);
    assert!(
        migrated.stderr.contains("one revision expands"),
        "{migrated:?}"
    );
    assert!(
        package
            .revision("000000000002")
            .contains("\nphase = \"expand\"\n")
    );
    package.write("src/lib.rs", BEFORE);
    let drop = ["--drop", "books.shelf", "--format", "json"];
    let migrate = ["migrate", "--phased", "-m", "no shelf"];
    let migrated = package.done(&[&migrate[..], &drop].concat());
    assert!(
        migrated.stderr.contains("one revision contracts"),
        "{migrated:?}"
    );
    assert!(
        migrated.stdout.contains("\"phase\": \"contract\""),
        "{migrated:?}"
    );
}

#[test]
fn a_rename_is_refused_and_nothing_is_written() {
    let package = package();
    package.write("src/lib.rs", &BEFORE.replace("pub note:", "pub remark:"));
    let refused = package.call(&[
        "migrate",
        "--phased",
        "-m",
        "x",
        "--rename",
        "books.note:remark",
    ]);
    assert_eq!(refused.status, 2);
    let says = "`rename_column books.note to remark` has no phases: old code uses the old name";
    assert!(refused.stderr.contains(says), "{}", refused.stderr);
    assert!(
        refused.stderr.contains("add the new one in a first change"),
        "{}",
        refused.stderr
    );
    assert_eq!(package.revisions(), 1);
}
