//! SQL in, revision out, by SQLite.

mod constraints;
mod objects;
mod tables;

use expect_test::Expect;
use keeper_schema_core::dialect::BookkeepingNames;
use keeper_schema_core::diff::{self, Hints};
use keeper_schema_core::revision::write;
use keeper_schema_core::schema::Schema;
use rusqlite::Connection;

use crate::migrate::LiveSchema;

/// What an empty database has after `sql`.
pub(super) fn read(sql: &str) -> LiveSchema {
    let connection = Connection::open_in_memory().unwrap();
    if let Err(error) = connection.execute_batch(sql) {
        panic!("{error} in {sql}");
    }
    super::live(
        &connection,
        &Schema::default(),
        &BookkeepingNames::default(),
    )
    .unwrap()
}

/// The operations that make the schema, as a revision has them.
pub(super) fn written(schema: &Schema) -> String {
    let operations = diff::compare(&Schema::default(), schema, &Hints::default()).operations;
    let operations: Vec<String> = operations.iter().map(write::operation).collect();
    operations.join("\n")
}

/// Runs `sql` in an empty database and reads what it has then, and what has no place.
pub(super) fn check(sql: &str, expected: Expect) {
    let found = read(sql);
    let mut text = written(&found.schema);
    for unmanaged in &found.unmanaged {
        text.push_str(&format!("# {unmanaged}\n"));
    }
    expected.assert_eq(&text);
}

/// What has no name in a statement is found again by what it says.
#[test]
fn what_is_read_is_read_again_as_the_same() {
    let sql = "CREATE TABLE t (a TEXT CHECK (a > 'a'), b TEXT CHECK (b > 'b') UNIQUE,
        CHECK (a < b), CONSTRAINT named CHECK (a <> ''), UNIQUE (a, b), CHECK (b <> ''));";
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch(sql).unwrap();
    let read = |expected: &Schema| {
        let bookkeeping = BookkeepingNames::default();
        super::live(&connection, expected, &bookkeeping).unwrap()
    };
    let first = read(&Schema::default()).schema;
    assert_eq!(read(&first).schema, first);
}
