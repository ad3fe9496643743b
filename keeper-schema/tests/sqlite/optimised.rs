//! What holds for operations that were made fewer: a database that runs them is the one that
//! all of them make.

use keeper_schema::migrate::Executor;
use keeper_schema::sqlite::{OpenOptions, SqliteExecutor};
use keeper_schema_core::operation::{Operation, optimise};
use keeper_schema_core::schema::Schema;
use proptest::prelude::*;

use crate::introspected::operations_for_sqlite;
use crate::laws::{memory, replayed, run};

/// What they make of an empty database; nothing if they are none for SQLite.
fn live(operations: &[Operation], expected: &Schema) -> Option<Schema> {
    let executor = SqliteExecutor::from_connection(memory(), &OpenOptions::default()).unwrap();
    let (mut executor, fits) = run(executor, &Schema::default(), operations);
    fits.then(|| executor.live_schema(expected).unwrap().schema)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 100,
        failure_persistence: None,
        max_shrink_iters: 400,
        ..ProptestConfig::default()
    })]

    #[test]
    fn fewer_operations_make_the_same_database(operations in operations_for_sqlite()) {
        let shorter = optimise(&Schema::default(), &operations).unwrap();
        let expected = replayed(&Schema::default(), &operations);
        let made = live(&operations, &expected);
        if made.is_some() {
            prop_assert_eq!(made, live(&shorter, &expected));
        }
    }
}
