//! SQL in, revision out, by a server.

mod constraints;
mod many;
mod tables;

use expect_test::Expect;
use keeper_schema_core::diff::{self, Hints};
use keeper_schema_core::revision::write;
use keeper_schema_core::schema::Schema;
use keeper_schema_testing::{Cluster, Database};
use postgres::{Client, NoTls, SimpleQueryMessage};

use super::{Row, Scope, Session, schema};
use crate::migrate::{DatabaseError, DatabaseErrorKind};

/// A connection that counts what it sends.
pub(super) struct Driver {
    client: Client,
    pub(super) messages: usize,
}

impl Driver {
    pub(super) fn open(database: &Database) -> Self {
        Self {
            client: Client::connect(database.url(), NoTls).unwrap(),
            messages: 0,
        }
    }
}

impl Session for Driver {
    fn rows(&mut self, sql: &str) -> Result<Vec<Row>, DatabaseError> {
        self.messages += 1;
        let messages = self.client.simple_query(sql).map_err(error)?;
        let rows = messages.iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        });
        Ok(rows
            .map(|row| {
                (0..row.len())
                    .map(|n| row.get(n).map(str::to_owned))
                    .collect()
            })
            .collect())
    }

    fn run(&mut self, sql: &str) -> Result<(), DatabaseError> {
        self.messages += 1;
        self.client.batch_execute(sql).map_err(error)
    }
}

fn error(error: postgres::Error) -> DatabaseError {
    DatabaseError {
        kind: DatabaseErrorKind::Other,
        message: error
            .as_db_error()
            .map_or(error.to_string(), |said| said.message().to_owned()),
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
    let schema = schema(&mut Driver::open(&database), scope).unwrap();
    expected.assert_eq(&written(&schema));
}
