//! Changes that fail on the rows: the rehearsal fails with the rows counted.

use super::{rehearsed, with};

/// Of the 50,000 books, some have no pages, an author that is not there, or a title that is
/// the same as another's but for its case.
fn check(operations: &str, found: &str) {
    let sandbox = with(&[operations]);
    sandbox.database.run(
        "TRUNCATE books;
        INSERT INTO books (id, title, pages, author_id) SELECT n,
            CASE WHEN n % 10 = 0 THEN 'Soon' WHEN n % 5 = 0 THEN 'soon' ELSE (n * 1000)::text END,
            CASE WHEN n % 100 <> 0 THEN n END, CASE WHEN n % 250 = 0 THEN 77 ELSE 1 END
        FROM generate_series(1, 50000) AS n",
    );
    let report = rehearsed(&sandbox, &[], 1);
    let finding = report["findings"][0].as_str().expect("it is text");
    let of = "upgrade of revision `000000000002` failed: ";
    assert_eq!(finding.strip_prefix(of), Some(found), "{operations}");
}

/// `alter_column` of a column of `books`.
fn alter(column: &str, set: &str, was: &str, found: &str) {
    let operation = format!(
        "[[upgrade]]\nop = \"alter_column\"\ntable = \"books\"\ncolumn = \"{column}\"\nset = {{ {set} }}\nwas = {{ {was} }}\n"
    );
    check(&operation, found);
}

/// An operation on `books` that makes something.
fn create(operation: &str, found: &str) {
    check(
        &format!("[[upgrade]]\ntable = \"books\"\n{operation}\n"),
        found,
    );
}

#[test]
fn columns_that_take_less() {
    alter(
        "pages",
        "null = false",
        "null = true",
        "500 rows of `books` with NULL in `pages`, which must not be NULL (id 100, id 200, id 300, …)",
    );
    alter(
        "title",
        "type = \"varchar(6)\"",
        "type = \"text\"",
        "39200 rows of `books` with a value in `title` that `varchar(6)` would change or cannot hold; say how to convert it in `using` (id 1001, id 1002, id 1003, …)",
    );
    alter(
        "pages",
        "type = \"smallint\"",
        "type = \"integer\"",
        "17060 rows of `books` with a value in `pages` that `smallint` would change or cannot hold; say how to convert it in `using` (id 32768, id 32769, id 32770, …)",
    );
    create(
        "op = \"add_column\"\ncolumn = { name = \"isbn\", type = \"text\" }",
        "50000 rows of `books` without a value for the new column `isbn`, which must not be NULL; give it a default or a backfill (id 1, id 2, id 3, …)",
    );
}

#[test]
fn texts_that_are_no_value_of_the_new_type() {
    for (column_type, count) in [
        ("smallint", 49974),
        ("integer", 10000),
        ("bigint", 10000),
        ("numeric(20,2)", 10000),
        ("double", 10000),
        ("boolean", 50000),
        ("uuid", 50000),
    ] {
        alter(
            "title",
            &format!("type = \"{column_type}\""),
            "type = \"text\"",
            &format!(
                "{count} rows of `books` with a value in `title` that `{column_type}` would change or cannot hold; say how to convert it in `using` (id {}, …)",
                if count == 50000 {
                    "1, id 2, id 3"
                } else {
                    "5, id 10, id 15"
                }
            ),
        );
    }
}

#[test]
fn constraints_that_rows_break() {
    create(
        "op = \"create_check_constraint\"\nname = \"books_pages_check\"\nexpression = \"pages > 10\"",
        "10 rows of `books` against the check `books_pages_check` (id 1, id 2, id 3, …)",
    );
    create(
        "op = \"create_check_constraint\"\nname = \"books_pages_check\"\nexpression = \"pages > 10\"\nnot_valid = true
[[upgrade]]\nop = \"validate_constraint\"\ntable = \"books\"\nname = \"books_pages_check\"",
        "10 rows of `books` against the check `books_pages_check` (id 1, id 2, id 3, …)",
    );
    create(
        "op = \"create_foreign_key\"\nname = \"books_author_id_fkey\"\ncolumns = [\"author_id\"]\nreferences = { table = \"authors\", columns = [\"id\"] }",
        "200 rows of `books` whose `author_id` refers to no row of `authors` (id 250 and author_id 77, id 500 and author_id 77, id 750 and author_id 77, …)",
    );
}

#[test]
fn indexes_that_duplicates_stand_against() {
    create(
        "op = \"create_index\"\nname = \"i\"\nkeys = [\"title\"]\nunique = true\nconcurrently = true",
        "2 groups of rows of `books` with the same `title`, which must be unique (title `Soon`, title `soon`)",
    );
    create(
        "op = \"create_index\"\nname = \"i\"\nkeys = [{ expression = \"lower(title)\" }]\nunique = true",
        "1 group of rows of `books` with the same `lower(title)`, which must be unique (lower(title) `soon`)",
    );
}
