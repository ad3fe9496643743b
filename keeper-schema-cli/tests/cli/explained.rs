//! `explain`: pages about codes, in a folder with nothing in it.

use expect_test::expect;

use crate::sandbox::{Outcome, command, outcome};

fn explain(arguments: &[&str]) -> Outcome {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let call = command()
        .arg("explain")
        .args(arguments)
        .current_dir(folder.path())
        .output();
    outcome(call.expect("the program can be run"))
}

fn done(arguments: &[&str]) -> String {
    let outcome = explain(arguments);
    assert_eq!((outcome.status, &*outcome.stderr), (0, ""), "{arguments:?}");
    outcome.stdout
}

#[test]
fn a_code_is_taken_as_rustc_takes_its_own() {
    let page = done(&["KS0007"]);
    assert!(page.starts_with("# KS0007: a number is outside of its range\n"));
    assert!(page.ends_with("```\n"), "{page}");
    for written in ["ks0007", "0007", "7"] {
        assert_eq!(done(&[written]), page, "{written}");
    }
}

#[test]
fn without_a_code_all_are_listed() {
    let listed = done(&[]);
    let lines: Vec<&str> = listed.lines().collect();
    assert!(lines.is_sorted(), "{listed}");
    assert_eq!(lines[0], "KS0001  the source is not Rust");
    for line in lines {
        let (code, title) = line.split_once("  ").expect("a title follows a code");
        assert!(done(&[code]).starts_with(&format!("# {code}: {title}\n")));
    }
}

#[test]
fn programs_get_json() {
    let listed = done(&["--format", "json"]);
    let listed: serde_json::Value = serde_json::from_str(&listed).expect("it is JSON");
    assert_eq!(listed[6]["code"], "KS0007");
    let page: serde_json::Value =
        serde_json::from_str(&done(&["7", "--format", "json"])).expect("it is JSON");
    assert_eq!(page["title"], listed[6]["title"]);
    assert_eq!(page["page"], done(&["7"]));
}

#[test]
fn a_code_that_is_none_is_one_error_with_the_closest() {
    let cases = [
        (
            "KS0071",
            expect![[r#"
                error: there is no code `KS0071`, did you mean `KS0001`?

                help: `cargo db explain` lists all codes
            "#]],
        ),
        (
            "41",
            expect![[r#"
                error: there is no code `41`, did you mean `KS0001`?

                help: `cargo db explain` lists all codes
            "#]],
        ),
        (
            "E0308",
            expect![[r#"
                error: there is no code `E0308`, did you mean `KS0308`?

                help: `cargo db explain` lists all codes
            "#]],
        ),
        (
            "the guard\u{1b}[31m",
            expect![[r#"
                error: there is no code `the guard\u{1b}[31m`

                help: `cargo db explain` lists all codes
            "#]],
        ),
        (
            "",
            expect![[r#"
                error: there is no code ``

                help: `cargo db explain` lists all codes
            "#]],
        ),
    ];
    for (written, expected) in cases {
        let outcome = explain(&[written]);
        assert_eq!((outcome.status, &*outcome.stdout), (2, ""), "{written}");
        expected.assert_eq(&outcome.stderr);
    }
}
