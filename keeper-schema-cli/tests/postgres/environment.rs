//! What a database is for, as it is marked.

use crate::sandbox::Sandbox;

const BOOKS: (&str, &str) = (
    "000000000001",
    "[[upgrade]]\nop = \"create_table\"\ntable = \"books\"\ncolumns = [{ name = \"id\", type = \"integer\" }]\n",
);

#[test]
fn is_set_before_anything_is_applied_and_outlives_it() {
    let sandbox = Sandbox::with_history(&[BOOKS]);
    sandbox.done(&["environment", "production"]);
    sandbox.done(&["upgrade"]);
    sandbox.refused(
        &["downgrade", "base"],
        &["marked as `production`, and the downgrade loses every row of `books`; nothing"],
    );
    sandbox.done(&["downgrade", "base", "--allow-loss"]);
    sandbox.done(&["stamp", "--purge", "base"]);
    sandbox.done(&["upgrade"]);
    sandbox.done(&["check", "--database"]);
    assert_eq!(sandbox.done(&["environment"]).stdout, "production\n");
    sandbox.done(&["environment", "staging"]);
    assert_eq!(sandbox.done(&["environment"]).stdout, "staging\n");
    sandbox.done(&["environment", "--unset"]);
    assert_eq!(sandbox.done(&["environment"]).stdout, "");
}
