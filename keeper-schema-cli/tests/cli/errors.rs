//! Failures as JSON on stderr.

use serde_json::{Value, json};

use crate::sandbox::Sandbox;

#[test]
fn a_failure_is_told_to_programs_with_its_code() {
    let sandbox = Sandbox::with_files(&[]);
    for (call, status, code) in [
        (&["show", "nothing"][..], 2, json!("KS0208")),
        (&["inspect", "nonsense://x"], 2, Value::Null),
        (&["upgrade", "nothing", "--plan"], 2, json!("KS0208")),
    ] {
        let outcome = sandbox.call(&[call, &["--format", "json"]].concat());
        assert_eq!(outcome.status, status, "{outcome:?}");
        assert_eq!(outcome.stdout, "");
        let told: Value = serde_json::from_str(&outcome.stderr).expect("it is one object");
        assert_eq!(told["code"], code, "{outcome:?}");
        let people = sandbox.call(call).stderr;
        let message = told["message"].as_str().expect("it is text");
        assert!(people.contains(message), "{people}");
    }
}

#[test]
fn a_failure_in_a_file_is_told_with_its_place() {
    let sandbox = Sandbox::with_files(&[("a_one.toml", "revision = \"a\"\n")]);
    let outcome = sandbox.call(&["heads", "--format", "json"]);
    assert_eq!(outcome.status, 2);
    let first = outcome.stderr.lines().next().expect("a line");
    let told: Value = serde_json::from_str(first).expect("it is JSON");
    assert_eq!(told["place"]["line"], 1, "{outcome:?}");
}
