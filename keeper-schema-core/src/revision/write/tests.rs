use std::path::Path;

use super::revision;
use crate::revision::read;

#[test]
fn the_first_worked_example_is_written_as_it_is() {
    let text = include_str!("../../../tests/format/8c431c5e70a8_v2_tables.toml");
    let file = read::revision(Path::new("8c431c5e70a8_v2_tables.toml"), text).unwrap();
    assert_eq!(revision(&file.revision), text);
}

#[test]
fn what_is_replaced_and_the_phase_are_written_as_they_are() {
    let text = "format = 1\nrevision = \"s\"\ndepends_on = [\"d\"]\nreplaces = [\"a\", \"b\"]\nphase = \"contract\"\nmessage = \"m\"\n";
    let file = read::revision(Path::new("s.toml"), text).unwrap();
    assert_eq!(revision(&file.revision), text);
}

#[test]
fn rows_are_written_as_they_are() {
    let text = r#"format = 1
revision = "r"
message = "m"

[[upgrade]]
op = "bulk_insert"
table = "tags"
key = ["slug"]
rows = [
    { slug = "it's", price = 12345678901234567.89, at = 2026-01-31T12:30:00Z, on = 2026-01-31, live = true },
    { slug = "b", notes = { "a b" = [1, 2.5, { c = "d" }], e = {} } },
]
on_conflict = "update"
down = "DELETE FROM tags"

[[upgrade]]
op = "bulk_delete"
table = "tags"
rows = [
    { id = 1 },
]

[[upgrade]]
op = "backfill"
table = "tags"
key = ["id"]
set = { size = { sqlite = "length(slug)", postgres = "char_length(slug)" }, live = "true" }
where = "size IS NULL"
batch_size = 5000
pause = 100
down = "irreversible"

[[upgrade]]
op = "copy_column"
schema = "library"
table = "tags"
column = "slug"
to = "name"
where = "name IS NULL"
batch_size = 10

[[upgrade]]
op = "rename_values"
table = "tags"
key = ["slug"]
column = "size"
values = { 2 = 1, 1 = 2, "it's" = "a b" }
down = "nothing"
"#;
    let file = read::revision(Path::new("r.toml"), text).unwrap();
    assert_eq!(revision(&file.revision), text);
}

#[test]
fn digits_are_written_without_what_sets_them_apart() {
    let text = "format = 1\nrevision = \"r\"\nmessage = \"m\"\n[[upgrade]]\nop = \"bulk_delete\"\ntable = \"t\"\nrows = [{ a = +1_000.50, b = 1_0 }]\n";
    let file = read::revision(Path::new("r.toml"), text).unwrap();
    assert!(revision(&file.revision).contains("    { a = 1000.50, b = 10 },\n"));
}
