//! A database that is made anew for each case.

use keeper_schema::migrate::{
    DatabaseErrorKind, Direction, Executor, MigrateError, Options, Silent, Step, StepError, Work,
};
use keeper_schema::postgres::PostgresExecutor;
use keeper_schema_core::dialect::postgres::create_schema;
use keeper_schema_core::dialect::quoted;
use keeper_schema_core::diff::{Hints, compare};
use keeper_schema_core::operation::{Operation, Replay};
use keeper_schema_core::revision::{Revision, RevisionId};
use keeper_schema_core::schema::{Schema, TableName};
use keeper_schema_testing::Cluster;
use postgres::{Client, NoTls, SimpleQueryMessage};
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

use super::rows::relation;
use crate::connect;
use crate::kept::{Place, Values, kept};

/// The database schema of tables that say none: `public` is then another one.
pub(super) const OWN: &str = "own";

/// Whether the rows are why it failed. A check that is not valid yet speaks when a later
/// operation fills a column in its row.
fn are_rows_in_the_way(error: &StepError) -> bool {
    match error {
        StepError::Rows { .. } => true,
        StepError::Statement { sql, error } => {
            sql.starts_with("UPDATE ") && error.kind == DatabaseErrorKind::Constraint
        }
        _ => false,
    }
}

/// A database, and a connection of the executor to it.
pub(super) struct Live {
    client: Client,
    pub(super) executor: PostgresExecutor,
    revision: Revision,
}

/// How operations went.
pub(super) enum Outcome {
    Done,
    RowsDoNotFit,
}

impl Live {
    pub(super) fn new() -> Self {
        let database = Cluster::shared().database();
        database.run(&format!(
            "SELECT format('ALTER DATABASE %I SET search_path = {OWN}', current_database()) \\gexec"
        ));
        database.run("CREATE SCHEMA own");
        Self {
            client: Client::connect(database.url(), NoTls).unwrap(),
            executor: connect(database.url()).unwrap(),
            revision: Revision::new(RevisionId::new("law").unwrap(), "a law"),
        }
    }

    /// Makes a schema directly, and runs more SQL.
    pub(super) fn build(&mut self, schema: &Schema, more: &[String]) {
        let mut script = vec![
            "DROP SCHEMA IF EXISTS own, public, archive, \"Audit \"\"1\"\"\" CASCADE".to_owned(),
            "CREATE SCHEMA own".to_owned(),
            "CREATE SCHEMA public".to_owned(),
        ];
        script.extend(create_schema(schema).unwrap());
        script.extend_from_slice(more);
        script.push("RESET ALL".to_owned());
        let script = script.join(";\n");
        if let Err(error) = self.client.batch_execute(&script) {
            panic!("{error:?}\nin\n{script}");
        }
    }

    /// What is found, where `expected` should be.
    pub(super) fn found(&mut self, expected: &Schema) -> Schema {
        let live = self.executor.live_schema(expected).unwrap();
        assert_eq!(live.invalid_indexes, []);
        live.schema
    }

    pub(super) fn is_at(&mut self, expected: &Schema) -> TestCaseResult {
        let found = self.found(expected);
        let left = compare(&found, expected, &Hints::default()).operations;
        let left: Vec<String> = left.iter().map(ToString::to_string).collect();
        prop_assert_eq!(left.join("\n"), "");
        prop_assert_eq!(&found, expected);
        Ok(())
    }

    pub(super) fn upgrade(
        &mut self,
        from: &Schema,
        operations: &[Operation],
    ) -> Result<Outcome, TestCaseError> {
        self.revision.upgrade = operations.to_vec();
        self.run(from, operations, Direction::Upgrade)
    }

    pub(super) fn downgrade(
        &mut self,
        from: &Schema,
        operations: &[Operation],
    ) -> Result<Outcome, TestCaseError> {
        self.run(from, operations, Direction::Downgrade)
    }

    /// The values that the operations must leave alone.
    pub(super) fn kept(&mut self, schema: &Schema, operations: &[Operation]) -> Values {
        kept(schema, operations, |place| self.values(place))
    }

    pub(super) fn keeps(&mut self, before: &Values) -> TestCaseResult {
        for (place, before) in before {
            prop_assert_eq!(&self.values(place), before, "{:?}", place);
        }
        Ok(())
    }

    /// Runs SQL.
    pub(super) fn also(&mut self, sql: &str) {
        self.client.batch_execute(sql).unwrap();
    }

    /// The rows of a table as text.
    pub(super) fn rows(&mut self, table: &TableName) -> Vec<String> {
        let sql = format!("SELECT t::text FROM {} AS t ORDER BY 1", relation(table));
        self.texts(&sql)
    }

    fn values(&mut self, (table, column): &Place) -> Vec<String> {
        let column = column.as_ref();
        let column = column.map_or("''".to_owned(), |column| quoted(column).unwrap());
        let sql = format!("SELECT {column}::text FROM {} ORDER BY 1", relation(table));
        self.texts(&sql)
    }

    pub(super) fn texts(&mut self, sql: &str) -> Vec<String> {
        let rows = self.client.simple_query(sql).unwrap();
        let rows = rows.into_iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row.get(0).unwrap_or("NULL").to_owned()),
            _ => None,
        });
        rows.collect()
    }

    fn run(
        &mut self,
        from: &Schema,
        operations: &[Operation],
        direction: Direction,
    ) -> Result<Outcome, TestCaseError> {
        let revision = &self.revision;
        let mut planner = |_: &_| {
            Ok(Work {
                replay: Replay::new(from.clone()),
                steps: vec![Step {
                    revision: revision.id.clone(),
                    direction,
                    operations: operations.into(),
                    foreign_keys_on: false,
                    of: revision,
                    replaces: false,
                }],
            })
        };
        match self
            .executor
            .run(&mut planner, &Options::default(), &mut Silent)
        {
            Ok(_) => Ok(Outcome::Done),
            Err(MigrateError::Step { error, .. }) if are_rows_in_the_way(&error) => {
                Ok(Outcome::RowsDoNotFit)
            }
            Err(error) => {
                let said: Vec<String> = operations.iter().map(ToString::to_string).collect();
                Err(TestCaseError::fail(format!(
                    "{error}\nin the {direction:?}\n{}",
                    said.join("\n")
                )))
            }
        }
    }
}
