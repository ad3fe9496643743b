//! What holds for every schema that SQLite can have: a database that was led to it reads as
//! it, and one that was not reads as something else.

use keeper_schema::migrate::Executor;
use keeper_schema::sqlite::{OpenOptions, SqliteExecutor};
use keeper_schema_core::diff::compare;
use keeper_schema_core::operation::{Operation, reverse_all};
use keeper_schema_core::schema::Schema;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use crate::declared::declared;
use crate::laws::{answers, build, fill, memory, replayed, run, schema_and_edits};

fn database(schema: &Schema) -> SqliteExecutor {
    let connection = memory();
    build(&connection, schema).unwrap();
    SqliteExecutor::from_connection(connection, &OpenOptions::default()).unwrap()
}

fn reads_as(executor: &mut SqliteExecutor, expected: &Schema) -> Result<(), TestCaseError> {
    let live = executor.live_schema(expected).unwrap();
    prop_assert_eq!(&live.schema, expected);
    prop_assert_eq!(live.unmanaged, []);
    Ok(())
}

/// Runs the operations, if the rows allow it, and reads what is there then.
fn leads_to(
    executor: SqliteExecutor,
    from: &Schema,
    operations: &[Operation],
    to: &Schema,
) -> Result<Option<SqliteExecutor>, TestCaseError> {
    let (mut executor, fits) = run(executor, from, operations);
    reads_as(&mut executor, if fits { to } else { from })?;
    Ok(fits.then_some(executor))
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300,
        failure_persistence: None,
        max_shrink_iters: 400,
        ..ProptestConfig::default()
    })]

    #[test]
    fn upgraded_databases_read_as_their_schema((from, edits) in schema_and_edits(), with_rows: bool) {
        let mut executor = database(&from);
        reads_as(&mut executor, &from)?;
        if with_rows {
            let connection = executor.into_connection();
            fill(&connection, &from).unwrap();
            executor = SqliteExecutor::from_connection(connection, &OpenOptions::default()).unwrap();
        }
        let to = replayed(&from, &edits);
        let Some(executor) = leads_to(executor, &from, &edits, &to)? else {
            return Ok(());
        };
        if let Ok(back) = reverse_all(&edits, &from) {
            leads_to(executor, &to, &back, &from)?;
        }
    }

    #[test]
    fn no_difference_is_missed_and_none_made_up((one, edits) in schema_and_edits()) {
        // With many differences a rebuild for one of them would mend another that is missed.
        let edits: Vec<Operation> = edits.into_iter().take(2).collect();
        let other = replayed(&one, &edits);
        for (one, other) in [(&one, &other), (&other, &one)] {
            let mut executor = database(one);
            let live = executor.live_schema(other).unwrap().schema;
            let connection = executor.into_connection();
            let direct = memory();
            build(&direct, other).unwrap();
            let operations = compare(&live, other, &answers(&live, other)).operations;
            if statements(&connection) == statements(&direct) {
                prop_assert_eq!(&operations, &[]);
            }
            let executor =
                SqliteExecutor::from_connection(connection, &OpenOptions::default()).unwrap();
            if let Some(executor) = leads_to(executor, &live, &operations, other)? {
                prop_assert_eq!(declared(&executor.into_connection()), declared(&direct));
            }
        }
    }
}

/// All that SQLite itself has of a database.
fn statements(connection: &rusqlite::Connection) -> String {
    crate::support::rows(
        connection,
        "SELECT sql FROM sqlite_master ORDER BY type, name",
    )
}
