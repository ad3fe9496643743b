//! When the guard runs, what its modes do, and what it leaves alone: real cargo builds.

use std::path::PathBuf;

use keeper_schema_testing::{Build, GuardedCrate};

use crate::{repository, scratch};

fn agreeing(name: &str) -> GuardedCrate {
    GuardedCrate::copied_from(
        scratch(),
        name,
        &repository().join("tests/guard/cases/agreement"),
    )
}

fn drifted(name: &str) -> GuardedCrate {
    GuardedCrate::copied_from(
        scratch(),
        name,
        &repository().join("tests/guard/cases/column_added"),
    )
}

/// Whether cargo did anything at all for the crate.
fn was_rebuilt(build: &Build) -> bool {
    build.stderr.contains("Compiling")
}

#[test]
fn a_build_with_nothing_changed_does_not_run_it_again() {
    let guarded = agreeing("nothing_changed");
    assert!(guarded.build().green);
    let again = guarded.build();
    assert!(again.green && !was_rebuilt(&again), "{}", again.stderr);
}

#[test]
fn a_new_a_deleted_and_an_edited_revision_are_seen() {
    let guarded = agreeing("changed_history");
    assert!(guarded.build().green);
    let file = "migrations/000000000002_subtitle.toml";
    let text = "format = 1\nrevision = \"000000000002\"\ndown_revision = \"000000000001\"\n\
        message = \"subtitle\"\n\n[[upgrade]]\nop = \"add_column\"\ntable = \"books\"\n\
        column = { name = \"subtitle\", type = \"text\", null = true }\n";
    guarded.write(file, text);
    let added = guarded.build();
    assert!(
        !added.green && added.said.contains("`books.subtitle`"),
        "{}",
        added.said
    );
    guarded.write(file, &text.replace("subtitle\", type", "tag\", type"));
    let edited = guarded.build();
    assert!(
        !edited.green && edited.said.contains("`books.tag`"),
        "{}",
        edited.said
    );
    guarded.delete(file);
    assert!(guarded.build().green);
}

#[test]
fn a_followed_source_file_is_seen() {
    let guarded = agreeing("followed_source");
    let library = include_str!("cases/agreement/src/lib.rs");
    guarded.write("src/lib.rs", "pub mod books;\n");
    guarded.write("src/books.rs", library);
    assert!(guarded.build().green);
    guarded.write(
        "src/books.rs",
        &library.replace("pages: Option", "leaves: Option"),
    );
    let edited = guarded.build();
    assert!(
        !edited.green && edited.said.contains("src/books.rs:10:9"),
        "{}",
        edited.said
    );
}

#[test]
fn warn_warns_and_builds() {
    let guarded = drifted("mode_warn");
    let build = guarded.cargo(&["build"], &[("KEEPER_SCHEMA_GUARD", "warn")]);
    assert!(build.green, "{}", build.stderr);
    assert!(
        build
            .said
            .contains("`books.subtitle` is in the models but in no revision")
    );
    let denied = guarded.build();
    assert!(
        !denied.green,
        "the mode is part of what the guard depends on"
    );
}

#[test]
fn off_says_nothing() {
    let build = drifted("mode_off").cargo(&["build"], &[("KEEPER_SCHEMA_GUARD", "off")]);
    assert!(build.green, "{}", build.stderr);
    assert_eq!(build.said, "");
}

#[test]
fn an_unknown_mode_is_refused() {
    let build = agreeing("mode_unknown").cargo(&["build"], &[("KEEPER_SCHEMA_GUARD", "loud")]);
    assert!(!build.green);
    assert!(
        build.said.contains("none of `deny`, `warn`, `off`"),
        "{}",
        build.said
    );
}

#[test]
fn a_documentation_build_is_not_guarded() {
    let build = drifted("docs_rs").cargo(&["build"], &[("DOCS_RS", "1")]);
    assert!(build.green, "{}", build.stderr);
}

#[test]
fn models_of_tests_examples_and_doctests_are_not_schema() {
    let guarded = agreeing("unscanned_models");
    let model = "#[derive(keeper_schema::Model)]\npub struct Scratch {\n    \
        #[keeper(primary_key)]\n    pub id: i32,\n}\n";
    let library = include_str!("cases/agreement/src/lib.rs");
    let doctest: String = model.lines().map(|line| format!("/// {line}\n")).collect();
    guarded.write(
        "src/lib.rs",
        &format!(
            "{library}\n/// ```\n{doctest}/// ```\npub fn documented() {{}}\n\n\
             #[cfg(test)]\nmod tests {{\n{model}\n    #[test]\n    fn runs() {{}}\n}}\n"
        ),
    );
    guarded.write(
        "tests/own.rs",
        &format!("{model}\n#[test]\nfn runs() {{}}\n"),
    );
    guarded.write("examples/own.rs", &format!("{model}\nfn main() {{}}\n"));
    let build = guarded.cargo(&["test"], &[]);
    assert!(build.green, "{}", build.stderr);
    assert_eq!(build.said, "");
}

#[test]
fn a_model_that_the_scan_cannot_see_is_a_compile_error() {
    let guarded = agreeing("hidden_model");
    let library = include_str!("cases/agreement/src/lib.rs");
    guarded.write(
        "src/lib.rs",
        &format!(
            "{library}\nmacro_rules! model {{ ($name:ident) => {{\n    #[derive(Model)]\n    \
             pub struct $name {{\n        #[keeper(primary_key)]\n        pub id: i32,\n    \
             }}\n}}; }}\nmodel!(Hidden);\n"
        ),
    );
    let build = guarded.build();
    assert!(!build.green);
    assert!(build.stderr.contains("Hidden"), "{}", build.stderr);
}

/// The file is none of Rust's, and both the guard and rustc watch it.
#[test]
fn a_file_of_sql_is_seen() {
    let guarded = GuardedCrate::copied_from(
        scratch(),
        "sql_file",
        &repository().join("tests/guard/cases/object_changed"),
    );
    guarded.write(
        "sql/titles.sql",
        "create view titles as select title from books;\n",
    );
    let build = guarded.build();
    assert!(build.green, "{}", build.stderr);
    assert!(!was_rebuilt(&guarded.build()));
    guarded.write(
        "sql/titles.sql",
        "CREATE VIEW titles AS SELECT id FROM books",
    );
    let edited = guarded.build();
    assert!(
        !edited.green && edited.said.contains("`titles`"),
        "{}",
        edited.said
    );
    guarded.delete("sql/titles.sql");
    let deleted = guarded.build();
    let said = "cannot read `sql/titles.sql`";
    assert!(
        !deleted.green && deleted.said.contains(said),
        "{}",
        deleted.said
    );
}

#[test]
fn an_object_that_the_scan_cannot_see_is_a_compile_error() {
    let guarded = agreeing("hidden_object");
    let library = include_str!("cases/agreement/src/lib.rs");
    guarded.write(
        "src/lib.rs",
        &format!(
            "{library}\nmacro_rules! view {{ ($name:ident) => {{\n    \
             #[derive(keeper_schema::SqlObject)]\n    \
             #[keeper(view = \"v\", sql = \"CREATE VIEW v AS SELECT 1\")]\n    \
             pub struct $name;\n}}; }}\nview!(Hidden);\n"
        ),
    );
    let build = guarded.build();
    let message = "the schema scan did not see the object `Hidden`";
    assert!(
        !build.green && build.stderr.contains(message),
        "{}",
        build.stderr
    );
}

/// What the guard kept of its last run, wherever cargo had it run.
fn kept(guarded: &GuardedCrate) -> PathBuf {
    let builds = guarded.target().join("debug/build");
    let folders = std::fs::read_dir(builds).expect("cargo ran build scripts");
    let prefix = format!("{}-", guarded.name());
    let kept = folders.filter_map(|folder| {
        let folder = folder.expect("the folder can be read");
        let is_own = folder.file_name().to_string_lossy().starts_with(&prefix);
        let file = folder.path().join("out/keeper-schema.cache");
        let modified = file.metadata().and_then(|metadata| metadata.modified());
        Some((modified.ok()?, file)).filter(|_| is_own)
    });
    // Others are of earlier runs of the test.
    let (_, latest) = kept.max().expect("the guard has kept something");
    latest
}

#[test]
fn an_edit_that_does_not_concern_the_schema_is_known_as_one() {
    let guarded = agreeing("kept");
    let library = std::fs::read_to_string(guarded.folder().join("src/lib.rs"));
    let library = library.expect("the case has a library");
    let with_body = |body: &str| format!("{library}\npub fn answer() -> i32 {{\n    {body}\n}}\n");
    guarded.write("src/lib.rs", &with_body("41"));
    assert!(guarded.build().green);
    guarded.write("src/lib.rs", &with_body("let answer = 42;\n    answer"));
    let edited = guarded.build();
    assert!(edited.green && was_rebuilt(&edited), "{}", edited.stderr);

    // Every other edit is looked at, and nothing is kept after it.
    let wider = with_body("42").replace("Option<i32>", "Option<i64>");
    guarded.write("src/lib.rs", &wider);
    let file = kept(&guarded);
    let drifted = guarded.build();
    assert!(drifted.said.contains("`books.pages`"), "{}", drifted.stderr);
    assert!(!file.exists());
    guarded.write("src/lib.rs", &with_body("42"));
    assert!(guarded.build().green && file.exists());

    // What is kept is believed; if it were wrong, the derives would not agree.
    let text = std::fs::read_to_string(&file).expect("it is a text");
    let other = text.replace("Option<i32>", "Option<i64>");
    assert_ne!(other, text);
    std::fs::write(&file, other).expect("it can be written");
    guarded.write("src/lib.rs", &wider);
    let believed = guarded.build();
    assert!(
        !believed.green && believed.said.is_empty(),
        "{}",
        believed.said
    );
    assert!(
        believed
            .stderr
            .contains("the schema scan saw another `Book`"),
        "{}",
        believed.stderr
    );

    // What cannot be read is not believed.
    std::fs::write(&file, "keeper-schema guard 1\n12").expect("it can be written");
    guarded.write("src/lib.rs", &wider.replace("41", "43"));
    assert!(guarded.build().said.contains("`books.pages`"));
}
