//! `report = "fields"`: real cargo builds in which the derives report the differences.

use keeper_schema_testing::GuardedCrate;

use crate::{repository, scratch};

const BY_FIELDS: &str = "[package.metadata.keeper-schema]\nreport = \"fields\"\n";

fn by_fields(name: &str, case: &str) -> GuardedCrate {
    let case = repository().join("tests/guard/cases").join(case);
    let guarded = GuardedCrate::copied_from(scratch(), name, &case);
    guarded.add_to_manifest(BY_FIELDS);
    guarded
}

#[test]
fn a_difference_is_an_error_at_its_field_beside_all_others() {
    let guarded = by_fields("fields_beside", "column_added");
    let source = std::fs::read_to_string(guarded.folder().join("src/lib.rs"));
    let source = source.expect("the case has a library");
    guarded.write(
        "src/lib.rs",
        &(source + "\nfn wrong() -> u32 {\n    \"\"\n}\n"),
    );
    let build = guarded.build();
    assert!(!build.green && build.said.is_empty(), "{}", build.said);
    let expected = "\
error: [KS0401] schema drift: `books.subtitle` is in the models but in no revision
       help: run `cargo db migrate -m \"describe the change\"`, review the file and commit it
  --> src/lib.rs:11:9
   |
11 |     pub subtitle: Option<String>,
   |         ^^^^^^^^
";
    assert!(build.stderr.contains(expected), "{}", build.stderr);
    assert!(build.stderr.contains("error[E0308]"), "{}", build.stderr);

    // The revision is written: the derives expand again.
    guarded.write("src/lib.rs", &source_of("agreement"));
    let mended = guarded.build();
    assert!(mended.green, "{}", mended.stderr);
}

fn source_of(case: &str) -> String {
    let file = repository()
        .join("tests/guard/cases")
        .join(case)
        .join("src/lib.rs");
    std::fs::read_to_string(file).expect("the case has a library")
}

#[test]
fn json_messages_have_the_place() {
    let guarded = by_fields("fields_json", "column_retyped");
    let build = guarded.cargo(&["check", "--message-format=json"], &[]);
    assert!(!build.green);
    let message = (build.stdout.lines())
        .find(|line| line.contains("compiler-message") && line.contains("schema drift"));
    let message = message.unwrap_or_else(|| panic!("{}", build.stdout));
    for part in [
        "\"file_name\":\"src/lib.rs\"",
        "\"is_primary\":true",
        "\"level\":\"error\"",
    ] {
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn what_no_field_can_report_the_build_script_does() {
    for (name, case) in [
        ("fields_gone", "model_deleted"),
        ("fields_heads", "two_heads"),
    ] {
        let build = by_fields(name, case).build();
        let expected = repository()
            .join("tests/guard/cases")
            .join(case)
            .join("expected.txt");
        let expected = std::fs::read_to_string(expected).expect("the case says what is expected");
        let expected = expected.strip_prefix("red\n").expect("the case is red");
        assert!(!build.green);
        assert_eq!(build.said, expected);
    }
}

#[test]
fn a_model_that_some_builds_lack_is_left_to_the_build_script() {
    let guarded = by_fields("fields_conditional", "column_added");
    let source = source_of("column_added");
    let conditional = source.replacen("#[derive(", "#[cfg(feature = \"books\")]\n#[derive(", 1);
    guarded.add_to_manifest(&format!("[features]\nbooks = []\n\n{BY_FIELDS}"));
    guarded.write("src/lib.rs", &conditional);
    let build = guarded.build();
    assert!(
        !build.green && build.said.contains("`books.subtitle`"),
        "{}",
        build.stderr
    );
}

#[test]
fn a_warning_is_the_build_scripts() {
    let guarded = by_fields("fields_warned", "column_added");
    let build = guarded.cargo(&["build"], &[("KEEPER_SCHEMA_GUARD", "warn")]);
    assert!(
        build.green && build.said.contains("`books.subtitle`"),
        "{}",
        build.stderr
    );
}
