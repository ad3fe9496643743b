//! What holds for every two schemas that SQLite can have: the operations between them
//! lead a database with rows from one to the other, and back.

use keeper_schema::migrate::{
    Direction, Executor, MigrateError, Options, Silent, Step, StepError, Work,
};
use keeper_schema::sqlite::{OpenOptions, SqliteExecutor};
use keeper_schema_core::dialect::{DialectError, quoted, sqlite, string_literal};
use keeper_schema_core::diff::{Hints, compare};
use keeper_schema_core::operation::{EnumOperation, Operation, Replay, reverse_all};
use keeper_schema_core::revision::{Revision, RevisionId};
use keeper_schema_core::schema::{ColumnType, ElementPath, Schema};
use proptest::collection::vec;
use proptest::prelude::*;
use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::arbitrary::{keep_those_that_apply, operation};
use crate::declared::declared;
use crate::kept::{Place, kept};
use crate::support::rows;

/// A schema that SQLite can have, and operations on it, each to another one.
fn schema_and_edits() -> impl Strategy<Value = (Schema, Vec<Operation>)> {
    (vec(operation(), 0..60), vec(operation(), 0..24)).prop_map(|(operations, edits)| {
        let mut replay = Replay::default();
        keep_those_that_apply(&mut replay, operations, is_possible);
        let schema = replay.schema().clone();
        (
            schema,
            keep_those_that_apply(&mut replay, edits, is_possible),
        )
    })
}

pub(crate) fn is_possible(schema: &Schema) -> bool {
    let connection = memory();
    // That generated columns go in a circle comes out when there is a row.
    build(&connection, schema).is_ok() && fill(&connection, schema).is_ok()
}

pub(crate) fn memory() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    for config in [
        DbConfig::SQLITE_DBCONFIG_DQS_DDL,
        DbConfig::SQLITE_DBCONFIG_DQS_DML,
    ] {
        connection.set_db_config(config, false).unwrap();
    }
    connection
}

/// Makes the tables of a schema directly.
pub(crate) fn build(connection: &Connection, schema: &Schema) -> Result<(), String> {
    for table in schema.tables.values() {
        for sql in sqlite::create_table(table).map_err(|error| error.to_string())? {
            connection
                .execute_batch(&sql)
                .map_err(|error| format!("{error} in {sql}"))?;
        }
    }
    Ok(())
}

pub(crate) fn fill(connection: &Connection, schema: &Schema) -> rusqlite::Result<()> {
    connection.pragma_update(None, "foreign_keys", false)?;
    for table in schema.tables.values() {
        let columns = table.columns.values();
        let columns = columns.filter(|column| column.generated.is_none());
        for number in 1..4 {
            let (mut names, mut values) = (Vec::new(), Vec::new());
            for column in columns.clone() {
                names.push(quoted(&column.name).unwrap());
                values.push(match &column.column_type {
                    _ if column.null && number == 3 => "NULL".to_owned(),
                    ColumnType::Integer | ColumnType::BigInt | ColumnType::Numeric(_) => {
                        number.to_string()
                    }
                    _ if column.identity.is_some() => number.to_string(),
                    ColumnType::Enum(name) => {
                        let values = &schema.enums[name].values;
                        string_literal(&values[number % values.len()]).unwrap()
                    }
                    _ => format!("'{number}'"),
                });
            }
            let sql = format!(
                "INSERT OR IGNORE INTO {} ({}) VALUES ({})",
                quoted(&table.name.name).unwrap(),
                names.join(", "),
                values.join(", ")
            );
            connection.execute_batch(&sql)?;
        }
    }
    Ok(())
}

fn values(connection: &Connection, (table, column): &Place) -> Vec<String> {
    let column = column
        .as_ref()
        .map_or("''".to_owned(), |column| quoted(column).unwrap());
    let sql = format!("SELECT {column} FROM {}", quoted(&table.name).unwrap());
    let mut values: Vec<String> = rows(connection, &sql)
        .split('\n')
        .map(str::to_owned)
        .collect();
    values.sort();
    values
}

/// Runs operations as one revision. `false` if rows do not fit, and all is as before.
pub(crate) fn run(
    executor: SqliteExecutor<'static>,
    schema: &Schema,
    operations: &[Operation],
) -> (SqliteExecutor<'static>, bool) {
    let mut executor = executor;
    let id = RevisionId::new(&format!("r{}", operations.len())).unwrap();
    let revision = Revision::new(id, "a law");
    let mut planner = |_: &_| {
        Ok(Work {
            replay: Replay::new(schema.clone()),
            steps: vec![Step {
                revision: revision.id.clone(),
                direction: Direction::Downgrade,
                operations: operations.into(),
                foreign_keys_on: false,
                of: &revision,
                replaces: false,
            }],
        })
    };
    let result = executor.run(&mut planner, &Options::default(), &mut Silent);
    let fits = match result {
        Ok(_) => true,
        Err(MigrateError::ForeignKeys { .. }) => false,
        Err(MigrateError::Step { error, .. }) if matches!(*error, StepError::Rows { .. }) => false,
        // Which rows an expression makes equal nothing tells.
        Err(MigrateError::Step { error, .. })
            if matches!(&*error, StepError::Statement { error, .. }
                if error.message.contains("UNIQUE constraint failed: index")) =>
        {
            false
        }
        // Two values of an enum become one, in a key.
        Err(MigrateError::Step { error, .. })
            if operations.iter().any(maps_values)
                && matches!(&*error, StepError::Statement { error, .. }
                    if error.message.contains("UNIQUE constraint failed")) =>
        {
            false
        }
        // The values of an enum that arrays are of.
        Err(MigrateError::Step { error, .. })
            if matches!(*error, StepError::Dialect(DialectError::Unsupported { .. })) =>
        {
            false
        }
        Err(error) => {
            let said: Vec<String> = operations.iter().map(ToString::to_string).collect();
            panic!("{error}\nin\n{}\nfrom {schema:#?}", said.join("\n"));
        }
    };
    (executor, fits)
}

fn maps_values(operation: &Operation) -> bool {
    matches!(operation, Operation::Enum(EnumOperation::Replace { map, .. }) if !map.is_empty())
}

/// Runs the operations on a database at `from`, and compares it with one made at `to`.
fn leads_to(
    from: &Schema,
    to: &Schema,
    operations: &[Operation],
    with_rows: bool,
) -> Result<(), TestCaseError> {
    let connection = memory();
    build(&connection, from).unwrap();
    if with_rows {
        fill(&connection, from).unwrap();
    }
    let before = declared(&connection);
    let kept = kept(from, operations, |place| values(&connection, place));
    let executor = SqliteExecutor::from_connection(connection, &OpenOptions::default()).unwrap();
    let (executor, fits) = run(executor, from, operations);
    let connection = executor.into_connection().unwrap();
    if !fits {
        prop_assert_eq!(declared(&connection), before);
        return Ok(());
    }
    let direct = memory();
    build(&direct, to).unwrap();
    prop_assert_eq!(declared(&connection), declared(&direct));
    for (key, before) in kept {
        prop_assert_eq!(values(&connection, &key), before, "{:?}", key);
    }
    Ok(())
}

/// Every question answered: nothing is a rename, and all is filled with something.
pub(crate) fn answers(from: &Schema, to: &Schema) -> Hints {
    let mut hints = Hints::default();
    for table in to.tables.values() {
        for column in table.columns.values() {
            let path = (table.name.clone(), column.name.clone());
            hints.backfills.insert(path.clone(), "7".into());
            hints.using.insert(path, "7".into());
        }
    }
    for table in from.tables.values() {
        hints.drops.insert(ElementPath::Table(table.name.clone()));
        for column in table.columns.keys() {
            let column = ElementPath::Column(table.name.clone(), column.clone());
            hints.drops.insert(column);
        }
    }
    hints
}

pub(crate) fn replayed(schema: &Schema, operations: &[Operation]) -> Schema {
    let mut replay = Replay::new(schema.clone());
    replay.apply_all(operations).unwrap();
    replay.into_schema()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300,
        failure_persistence: None,
        max_shrink_iters: 400,
        ..ProptestConfig::default()
    })]

    #[test]
    fn operations_lead_where_replay_says((from, edits) in schema_and_edits(), with_rows: bool) {
        let to = replayed(&from, &edits);
        leads_to(&from, &to, &edits, with_rows)?;
    }

    #[test]
    fn compared_operations_lead_to_the_models((from, edits) in schema_and_edits(), with_rows: bool) {
        let to = replayed(&from, &edits);
        for (from, to) in [(&from, &to), (&to, &from)] {
            let operations = compare(from, to, &answers(from, to)).operations;
            leads_to(from, to, &operations, with_rows)?;
        }
    }

    #[test]
    fn reversed_operations_lead_back((from, edits) in schema_and_edits(), with_rows: bool) {
        let Ok(back) = reverse_all(&edits, &from) else {
            return Ok(());
        };
        let to = replayed(&from, &edits);
        leads_to(&to, &from, &back, with_rows)?;
        // As one revision: what both ways share of a rebuild must not get mixed up.
        leads_to(&from, &from, &[edits, back].concat(), with_rows)?;
    }
}
