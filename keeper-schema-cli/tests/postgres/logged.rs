//! The log of an upgrade: spans as they are documented, and nothing that is secret.

use crate::sandbox::Sandbox;

const BOOKS: (&str, &str) = (
    "000000000001",
    r#"[[upgrade]]
op = "create_table"
table = "books"
columns = [{ name = "id", type = "integer" }, { name = "title", type = "text" }]
primary_key = { name = "books_pkey", columns = ["id"] }
[[upgrade]]
op = "execute"
sql = "INSERT INTO books VALUES (1, 'swordfish')"
down = "nothing"
"#,
);

fn check(url: &str, sandbox: &Sandbox, database: &str) {
    let call = |level: &str, target: &str| {
        let verb = if target == "base" {
            "downgrade"
        } else {
            "upgrade"
        };
        let outcome = sandbox.done(&[verb, target, "--url", url, "--log", level]);
        assert_eq!(outcome.stdout, "");
        outcome.stderr
    };
    let log = call("trace", "heads");
    for secret in ["hunter2", "swordfish"] {
        assert!(!log.contains(secret), "{secret}: {log}");
    }
    let revision = format!(
        "upgrade{{database=\"{database}\" revisions=1}}:revision{{revision=000000000001 position=1}}"
    );
    for line in [
        format!("INFO {revision}: keeper_schema"),
        format!("DEBUG {revision}:statement{{sql="),
        "INSERT INTO books VALUES (1, '…')".to_owned(),
        "committed revision=000000000001".to_owned(),
    ] {
        assert!(log.contains(&line), "{line}: {log}");
    }
    let log = call("info", "base");
    assert!(log.contains("downgrade{"), "{log}");
    assert!(!log.contains("statement"), "{log}");
}

#[test]
fn it_has_a_span_for_each_thing_and_no_secret() {
    let sandbox = Sandbox::with_history(&[BOOKS]);
    let file = sandbox.home().join("books.db");
    check(&format!("sqlite:{}", file.display()), &sandbox, "sqlite");
    let url = sandbox.database.url();
    let separator = if url.contains('?') { '&' } else { '?' };
    let url = format!("{url}{separator}password=hunter2");
    check(&url, &sandbox, "postgres");
}

#[test]
fn a_level_that_is_none_is_refused() {
    let sandbox = Sandbox::with_history(&[BOOKS]);
    for level in ["a=b=c", "inof", "info,debgu"] {
        sandbox.refused(&["upgrade", "--log", level], &["`--log`", "`info`"]);
    }
}
