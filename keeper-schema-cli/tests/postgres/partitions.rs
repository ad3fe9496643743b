//! Partitions that are detached concurrently: steps of their own, though a person wrote them.

use crate::sandbox::{Sandbox, ended, until};

const SALES: (&str, &str) = (
    "000000000001",
    r#"[[upgrade]]
op = "execute"
sql = """CREATE TABLE sales (year integer, note text) PARTITION BY RANGE (year);
CREATE TABLE sales_2020 PARTITION OF sales FOR VALUES FROM (2020) TO (2021);
INSERT INTO sales VALUES (2020, 'kept')"""
down = "DROP TABLE sales_2020, sales"
"#,
);

const SECOND: (&str, &str) = (
    "000000000002",
    r#"[[upgrade]]
op = "create_table"
table = "before"
columns = [{ name = "id", type = "integer" }]
[[upgrade]]
op = "execute"
sql = "ALTER TABLE sales DETACH PARTITION sales_2020 CONCURRENTLY"
down = "ALTER TABLE sales ATTACH PARTITION sales_2020 FOR VALUES FROM (2020) TO (2021)"
[[upgrade]]
op = "create_table"
table = "after"
columns = [{ name = "id", type = "integer" }]
"#,
);

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::with_history(&[SALES, SECOND]);
    sandbox.done(&["upgrade", SALES.0]);
    sandbox
}

/// Whether it is a partition, and if so, whether it is half detached.
fn partition(sandbox: &Sandbox) -> Vec<String> {
    sandbox
        .database
        .run("SELECT inhdetachpending FROM pg_inherits WHERE inhrelid = 'sales_2020'::regclass")
}

/// The rest is done: the partition stands alone with its row.
fn check_done(sandbox: &Sandbox) {
    assert_eq!(partition(sandbox), [""; 0]);
    assert_eq!(
        sandbox.database.run("SELECT note FROM sales_2020"),
        ["kept"]
    );
    assert_eq!(sandbox.database.run("SELECT note FROM sales"), [""; 0]);
    assert_eq!(sandbox.database.run("SELECT * FROM after, before"), [""; 0]);
    assert_eq!(sandbox.recorded(), [SALES.0, SECOND.0]);
    assert_eq!(sandbox.database.run("SELECT * FROM keeper_steps"), [""; 0]);
}

/// A detachment that waits for a reader, and is half done until then.
fn waiting(sandbox: &Sandbox) -> (postgres::Client, std::process::Child) {
    let mut reader = sandbox.connect("reader");
    reader
        .batch_execute("BEGIN; SELECT * FROM sales")
        .expect("it begins");
    let migrator = sandbox.start(&["upgrade"]);
    until("it waits", || partition(sandbox) == ["t"]);
    (reader, migrator)
}

#[test]
fn it_is_a_step_of_its_own_and_leads_back() {
    let sandbox = sandbox();
    sandbox.done(&["upgrade"]);
    check_done(&sandbox);
    sandbox.done(&["downgrade", SALES.0]);
    assert_eq!(partition(&sandbox), ["f"]);
    sandbox.done(&["upgrade"]);
    check_done(&sandbox);
}

#[test]
fn it_waits_for_readers_and_keeps_none_waiting() {
    let sandbox = sandbox();
    let (mut reader, migrator) = waiting(&sandbox);
    let mut other = sandbox.connect("other");
    other
        .batch_execute("SET lock_timeout = '1s'; SELECT * FROM sales")
        .expect("nobody is in its way");
    reader.batch_execute("COMMIT").expect("it commits");
    let outcome = ended(migrator);
    assert_eq!(outcome.status, 0, "{outcome:?}");
    check_done(&sandbox);
}

/// What is left of an upgrade that was killed while it detached the partition.
fn killed() -> Sandbox {
    let sandbox = sandbox();
    let (mut reader, mut migrator) = waiting(&sandbox);
    migrator.kill().expect("it can be killed");
    ended(migrator);
    until("the server noticed", || {
        let others = "SELECT count(*) FROM pg_stat_activity
            WHERE application_name = 'keeper-schema' AND datname = current_database()";
        sandbox.database.run(others) == ["0"]
    });
    let steps = "SELECT step, state FROM keeper_steps ORDER BY step";
    assert_eq!(sandbox.database.run(steps), ["0|done", "1|running"]);
    assert_eq!(partition(&sandbox), ["t"]);
    reader.batch_execute("COMMIT").expect("it commits");
    sandbox
}

#[test]
fn what_was_killed_in_it_is_finalized_by_a_rerun() {
    let sandbox = killed();
    sandbox.done(&["upgrade"]);
    check_done(&sandbox);
}

#[test]
fn and_by_a_script_for_psql() {
    let sandbox = killed();
    let range = format!("{}:{}", SALES.0, SECOND.0);
    let script = ["upgrade", "--sql", &range, "--dialect", "postgres"];
    let script = sandbox.done(&script).stdout;
    sandbox.database.psql(&script);
    check_done(&sandbox);
    // Whoever runs it twice changes nothing more.
    sandbox.database.psql(&script);
    check_done(&sandbox);
}

#[test]
fn what_is_no_partition_is_told_and_not_taken_for_done() {
    let sandbox = Sandbox::with_history(&[
        SALES,
        (
            SECOND.0,
            &SECOND
                .1
                .replace("PARTITION sales_2020 C", "PARTITION sales_2021 C"),
        ),
    ]);
    for _ in 0..2 {
        let outcome = sandbox.call(&["upgrade"]);
        assert_eq!(outcome.status, 2, "{outcome:?}");
        assert!(outcome.stderr.contains("sales_2021"), "{outcome:?}");
        assert_eq!(sandbox.recorded(), [SALES.0]);
    }
}
