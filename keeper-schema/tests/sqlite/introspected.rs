//! What holds for every schema that SQLite can have: a database that was led to it reads as
//! it, and one that was not reads as something else.

use keeper_schema::migrate::Executor;
use keeper_schema::sqlite::{OpenOptions, SqliteExecutor};
use keeper_schema_core::diff::compare;
use keeper_schema_core::operation::{Operation, Replay, reverse_all};
use keeper_schema_core::schema::{
    Column, ColumnType, Default, ReferentialAction, Schema, SortOrder, SqlText, Table, TableName,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use crate::arbitrary::{keep_those_that_apply, operation};
use crate::declared::declared;
use crate::laws::{answers, build, fill, is_possible, memory, replayed, run};

/// A schema that SQLite can have, and operations on it, each to another one. Most of what is
/// drawn for both databases is refused by SQLite, and would leave nothing to read.
fn schema_and_edits() -> impl Strategy<Value = (Schema, Vec<Operation>)> {
    let operations = |most| vec(operation().prop_map(for_sqlite), 0..most);
    (operations(40), operations(16)).prop_map(|(operations, edits)| {
        let mut replay = Replay::default();
        keep_those_that_apply(&mut replay, operations, is_possible);
        let schema = replay.schema().clone();
        let edits = keep_those_that_apply(&mut replay, edits, is_possible);
        (schema, edits)
    })
}

/// Operations that lead from nothing to such a schema.
pub(crate) fn operations_for_sqlite() -> impl Strategy<Value = Vec<Operation>> {
    vec(operation().prop_map(for_sqlite), 0..60).prop_map(|operations| {
        keep_those_that_apply(&mut Replay::default(), operations, is_possible)
    })
}

/// Without what SQLite has no notion of.
fn for_sqlite(mut operation: Operation) -> Operation {
    match &mut operation {
        Operation::CreateTable { table } => {
            own(&mut table.name);
            table.exclusions.clear();
            for unique in table.unique.values_mut() {
                unique.nulls_not_distinct = false;
            }
            in_order(table);
        }
        Operation::CreateUniqueConstraint { table, unique } => {
            own(table);
            unique.nulls_not_distinct = false;
        }
        Operation::CreateForeignKey { table, foreign_key } => {
            own(table);
            own(&mut foreign_key.references.table);
        }
        Operation::AddColumn { table, .. }
        | Operation::DropColumn { table, .. }
        | Operation::AlterColumn { table, .. }
        | Operation::RenameColumn { table, .. }
        | Operation::CreateCheckConstraint { table, .. }
        | Operation::CreatePrimaryKey { table, .. }
        | Operation::CreateIndex { table, .. }
        | Operation::RenameTable { table, .. }
        | Operation::AlterTable { table, .. } => own(table),
        _ => {}
    }
    operation
}

/// Takes away what names no column, and says what only SQLite knows.
fn in_order(table: &mut Table) {
    let columns: Vec<String> = table.columns.keys().cloned().collect();
    let are_there = |names: &[String]| names.iter().all(|name| columns.contains(name));
    let names_one = |text: &SqlText, but: &str| {
        let mut columns = columns.iter().filter(|column| *column != but);
        columns.any(|column| text.sqlite().is_some_and(|text| text.contains(column)))
    };
    table.primary_key = table.primary_key.take().filter(|it| are_there(&it.columns));
    table.unique.retain(|_, unique| are_there(&unique.columns));
    table
        .checks
        .retain(|_, check| names_one(&check.expression, ""));
    let key = table.primary_key.as_ref().map(|key| key.columns.clone());
    let key = key.unwrap_or_default();
    for column in table.columns.values_mut() {
        if let ColumnType::Enum(_) | ColumnType::Array(_) = column.column_type {
            column.column_type = ColumnType::Uuid;
        }
        let generated = column.generated.take();
        column.generated = generated.filter(|it| names_one(&it.expression, &column.name));
        let is_key = key == [column.name.clone()];
        column.identity = column.identity.take().filter(|_| is_key);
        column.sqlite.autoincrement = column.identity.is_some() && column.comment.is_none();
        column.null &= !key.contains(&column.name);
        let is_limited = matches!(column.column_type, ColumnType::Varchar(_));
        column.sqlite.enforce_length = is_limited && column.null;
        let collation = (column.name == "slug").then(|| Box::new("NOCASE".into()));
        column.collation = collation.filter(|_| column.generated.is_none());
    }
    table.sqlite.strict = columns.len() == 2;
}

fn own(table: &mut TableName) {
    table.schema = None;
}

fn database(schema: &Schema) -> SqliteExecutor<'static> {
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
    executor: SqliteExecutor<'static>,
    from: &Schema,
    operations: &[Operation],
    to: &Schema,
) -> Result<Option<SqliteExecutor<'static>>, TestCaseError> {
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
            let connection = executor.into_connection().unwrap();
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
    fn every_single_difference_is_seen((schema, _) in schema_and_edits()) {
        let mut executor = database(&schema);
        for other in changed(&schema) {
            let live = executor.live_schema(&other).unwrap().schema;
            let operations = compare(&live, &other, &answers(&live, &other)).operations;
            prop_assert_ne!(operations, [], "{:#?}", other);
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
            let connection = executor.into_connection().unwrap();
            let direct = memory();
            build(&direct, other).unwrap();
            let operations = compare(&live, other, &answers(&live, other)).operations;
            if statements(&connection) == statements(&direct) {
                prop_assert_eq!(&operations, &[]);
            }
            let executor =
                SqliteExecutor::from_connection(connection, &OpenOptions::default()).unwrap();
            if let Some(executor) = leads_to(executor, &live, &operations, other)? {
                prop_assert_eq!(declared(&executor.into_connection().unwrap()), declared(&direct));
            }
        }
    }
}

/// The schema with one thing changed that SQLite knows of, once for each such thing.
fn changed(schema: &Schema) -> Vec<Schema> {
    let mut schemas = Vec::new();
    let mut with = |name: &TableName, change: &dyn Fn(&mut Table)| {
        let mut other = schema.clone();
        change(other.tables.get_mut(name).unwrap());
        if is_possible(&other) && other != *schema {
            schemas.push(other);
        }
    };
    for (name, table) in &schema.tables {
        for column in table.columns.values() {
            let is_filled = column.identity.is_some() || column.generated.is_some();
            let in_column = |change: fn(&mut Column)| {
                let name = column.name.clone();
                move |table: &mut Table| change(table.columns.get_mut(&name).unwrap())
            };
            if !is_filled {
                let other = |column: &mut Column| {
                    column.default = Some(Default::Expression("41 + 1".into()));
                };
                with(name, &in_column(other));
                let key = table.primary_key.as_ref();
                // In a STRICT table a key refuses NULL whatever is said.
                if !key.is_some_and(|key| key.columns.contains(&column.name)) {
                    with(name, &in_column(|column| column.null = !column.null));
                }
            }
            let flip = |column: &mut Column| {
                column.sqlite.enforce_length = !column.sqlite.enforce_length;
            };
            with(name, &in_column(flip));
            with(
                name,
                &in_column(|column| {
                    let before = column.collation.as_ref().and_then(|name| name.sqlite());
                    if before.is_none_or(|before| before != "RTRIM") {
                        column.collation = Some(Box::new("RTRIM".into()));
                    }
                }),
            );
            with(
                name,
                &in_column(|column| {
                    if let Some(generated) = &mut column.generated {
                        generated.stored = !generated.stored;
                    }
                }),
            );
        }
        for check in table.checks.values() {
            with(name, &|table| {
                table.checks[&check.name].expression = "1 > 0".into();
            });
        }
        for index in table.indexes.values() {
            with(name, &|table| {
                table.indexes[&index.name].keys[0].order = SortOrder::Descending;
            });
            with(name, &|table| {
                table.indexes[&index.name].predicate = Some("1 > 0".into());
            });
        }
        for foreign_key in table.foreign_keys.values() {
            with(name, &|table| {
                let foreign_key = &mut table.foreign_keys[&foreign_key.name];
                foreign_key.on_update = ReferentialAction::Cascade;
            });
        }
        with(name, &|table| table.sqlite.strict = !table.sqlite.strict);
        with(name, &|table| table.unique.clear());
    }
    schemas
}

/// All that SQLite itself has of a database.
fn statements(connection: &rusqlite::Connection) -> String {
    crate::support::rows(
        connection,
        "SELECT sql FROM sqlite_master ORDER BY type, name",
    )
}
