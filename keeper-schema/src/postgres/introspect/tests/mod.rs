//! SQL in, revision out, by a server.

mod constraints;
mod many;
mod tables;

use std::cell::Cell;

use expect_test::Expect;
use keeper_schema_core::diff::{self, Hints};
use keeper_schema_core::revision::write;
use keeper_schema_core::schema::Schema;
use keeper_schema_testing::{Cluster, Database};

use super::connection::{Connection, Row};
use super::{Scope, found};
use crate::database_url::DatabaseUrl;
use crate::migrate::DatabaseError;
use crate::postgres::{OpenOptions, PostgresExecutor};

/// A connection that counts what it sends.
pub(super) struct Counting {
    executor: PostgresExecutor,
    pub(super) messages: Cell<usize>,
}

impl Counting {
    pub(super) fn open(database: &Database) -> Self {
        let Ok(DatabaseUrl::Postgres(url)) = DatabaseUrl::parse(database.url()) else {
            panic!("`{}` is PostgreSQL's", database.url());
        };
        Self {
            executor: PostgresExecutor::connect(&url, &OpenOptions::default()).unwrap(),
            messages: Cell::new(0),
        }
    }
}

impl Connection for Counting {
    fn rows(&self, sql: &str) -> Result<Vec<Row>, DatabaseError> {
        self.messages.update(|count| count + 1);
        self.executor.client.rows(sql)
    }

    fn run(&self, sql: &str) -> Result<(), DatabaseError> {
        self.messages.update(|count| count + 1);
        self.executor.client.run(sql)
    }
}

/// The operations that make a schema, as a revision has them.
pub(super) fn written(schema: &Schema) -> String {
    let operations = diff::compare(&Schema::default(), schema, &Hints::default()).operations;
    let operations: Vec<String> = operations.iter().map(write::operation).collect();
    operations.join("\n")
}

/// Runs `sql` in an empty database and reads what it has then.
pub(super) fn check(sql: &str, scope: &Scope, expected: Expect) {
    let database = Cluster::shared().database();
    database.run(sql);
    let found = found(&Counting::open(&database), scope).unwrap();
    expected.assert_eq(&written(&found.schema));
}
