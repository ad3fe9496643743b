//! Changes that fail on the rows: the rehearsal fails with the rows counted.

use super::{UNIQUE, with};

fn check(operation: &str, found: &str) {
    let head = UNIQUE.split("[[upgrade]]").next().unwrap_or_default();
    let sandbox = with(&format!(
        "{head}[[upgrade]]\ntable = \"books\"\n{operation}\n"
    ));
    let connection = sandbox.connection();
    let rows = "DELETE FROM books; INSERT INTO books
        WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1000)
        SELECT n, CASE WHEN n % 10 = 0 THEN 'Soon' WHEN n % 5 = 0 THEN 'soon' ELSE n * 1000 END,
            CASE WHEN n % 100 <> 0 THEN n END FROM numbers";
    connection.execute_batch(rows).expect("the SQL runs");
    let outcome = sandbox.call(&["rehearse"]);
    assert_eq!(outcome.status, 1, "{outcome:?}");
    let said = outcome
        .stderr
        .lines()
        .find_map(|line| line.strip_prefix("error: "));
    assert_eq!(said, Some(found), "{operation}");
}

#[test]
fn columns_that_take_less() {
    for (operation, found) in [
        (
            "op = \"alter_column\"\ncolumn = \"pages\"\nset = { null = false }\nwas = { null = true }",
            "10 rows of `books` with NULL in `pages`, which must not be NULL (id 100, id 200, id 300, …)",
        ),
        (
            "op = \"alter_column\"\ncolumn = \"title\"\nset = { type = \"integer\" }\nwas = { type = \"varchar(255)\" }",
            "200 rows of `books` with a value in `title` that `integer` would change or cannot hold; say how to convert it in `using` (id 5, id 10, id 15, …)",
        ),
        (
            "op = \"alter_column\"\ncolumn = \"title\"\nset = { type = \"varchar(5)\" }\nwas = { type = \"varchar(255)\" }",
            "720 rows of `books` with a value in `title` that `varchar(5)` would change or cannot hold; say how to convert it in `using` (id 101, id 102, id 103, …)",
        ),
        (
            "op = \"add_column\"\ncolumn = { name = \"isbn\", type = \"text\" }",
            "1000 rows of `books` without a value for the new column `isbn`, which must not be NULL; give it a default or a backfill (id 1, id 2, id 3, …)",
        ),
    ] {
        check(
            operation,
            &format!("upgrade of revision `bbbb` failed: {found}"),
        );
    }
}

#[test]
fn constraints_that_rows_break() {
    for (operation, found) in [
        (
            "op = \"create_check_constraint\"\nname = \"books_pages_check\"\nexpression = \"pages > 10\"",
            "upgrade of revision `bbbb` failed: 10 rows of `books` against the check `books_pages_check` (id 1, id 2, id 3, …)",
        ),
        (
            "op = \"create_index\"\nname = \"i\"\nkeys = [\"title\"]\nunique = true",
            "upgrade of revision `bbbb` failed: 2 groups of rows of `books` with the same `title`, which must be unique (title `Soon`, title `soon`)",
        ),
        (
            "op = \"create_index\"\nname = \"i\"\nkeys = [{ expression = \"lower(title)\" }]\nunique = true",
            "upgrade of revision `bbbb` failed: 1 group of rows of `books` with the same `lower(title)`, which must be unique (lower(title) `soon`)",
        ),
        (
            "op = \"create_index\"\nname = \"i\"\nkeys = [{ column = \"title\", collation = { sqlite = \"NOCASE\" } }]\nunique = true",
            "upgrade of revision `bbbb` failed: 1 group of rows of `books` with the same `title`, which must be unique (title `soon`)",
        ),
        (
            "op = \"create_foreign_key\"\nname = \"books_pages_fkey\"\ncolumns = [\"pages\"]\nreferences = { table = \"books\", columns = [\"id\"] }\n[[upgrade]]\nop = \"execute\"\nsql = \"DELETE FROM books WHERE id > 990\"\ndown = \"nothing\"\n[[upgrade]]\nop = \"execute\"\nsql = \"UPDATE books SET pages = 2000 WHERE id < 8\"\ndown = \"nothing\"",
            "rows would refer to rows that are not there; 7 rows of `books` (`pages`) to `books`, rowid 1, 2, 3",
        ),
    ] {
        check(operation, found);
    }
}
