//! Rows that do not fit, and SQL that may not be.

use crate::sandbox::Sandbox;

const BOOKS: (&str, &str) = (
    "000000000001",
    "[[upgrade]]\nop = \"create_table\"\ntable = \"books\"\ncolumns = [\n{ name = \"id\", type = \"integer\" },\n{ name = \"pages\", type = \"integer\", null = true },\n]\nprimary_key = { name = \"books_pkey\", columns = [\"id\"] }\n",
);

/// A change that rows stand against, and what is said of them.
fn check(operation: &str, expected: &str) {
    let sandbox = Sandbox::with_history(&[BOOKS, ("000000000002", operation)]);
    sandbox.done(&["upgrade", BOOKS.0]);
    sandbox
        .database
        .run("INSERT INTO books VALUES (1, NULL), (2, NULL), (3, 7), (4, 7)");
    let before = sandbox.declared();
    let outcome = sandbox.call(&["upgrade"]);
    assert_eq!(outcome.status, 2, "{outcome:?}");
    assert!(outcome.stderr.contains(expected), "{outcome:?}");
    assert_eq!(sandbox.declared(), before);
    assert_eq!(sandbox.recorded(), [BOOKS.0]);
}

#[test]
fn rows_that_do_not_fit_are_counted_and_shown() {
    check(
        "[[upgrade]]\nop = \"alter_column\"\ntable = \"books\"\ncolumn = \"pages\"\nset = { null = false }\nwas = { null = true }\n",
        "2 rows of `books` with NULL in `pages`, which must not be NULL (id 1, id 2)",
    );
    check(
        "[[upgrade]]\nop = \"create_unique_constraint\"\ntable = \"books\"\nname = \"books_pages_key\"\ncolumns = [\"pages\"]\n",
        "1 group of rows of `books` with the same `pages`",
    );
}

#[test]
fn sql_of_a_person_keeps_the_transaction() {
    for sql in ["COMMIT", "SELECT 1; ROLLBACK", "START TRANSACTION", "ABORT"] {
        let operation =
            format!("[[upgrade]]\nop = \"execute\"\nsql = \"{sql}\"\ndown = \"nothing\"\n");
        let sandbox = Sandbox::with_history(&[("000000000001", &operation)]);
        let outcome = sandbox.call(&["upgrade"]);
        assert_eq!(outcome.status, 2, "{outcome:?}");
        assert!(
            outcome.stderr.contains("is refused in `execute`"),
            "{outcome:?}"
        );
        let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'";
        assert_eq!(sandbox.database.run(tables), ["0"]);
    }
}
