//! When the guard runs, what its modes do, and what it leaves alone: real cargo builds.

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
