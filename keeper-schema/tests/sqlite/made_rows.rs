//! Rows that are made up: valid whatever the schema, the same each time, and as many as asked
//! for where the schema has so many.

use std::collections::BTreeMap;
use std::path::Path;

use keeper_schema::made_rows::{MadeTable, make_rows};
use keeper_schema::sampled_rows::{SampleSize, sample_rows};
use keeper_schema::sqlite::{OpenOptions, SqliteExecutor};
use keeper_schema_core::dialect::quoted;
use keeper_schema_core::operation::Replay;
use keeper_schema_core::revision::read;
use keeper_schema_core::schema::Schema;
use proptest::collection::vec;
use proptest::prelude::*;
use rusqlite::Connection;

use crate::arbitrary::{keep_those_that_apply, operation};
use crate::forest;
use crate::laws::{build, is_possible, memory};
use crate::support::rows;

fn filled(schema: &Schema, number: u64) -> (Vec<MadeTable>, Connection) {
    let connection = memory();
    build(&connection, schema).unwrap();
    let executor = SqliteExecutor::from_connection(connection, &OpenOptions::default()).unwrap();
    let mut executor = executor;
    let made = make_rows(&mut executor, schema, number).unwrap();
    (made, executor.into_connection().unwrap())
}

fn all_rows(connection: &Connection, schema: &Schema) -> BTreeMap<String, String> {
    let of = |name: &str| {
        let sql = format!("SELECT * FROM {}", quoted(name).unwrap());
        (name.to_owned(), rows(connection, &sql))
    };
    let tables = schema.tables.values();
    tables.map(|table| of(&table.name.name)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_rule_holds(operations in vec(operation(), 0..60)) {
        let mut replay = Replay::default();
        keep_those_that_apply(&mut replay, operations, is_possible);
        let schema = replay.schema();
        let (made, connection) = filled(schema, 30);
        prop_assert_eq!(rows(&connection, "PRAGMA foreign_key_check"), "");
        prop_assert_eq!(rows(&connection, "PRAGMA integrity_check"), "ok");
        for MadeTable { table, rows: number, because } in &made {
            let sql = format!("SELECT count(*) FROM {}", quoted(&table.name).unwrap());
            prop_assert_eq!(rows(&connection, &sql), number.to_string());
            prop_assert_eq!(*number < 30, because.is_some(), "{:?}", made);
        }
        let (again, other) = filled(schema, 30);
        prop_assert_eq!(made, again);
        prop_assert_eq!(all_rows(&connection, schema), all_rows(&other, schema));
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_sample_has_all_that_it_refers_to(operations in vec(operation(), 0..60)) {
        let mut replay = Replay::default();
        keep_those_that_apply(&mut replay, operations, is_possible);
        let schema = replay.schema();
        let (made, connection) = filled(schema, 60);
        let executor = SqliteExecutor::from_connection(connection, &OpenOptions::default());
        let mut executor = executor.unwrap();
        let sampled = sample_rows(&mut executor, schema, SampleSize::Rows(7)).unwrap();
        let connection = executor.into_connection().unwrap();
        prop_assert_eq!(rows(&connection, "PRAGMA foreign_key_check"), "");
        prop_assert_eq!(rows(&connection, "PRAGMA integrity_check"), "ok");
        for made in made {
            let sql = format!("SELECT count(*) FROM {}", quoted(&made.table.name).unwrap());
            let sample = sampled.iter().find(|it| it.table == made.table);
            let left = sample.map_or(made.rows, |it| it.rows);
            prop_assert_eq!(rows(&connection, &sql), left.to_string());
            prop_assert_eq!(sample.map_or(made.rows, |it| it.of), made.rows);
            prop_assert!(left >= made.rows.min(7), "{:?}", sampled);
            let is_whole = schema.tables[&made.table].sqlite.without_rowid;
            prop_assert!(made.rows <= 7 || sample.is_some() || is_whole, "{:?}", made);
        }
    }
}

#[test]
fn a_sample_brings_along_what_it_refers_to() {
    let schema = forest::schema();
    let (_, connection) = filled(&schema, 500);
    connection.execute_batch(forest::SCATTERED).unwrap();
    let executor = SqliteExecutor::from_connection(connection, &OpenOptions::default());
    let mut executor = executor.unwrap();
    let sampled = sample_rows(&mut executor, &schema, SampleSize::Rows(10)).unwrap();
    let connection = executor.into_connection().unwrap();
    assert_eq!(rows(&connection, "PRAGMA foreign_key_check"), "");
    let rows: Vec<u64> = sampled.iter().map(|it| it.rows).collect();
    let [branches, leaves, trees] = rows[..] else {
        panic!("{sampled:?}");
    };
    assert_eq!(leaves, 10);
    assert!(
        (20..200).contains(&branches) && (20..200).contains(&trees),
        "{sampled:?}"
    );
}

/// The columns of a table `t`, and what is about it; other tables go before.
fn check(before: &str, table: &str, expected: &str) {
    let text = format!(
        "format = 1\nrevision = \"r1\"\nmessage = \"m\"\n{before}[[upgrade]]\nop = \"create_table\"\ntable = \"t\"\n{table}\n"
    );
    let file = read::revision(Path::new("r1.toml"), &text).unwrap_or_else(|it| panic!("{it:#?}"));
    let mut replay = Replay::default();
    replay.apply_all(&file.revision.upgrade).unwrap();
    let (made, connection) = filled(replay.schema(), 1000);
    let of_t = made.iter().find(|made| made.table.name == "t").unwrap();
    let said = match &of_t.because {
        None => of_t.rows.to_string(),
        Some(because) => format!("{}: {because}", of_t.rows),
    };
    assert_eq!(said, expected, "{table}");
    assert_eq!(rows(&connection, "PRAGMA foreign_key_check"), "");
    assert_eq!(rows(&connection, "PRAGMA integrity_check"), "ok");
}

#[test]
fn simple_checks_are_solved() {
    for (column_type, expression) in [
        ("integer", "c > 17"),
        ("integer", "c < 0"),
        ("integer", "10 <= c AND c < 20"),
        ("integer", "c BETWEEN -5 AND 5 AND c > -2"),
        ("integer", "(c IS NULL) OR (c >= 1000000)"),
        ("numeric(4,2)", "c > 0 AND c <= 1"),
        ("double", "c BETWEEN 0 AND 0.5"),
        ("varchar(20)", "c IN ('a', 'it''s')"),
        ("varchar(20)", "c = 'a' OR c = 'b'"),
        ("varchar(3)", "length(c) = 3"),
        ("varchar(200)", "length(c) BETWEEN 40 AND 50"),
        ("text", "c LIKE 'https://%'"),
        ("text", "t.c LIKE '%@%.org'"),
        ("text", "c <> ''"),
        ("text", "lower(c) = c"),
        ("boolean", "c"),
        ("timestamp", "c >= '2020-01-01' AND c IS NOT NULL"),
        ("date", "c < '1990-01-01'"),
    ] {
        check(
            "",
            &format!(
                "columns = [{{ name = \"id\", type = \"integer\", identity = \"serial\" }}, {{ name = \"c\", type = \"{column_type}\", null = true }}]\nprimary_key = {{ name = \"t_pkey\", columns = [\"id\"] }}\nchecks = [{{ name = \"t_check\", expression = \"{expression}\" }}]"
            ),
            "1000",
        );
    }
}

#[test]
fn what_is_not_solved_is_told() {
    check(
        "",
        "columns = [{ name = \"id\", type = \"integer\" }]\nchecks = [{ name = \"t_check\", expression = \"id % 10 = 3\" }]",
        "100: the other rows do not pass `t_check`",
    );
    check(
        "",
        "columns = [{ name = \"a\", type = \"boolean\" }, { name = \"b\", type = \"boolean\" }]\nprimary_key = { name = \"t_pkey\", columns = [\"a\", \"b\"] }",
        "4: `a`, `b` must be unique, and there are no more values",
    );
}

const TAGS: &str = "[[upgrade]]\nop = \"create_table\"\ntable = \"tags\"\ncolumns = [{ name = \"tenant\", type = \"smallint\" }, { name = \"id\", type = \"uuid\" }]\nprimary_key = { name = \"tags_pkey\", columns = [\"tenant\", \"id\"] }\nchecks = [{ name = \"tags_check\", expression = \"tenant BETWEEN 1 AND 7\" }]\n";

#[test]
fn keys_refer_to_rows() {
    check(
        TAGS,
        "columns = [{ name = \"tenant\", type = \"smallint\" }, { name = \"tag\", type = \"uuid\" }, { name = \"kind\", type = \"boolean\" }]
primary_key = { name = \"t_pkey\", columns = [\"tenant\", \"tag\", \"kind\"] }
foreign_keys = [{ name = \"t_fkey\", columns = [\"tenant\", \"tag\"], references = { table = \"tags\", columns = [\"tenant\", \"id\"] } }]",
        "1000",
    );
    check(
        "",
        "columns = [{ name = \"id\", type = \"bigint\" }, { name = \"parent_id\", type = \"bigint\" }]
primary_key = { name = \"t_pkey\", columns = [\"id\"] }
foreign_keys = [{ name = \"t_fkey\", columns = [\"parent_id\"], references = { table = \"t\", columns = [\"id\"] } }]",
        "1000",
    );
}
