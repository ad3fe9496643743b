//! Which rows fit their table.

use crate::operation::fixture::written;
use crate::operation::{Replay, reverse_all};

const SHELF: &str = r#"
op = "create_enum"
enum = "kind"
values = ["novel", "atlas"]
op = "create_table"
table = "books"
columns = [
    { name = "id", type = "integer", identity = "serial" },
    { name = "title", type = "varchar(5)" },
    { name = "kind", type = "enum:kind", null = true },
    { name = "cover", type = "bytes", null = true },
    { name = "price", type = "numeric(8,2)", null = true },
    { name = "printed", type = "date", null = true },
    { name = "added", type = "timestamptz", null = true },
    { name = "notes", type = "json", null = true },
    { name = "stocked", type = "boolean", default = true },
    { name = "size", type = "integer", null = true, generated = { expression = "length(title)", stored = true } },
]
primary_key = { name = "books_pkey", columns = ["id"] }
unique = [{ name = "books_title_key", columns = ["title"] }]
op = "create_table"
table = "loose"
columns = [{ name = "id", type = "integer" }]
"#;

/// The keys of a `bulk_insert` into `books`, and what is wrong with it if anything is.
fn check(keys: &str, expected: Option<&str>) {
    check_in("books", keys, expected);
}

fn check_in(table: &str, keys: &str, expected: Option<&str>) {
    let mut replay = Replay::default();
    replay.apply_all(&written(SHELF)).expect("it applies");
    let insert = written(&format!(
        "op = \"bulk_insert\"\ntable = \"{table}\"\n{keys}"
    ));
    let error = replay.apply(&insert[0]).err();
    let message = error.map(|error| error.to_string());
    assert_eq!(message.as_deref(), expected, "{keys}");
}

#[test]
fn a_row_of_every_kind_of_value_fits() {
    check(
        r#"rows = [{ id = 1, title = "Atlas", kind = "atlas", cover = "00fF", price = 12.5, printed = 1999-12-31, added = 2026-01-31T12:30:00Z, notes = { a = [1, "b"] }, stocked = false }]"#,
        None,
    );
}

#[test]
fn values_are_held_against_the_types_of_their_columns() {
    for (value, expected) in [
        (
            "title = 1",
            "row 1: `books.title` is `varchar(5)` and takes text of at most 5 characters",
        ),
        (
            "title = \"too long\"",
            "row 1: `books.title` is `varchar(5)` and takes text of at most 5 characters",
        ),
        (
            "title = \"a\", kind = \"poem\"",
            "row 1: `books.kind` is `enum:kind` and takes one of `novel`, `atlas`",
        ),
        (
            "title = \"a\", cover = \"0\"",
            "row 1: `books.cover` is `bytes` and takes a string of hexadecimal digits, two for each byte",
        ),
        (
            "title = \"a\", price = \"1\"",
            "row 1: `books.price` is `numeric(8,2)` and takes a number",
        ),
        (
            "title = \"a\", printed = \"1999-12-31\"",
            "row 1: `books.printed` is `date` and takes a value like 2026-01-31, without quotes",
        ),
        (
            "title = \"a\", added = 2026-01-31T12:30:00+02:00",
            "row 1: `books.added` is `timestamptz` and takes a value like 2026-01-31T12:30:00Z, without quotes",
        ),
        (
            "title = \"a\", stocked = 1",
            "row 1: `books.stocked` is `boolean` and takes `true` or `false`",
        ),
        (
            "title = \"a\", notes = 1",
            "row 1: `books.notes` is `json` and takes a table, a list or a string that is JSON",
        ),
        (
            "titel = \"a\"",
            "table `books` has no column `titel`, did you mean `title`?",
        ),
        (
            "title = \"a\", size = 1",
            "column `books.size` is computed by the database and takes no value",
        ),
        (
            "kind = \"atlas\"",
            "row 1 has no value for `books.title`, which takes no NULL and has no default",
        ),
    ] {
        check(&format!("rows = [{{ id = 1, {value} }}]"), Some(expected));
    }
    check(
        "rows = [{ id = 2147483648, title = \"a\" }]",
        Some(
            "row 1: `books.id` is `integer` and takes a whole number from -2147483648 to 2147483647",
        ),
    );
}

#[test]
fn what_undoes_it_is_found_or_written() {
    for (keys, expected) in [
        (
            "rows = [{ id = 1, title = \"a\" }, { title = \"b\" }]",
            Some("nothing says what undoes this: row 2 has no value for `id` of the key"),
        ),
        ("rows = [{ title = \"a\" }]\ndown = \"nothing\"", None),
        ("rows = [{ title = \"a\" }]\nkey = [\"title\"]", None),
        (
            "rows = [{ title = \"a\" }, { title = \"a\" }]\nkey = [\"title\"]",
            Some(
                "nothing says what undoes this: row 2 has the same value of \"title\" as a row before it",
            ),
        ),
        (
            "rows = [{ title = \"a\", price = 1 }]\nkey = [\"price\"]",
            Some("nothing says what undoes this: nothing keeps \"price\" unique in table `books`"),
        ),
        (
            "rows = [{ id = 1, title = \"a\" }]\non_conflict = \"skip\"",
            None,
        ),
    ] {
        check(keys, expected);
    }
    check_in(
        "loose",
        "rows = [{ id = 1 }]",
        Some(
            "nothing says what undoes this: table `loose` has no primary key, and no `key` tells the rows apart",
        ),
    );
    check_in(
        "book",
        "rows = [{ id = 1 }]",
        Some("table `book` does not exist at this point, did you mean `books`?"),
    );
}

#[test]
fn rows_that_may_have_been_there_are_not_deleted_by_a_derived_downgrade() {
    let mut shelf = Replay::default();
    shelf.apply_all(&written(SHELF)).expect("it applies");
    let shelf = shelf.into_schema();
    let of = |keys: &str| {
        let written = written(&format!("op = \"bulk_insert\"\ntable = \"books\"\n{keys}"));
        reverse_all(&written, &shelf).map_err(|error| error.to_string())
    };
    for policy in ["skip", "update"] {
        let keys = format!("rows = [{{ id = 1, title = \"a\" }}]\non_conflict = \"{policy}\"");
        let error = of(&keys).expect_err("the way back is not known");
        assert!(error.contains("write what undoes it in `down`"), "{error}");
        let nothing = of(&format!("{keys}\ndown = \"nothing\""));
        assert_eq!(nothing, Ok(Vec::new()));
    }
}
