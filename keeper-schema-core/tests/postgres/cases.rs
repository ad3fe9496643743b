//! Each file of `cases/` is a change. Its statements are those of the file beside it, and
//! a server that runs them, up and down, has what it would have if all were built anew.
//!
//! `UPDATE_EXPECT=1` writes the statements anew.

use std::fs;

use expect_test::expect_file;
use keeper_schema_core::dialect::postgres::{self, Statement};
use keeper_schema_core::operation::Replay;
use keeper_schema_core::schema::Schema;
use keeper_schema_testing::{Cluster, Database};

use crate::catalog::facts;
use crate::operations::{Change, before, file, folder, operations, script, sql};

fn check(case: &str) {
    let change = Change::read(&file(&format!("cases/{case}.toml")));
    let (up, down) = (change.up(), change.down());
    expect_file![folder().join(format!("cases/{case}.sql"))].assert_eq(&shown(&up, &down));

    let database = built(&change.before);
    database.run(&file("rows.sql"));
    let (before, rows_before) = (facts(&database), rows(&database));
    database.run(&script(&up));
    assert_eq!(facts(&database), facts(&built(&change.after)), "upgraded");
    database.run(&script(&down));
    assert_eq!(facts(&database), before, "downgraded");
    if !up.iter().any(loses_rows) {
        assert_eq!(rows(&database), rows_before);
    }
}

/// A database with that schema.
fn built(schema: &Schema) -> Database {
    let database = Cluster::shared().database();
    let statements = postgres::create_schema(schema).unwrap();
    database.run(&statements.join("\n;\n"));
    database
}

fn shown(up: &[Statement], down: &[Statement]) -> String {
    let list = |statements: &[Statement]| {
        let statements = statements.iter();
        let terminated = statements.map(|statement| match statement {
            Statement::Alone(alone) => format!("-- alone\n{};\n", alone.sql),
            Statement::Sql { .. } | Statement::UserSql(_) | Statement::Hook(_) => {
                format!("{};\n", sql(statement))
            }
        });
        terminated.collect::<String>()
    };
    format!("-- upgrade\n{}-- downgrade\n{}", list(up), list(down))
}

fn loses_rows(statement: &Statement) -> bool {
    sql(statement).starts_with("DROP TABLE")
}

/// How many rows each table has.
fn rows(database: &Database) -> Vec<String> {
    database.run(
        "SELECT relname || ' ' || (xpath('/row/n/text()', query_to_xml(format(
             'SELECT count(*) AS n FROM %s', oid::regclass), false, true, '')))[1]::text
         FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1",
    )
}

#[test]
fn every_case_is_run() {
    let entries = fs::read_dir(folder().join("cases")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut found: Vec<String> = names
        .filter_map(|name| Some(name.strip_suffix(".toml")?.to_owned()))
        .collect();
    found.sort();
    assert_eq!(found, CASES);
}

/// Alone, since no transaction could use the values; and nothing takes them away again.
#[test]
fn an_enum_grows() {
    let operations = operations(
        "[[upgrade]]\nop = \"add_enum_value\"\nenum = \"mood\"\nvalue = \"so so\"\nbefore = \"happy\"\n\n\
         [[upgrade]]\nop = \"add_enum_value\"\nenum = \"mood\"\nvalue = \"it's\"\n",
    );
    let mut replay = Replay::new(before());
    let statements = postgres::statements(&mut replay, &operations).unwrap();
    let is_alone = |statement: &Statement| matches!(statement, Statement::Alone(_));
    assert!(statements.iter().all(is_alone), "{statements:?}");
    let database = built(&before());
    // Run again after it was cut off, it does no harm.
    database.run(&script(&statements));
    database.run(&script(&statements));
    assert_eq!(facts(&database), facts(&built(replay.schema())));
}

macro_rules! cases {
    ($($name:ident)*) => {
        const CASES: &[&str] = &[$(stringify!($name)),*];
        $(
            #[test]
            fn $name() {
                check(stringify!($name));
            }
        )*
    };
}

// In the order of the alphabet.
cases! {
    add_column
    add_column_backfill
    alter_column_always_to_by_default
    alter_column_always_to_none
    alter_column_bigger_identity
    alter_column_bigger_serial
    alter_column_collation
    alter_column_comment
    alter_column_default
    alter_column_default_without_cast
    alter_column_drop
    alter_column_for_sqlite
    alter_column_from_text
    alter_column_generated
    alter_column_generated_otherwise
    alter_column_longer
    alter_column_no_longer_generated
    alter_column_not_null
    alter_column_numbered
    alter_column_numbered_falling
    alter_column_serial_settings
    alter_column_serial_to_always
    alter_column_serial_to_none
    alter_column_that_others_are_made_from
    alter_column_using
    alter_table
    checks
    comments
    create_table_constraints
    create_table_elsewhere
    create_table_numbered
    create_table_types
    create_table_unlogged
    drop_column
    drop_constraint_of_two_alike
    drop_table
    enum_renamed
    enum_replaced
    enum_replaced_under_generated
    enums
    exclusions
    execute_before_a_change
    execute_with_a_namesake
    foreign_keys
    indexes
    indexes_concurrently
    keys
    one_of_each
    rename_column
    rename_table
    schemas
}
