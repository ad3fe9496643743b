//! Where the copy is, and that it goes.

use std::process::Command;

use keeper_schema_testing::psql;
use serde_json::json;

use super::{REFERENCE, WIDER, copies, rehearsed, with};
use crate::sandbox::{ended, until};

#[test]
fn what_is_set_for_the_database_holds_for_the_copy() {
    let asks = "[[upgrade]]\nop = \"execute\"\ndown = \"nothing\"\nsql = \"SELECT 1 / (current_setting('keeper.test') = 'it''s' AND current_setting('search_path') = 'public, shop')::integer\"\n";
    let sandbox = with(&[asks]);
    sandbox.database.run(
        "DO $$ BEGIN
            EXECUTE format('ALTER DATABASE %I SET search_path = public, shop', current_database());
            EXECUTE format('ALTER DATABASE %I SET keeper.test = %L', current_database(), 'it''s');
        END $$",
    );
    rehearsed(&sandbox, &[], 0);
}

#[test]
fn beside_others_the_copy_goes_through_pg_dump() {
    let sandbox = with(&[WIDER]);
    let _other = sandbox.connect("shop");
    let outcome = sandbox.call(&["rehearse"]);
    assert_eq!(outcome.status, 2, "{outcome:?}");
    assert!(
        outcome
            .stderr
            .contains("a database that nobody is connected to"),
        "{outcome:?}"
    );
    assert!(outcome.stderr.contains("`shop`"), "{outcome:?}");
    assert!(outcome.stderr.contains("--into URL"), "{outcome:?}");

    let name = format!("{}_into", sandbox.name());
    let url = sandbox.url_of(&name);
    let outcome = sandbox.call(&["rehearse", "--into", &url]);
    let mismatch = outcome.stderr.contains("server version mismatch");
    assert_eq!(outcome.status, if mismatch { 2 } else { 0 }, "{outcome:?}");
    let left = format!("SELECT datname FROM pg_database WHERE datname = '{name}'");
    assert_eq!(sandbox.database.run(&left), Vec::<String>::new());

    // One that is there is not ours: it is neither written to nor dropped.
    sandbox.database.run(&format!("CREATE DATABASE {name}"));
    let outcome = sandbox.call(&["rehearse", "--into", &url]);
    assert_eq!(outcome.status, 2, "{outcome:?}");
    assert_eq!(sandbox.database.run(&left).concat(), name);
    sandbox.database.run(&format!("DROP DATABASE {name}"));
}

#[test]
fn a_copy_is_kept_where_it_is_asked_for() {
    let sandbox = with(&[WIDER]);
    let url = format!("{}&password=hunter2", sandbox.database.url());
    let arguments = ["rehearse", "--keep", "--url", &url, "--html", "report.html"];
    let outcome = sandbox.done(&arguments);
    let page = std::fs::read_to_string(sandbox.home().join("report.html"));
    let page = page.expect("the page is written");
    for said in [&outcome.stdout, &outcome.stderr, &page] {
        assert!(!said.contains("hunter2"), "{said}");
    }
    let url = outcome
        .stderr
        .lines()
        .find_map(|line| line.strip_prefix("the copy is kept: "));
    let url = url.expect("it is said where");
    let current = sandbox.done(&["current", "--url", url]);
    assert!(current.stdout.contains("000000000002"), "{current:?}");
    for copy in copies(&sandbox) {
        sandbox.database.run(&format!("DROP DATABASE {copy}"));
    }
}

#[cfg(unix)]
#[test]
fn an_interrupted_rehearsal_removes_the_copy() {
    let sleep =
        "[[upgrade]]\nop = \"execute\"\nsql = \"SELECT pg_sleep(600)\"\ndown = \"nothing\"\n";
    let sandbox = with(&[sleep]);
    let name = sandbox.name();
    // Over another database: the original cannot be copied while somebody is connected to it.
    let service = sandbox.url_of("postgres");
    let child = sandbox.start(&["rehearse"]);
    until("the copy is worked on", || {
        let sql = format!(
            "SELECT 'yes' FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND datname LIKE '{name}\\_rehearsal\\_%';"
        );
        psql(&service, &sql).stdout.contains("yes")
    });
    let pid = child.id().to_string();
    let killed = Command::new("kill").args(["-INT", &pid]).status();
    assert!(killed.expect("`kill` runs").success());
    let outcome = ended(child);
    assert_eq!(outcome.status, 130, "{outcome:?}");
    assert!(outcome.stderr.contains("interrupted"), "{outcome:?}");
    assert_eq!(copies(&sandbox), Vec::<String>::new());
}

#[test]
fn a_sample_is_left_in_the_copy() {
    let sandbox = with(&[REFERENCE, WIDER]);
    let report = rehearsed(&sandbox, &["--sample", "1000"], 0);
    assert_eq!(
        report["origin"]["tables"],
        json!([{ "table": "books", "rows": 1000, "of": 50000 }])
    );
    assert_eq!(report["tables"][0]["rows"]["before"], 10);
    assert_eq!(report["tables"][1]["rows"]["up again"], 1000);
    assert!(report["bytes"]["before"].as_u64() < Some(9_000_000));
}
