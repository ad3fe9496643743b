//! A server that only reads.

use keeper_schema_testing::Cluster;

use crate::sandbox::Sandbox;

const BOOKS: (&str, &str) = (
    "000000000001",
    "[[upgrade]]\nop = \"create_table\"\ntable = \"books\"\ncolumns = [{ name = \"title\", type = \"text\" }]\n",
);

const PAGES: (&str, &str) = (
    "000000000002",
    "[[upgrade]]\nop = \"add_column\"\ntable = \"books\"\ncolumn = { name = \"pages\", type = \"integer\", null = true }\n",
);

const HISTORY: [(&str, &str); 2] = [BOOKS, PAGES];
const READ_ONLY: &[&str] = &["read-only transaction", "is this a standby"];

/// Refuses both ways, and leaves all as it was.
fn check(sandbox: &Sandbox) {
    let before = (sandbox.recorded(), sandbox.declared());
    sandbox.refused(&["upgrade"], READ_ONLY);
    sandbox.refused(&["downgrade", "base"], READ_ONLY);
    assert_eq!((sandbox.recorded(), sandbox.declared()), before);
    // Reading is possible.
    let current = sandbox.done(&["current"]);
    assert!(current.stdout.contains(BOOKS.0), "{current:?}");
}

#[test]
fn a_database_that_is_set_to_read_only() {
    let sandbox = Sandbox::with_history(&HISTORY);
    let set = |value: &str| {
        let set = format!(
            "SET default_transaction_read_only = off;
             SELECT format('ALTER DATABASE %I SET default_transaction_read_only = {value}', current_database()) \\gexec"
        );
        sandbox.database.run(&set);
    };
    set("on");
    sandbox.refused(&["upgrade"], READ_ONLY);
    assert_eq!(sandbox.declared(), [""; 0]);
    set("off");
    sandbox.done(&["upgrade", BOOKS.0]);
    set("on");
    check(&sandbox);
    set("off");
    sandbox.done(&["upgrade"]);
    assert_eq!(sandbox.recorded(), [BOOKS.0, PAGES.0]);
}

#[test]
fn a_standby_until_it_is_promoted() {
    // What is acknowledged is to be there: the tests are quicker without.
    let mut cluster = Cluster::start_with(&["synchronous_commit=on"]);
    let sandbox = Sandbox::on(&cluster, &HISTORY);
    sandbox.done(&["upgrade", BOOKS.0]);
    cluster.crash();
    cluster.start_again_as_standby();
    check(&sandbox);
    assert_eq!(sandbox.database.run("SELECT pg_promote()"), ["t"]);
    sandbox.done(&["upgrade"]);
    assert_eq!(sandbox.recorded(), [BOOKS.0, PAGES.0]);
}
