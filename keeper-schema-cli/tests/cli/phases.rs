//! Revisions that say when they may run beside a deployment.

use crate::sandbox::{Sandbox, strings};

const BASE: (&str, &str) = (
    "000000000001_books.toml",
    r#"format = 1
revision = "000000000001"
message = "books"

[[upgrade]]
op = "create_table"
table = "books"
columns = [
    { name = "id", type = "integer" },
    { name = "pages", type = "integer" },
]
primary_key = { name = "books_pkey", columns = ["id"] }
"#,
);

const EXPAND: (&str, &str) = (
    "000000000002_pages_expand.toml",
    r#"format = 1
revision = "000000000002"
down_revision = "000000000001"
phase = "expand"
message = "pages, expand"

[[upgrade]]
op = "alter_column"
table = "books"
column = "pages"
set = { null = true }
was = { null = false }
"#,
);

const CONTRACT: (&str, &str) = (
    "000000000003_pages_contract.toml",
    r#"format = 1
revision = "000000000003"
down_revision = "000000000002"
phase = "contract"
message = "pages, contract"

[[upgrade]]
op = "drop_column"
table = "books"
column = "pages"
"#,
);

const LATER: (&str, &str) = (
    "000000000004_title.toml",
    r#"format = 1
revision = "000000000004"
down_revision = "000000000003"
phase = "expand"
message = "title"

[[upgrade]]
op = "add_column"
table = "books"
column = { name = "title", type = "text", null = true }
"#,
);

fn sandbox() -> Sandbox {
    Sandbox::with_files(&[BASE, EXPAND, CONTRACT, LATER])
}

fn columns(sandbox: &Sandbox) -> String {
    let query = "SELECT name FROM pragma_table_info('books')";
    strings(&sandbox.connection(), query).join(" ")
}

#[test]
fn an_upgrade_stops_before_the_contract_and_goes_on() {
    let sandbox = sandbox();
    let outcome = sandbox.done(&["upgrade", "--phase", "expand"]);
    assert_eq!(columns(&sandbox), "id pages");
    let waits = "waiting: 000000000002 -> 000000000003 (contract), pages, contract\n";
    assert!(outcome.stderr.contains(waits), "{}", outcome.stderr);

    let again = sandbox.done(&["upgrade", "--phase", "expand"]);
    assert!(
        again
            .stderr
            .starts_with("nothing to do: the expand phase is applied\n")
    );
    assert!(again.stderr.contains(waits), "{}", again.stderr);

    let contract = sandbox.done(&["upgrade", "--phase", "contract"]);
    assert_eq!(columns(&sandbox), "id title");
    assert!(!contract.stderr.contains("waiting"), "{}", contract.stderr);
}

#[test]
fn a_later_expand_runs_once_the_contract_before_it_has() {
    let sandbox = sandbox();
    sandbox.done(&["upgrade", "000000000003"]);
    sandbox.done(&["upgrade", "--phase", "expand"]);
    assert_eq!(columns(&sandbox), "id title");
}

#[test]
fn a_target_beyond_the_contract_is_not_reached_and_that_is_told() {
    let sandbox = sandbox();
    let outcome = sandbox.done(&["upgrade", "000000000004", "--phase", "expand"]);
    assert_eq!(columns(&sandbox), "id pages");
    assert!(outcome.stderr.contains("waiting"), "{}", outcome.stderr);
}

#[test]
fn the_contract_alone_is_taken_back() {
    let sandbox = sandbox();
    sandbox.done(&["upgrade"]);
    sandbox.done(&["downgrade", "000000000002"]);
    assert_eq!(columns(&sandbox), "id pages");
    assert!(
        sandbox
            .call(&["downgrade", "base", "--phase", "expand"])
            .status
            == 2
    );
}

#[test]
fn plans_and_scripts_stop_there_too() {
    let sandbox = sandbox();
    let plan = sandbox.done(&["upgrade", "--phase", "expand", "--plan"]);
    let expected = "<base> -> 000000000001, books
    create_table books (id, pages)
000000000001 -> 000000000002 (expand), pages, expand
";
    assert!(plan.stdout.starts_with(expected), "{}", plan.stdout);
    assert!(!plan.stdout.contains("drop_column"), "{}", plan.stdout);
    let script = sandbox.done(&["upgrade", "--phase", "expand", "--sql"]);
    assert!(
        script.stdout.contains("'000000000002'"),
        "{}",
        script.stdout
    );
    assert!(
        !script.stdout.contains("'000000000003'"),
        "{}",
        script.stdout
    );
}

#[test]
fn phases_are_shown() {
    let sandbox = sandbox();
    sandbox.done(&["upgrade", "--phase", "expand"]);
    let current = sandbox.done(&["current"]);
    assert_eq!(
        current.stdout,
        "000000000001 -> 000000000002 (expand), pages, expand\n"
    );
    assert!(
        current
            .stderr
            .contains("waiting: 000000000002 -> 000000000003 (contract)")
    );
    let current = sandbox.done(&["current", "--format", "json"]);
    let current: serde_json::Value = serde_json::from_str(&current.stdout).expect("JSON");
    assert_eq!(current[0]["phase"], "expand");
    assert_eq!(current[0]["waiting"], serde_json::json!(["000000000003"]));

    let history = sandbox.done(&["history"]);
    assert!(
        history
            .stdout
            .contains("000000000003 (contract), pages, contract")
    );
    let history = sandbox.done(&["history", "--format", "json"]);
    assert!(history.stdout.contains("\"phase\": \"contract\""));
    let history = sandbox.done(&["history", "--format", "mermaid"]);
    assert!(history.stdout.contains("(contract)"), "{}", history.stdout);
    let show = sandbox.done(&["show", "000000000003"]);
    assert!(
        show.stdout.contains("\nPhase: contract\n"),
        "{}",
        show.stdout
    );
}

#[test]
fn a_squash_does_not_go_over_a_contract() {
    let sandbox = sandbox();
    let refused = sandbox.call(&["squash", "000000000002:000000000003", "-m", "x"]);
    assert_eq!(refused.status, 2);
    let says = "revision `000000000002` does not say `phase = \"contract\"`, and another one does";
    assert!(refused.stderr.contains(says), "{}", refused.stderr);
    let squash = ["squash", ":000000000002", "-m", "x", "--dry-run"];
    let squashed = sandbox.done(&squash).stdout;
    assert!(!squashed.contains("phase"), "{squashed}");
}
