//! Revisions that run a hook, which only the application has.

use crate::library::BOOKS;
use crate::sandbox::Sandbox;

const HOOKED: (&str, &str) = (
    "000000000002_hooked.toml",
    r#"format = 1
revision = "000000000002"
down_revision = "000000000001"
message = "hooked"

[[upgrade]]
op = "run"
hook = "count_books"
down = "nothing"
"#,
);

#[test]
fn an_upgrade_is_refused_before_anything_runs() {
    let sandbox = Sandbox::with_files(&[BOOKS, HOOKED]);
    let outcome = sandbox.call(&["upgrade"]);
    assert_eq!(outcome.status, 2, "{}", outcome.stderr);
    let stderr = &outcome.stderr;
    assert!(stderr.contains("error[KS0617]"), "{stderr}");
    let message = "000000000002_hooked.toml) runs the hook `count_books`, which this program does \
        not have; nothing was changed\n";
    assert!(stderr.contains(message), "{stderr}");
    let help = "help: or name that, and `cargo db` runs it: `migrator-bin = \"NAME\"`";
    assert!(stderr.contains(help), "{stderr}");
    let current = sandbox.done(&["current"]);
    assert!(
        !current.stdout.contains("000000000001"),
        "{}",
        current.stdout
    );

    sandbox.done(&["upgrade", "000000000001"]);
}

#[test]
fn a_script_cannot_have_it() {
    let sandbox = Sandbox::with_files(&[BOOKS, HOOKED]);
    let outcome = sandbox.call(&["upgrade", "--sql"]);
    let stderr = &outcome.stderr;
    assert!(stderr.contains("error[KS0617]"), "{stderr}");
    assert_eq!(outcome.stdout, "");
}
