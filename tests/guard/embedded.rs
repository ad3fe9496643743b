//! What a program carries is never another history than the folder's: real cargo builds.

use keeper_schema_testing::GuardedCrate;

use crate::{repository, scratch};

const PROGRAM: &str = "static MIGRATIONS: keeper_schema::embedded::Migrations =
    keeper_schema::embed_migrations!();

fn main() {
    for revision in MIGRATIONS.revisions() {
        let message = revision.source.lines().find(|line| line.starts_with(\"message\"));
        eprintln!(\"carried {}, {}\", revision.id, message.unwrap_or_default());
    }
}
";

const SECOND: &str = "migrations/000000000002_second.toml";

fn second(message: &str) -> String {
    format!(
        "format = 1\nrevision = \"000000000002\"\ndown_revision = \"000000000001\"\n\
        message = \"{message}\"\n"
    )
}

fn program(name: &str) -> GuardedCrate {
    let case = repository().join("tests/guard/cases/agreement");
    let guarded = GuardedCrate::copied_from(scratch(), name, &case);
    guarded.write("src/main.rs", PROGRAM);
    guarded
}

/// What the program carries, after whatever cargo finds to build.
fn carried(guarded: &GuardedCrate) -> Vec<String> {
    let ran = guarded.cargo(&["run", "--quiet"], &[]);
    assert!(ran.green, "{}", ran.stderr);
    let lines = ran.stderr.lines();
    let carried = lines.filter_map(|line| line.strip_prefix("carried "));
    carried.map(str::to_owned).collect()
}

#[test]
fn a_revision_that_is_added_edited_or_deleted_is_carried_so() {
    let guarded = program("embedded_history");
    let first = carried(&guarded);
    assert_eq!(first.len(), 1, "{first:?}");
    for message in ["one", "two"] {
        guarded.write(SECOND, &second(message));
        let second = format!("000000000002, message = \"{message}\"");
        assert_eq!(carried(&guarded), [first[0].clone(), second]);
    }
    guarded.delete(SECOND);
    assert_eq!(carried(&guarded), first);
}

/// Of a package that carries the revisions of another.
#[test]
fn a_package_without_the_guard_watches_the_folder_itself() {
    let guarded = program("embedded_watched");
    let watches = "fn main() { println!(\"cargo::rerun-if-changed=migrations\"); }";
    guarded.write("build.rs", watches);
    assert_eq!(carried(&guarded).len(), 1);
    guarded.write(SECOND, &second("one"));
    assert_eq!(carried(&guarded).len(), 2);
    guarded.delete(SECOND);
    assert_eq!(carried(&guarded).len(), 1);
}

#[test]
fn a_history_that_cannot_be_read_is_a_compile_error_without_the_guard_too() {
    let guarded = program("embedded_mistake");
    guarded.write(SECOND, &(second("one") + "operation = 1\n"));
    let built = guarded.cargo(&["build"], &[("KEEPER_SCHEMA_GUARD", "off")]);
    assert!(!built.green);
    for expected in ["migrations/000000000002_second.toml", "embed_migrations!()"] {
        assert!(built.stderr.contains(expected), "{}", built.stderr);
    }
    guarded.write("src/main.rs", &PROGRAM.replace("!()", "!(\"nowhere\")"));
    let built = guarded.cargo(&["build"], &[("KEEPER_SCHEMA_GUARD", "off")]);
    let expected = "the migrations folder `nowhere` does not exist";
    assert!(built.stderr.contains(expected), "{}", built.stderr);
}
