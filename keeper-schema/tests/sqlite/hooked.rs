//! Hooks on SQLite.

use keeper_schema::embedded::Migrator;
use rusqlite::Connection;

use crate::hooks::{self, FULL, On, PEOPLE, SPLIT, migrations};
use crate::keeper::{self, Catalog};
use crate::support::{Database, rows};

fn on(database: &Database) -> On<'_, Connection> {
    On {
        database: database.connection(),
        run: Box::new(|sql| {
            let rows = rows(&database.connection(), sql);
            rows.lines().map(str::to_owned).collect()
        }),
    }
}

#[test]
fn a_name_is_split_and_joined_again() {
    hooks::a_name_is_split_and_joined_again(on(&Database::new()));
}

#[test]
fn a_hook_that_is_not_there_is_refused_before_anything_runs() {
    hooks::a_hook_that_is_not_there_is_refused_before_anything_runs(on(&Database::new()));
}

#[test]
fn a_hook_that_fails_leaves_nothing() {
    hooks::a_hook_that_fails_leaves_nothing(on(&Database::new()));
}

#[test]
fn data_steps_of_keeper_are_the_same_three_ways() {
    let catalog = Catalog {
        tables: "SELECT name FROM sqlite_master WHERE type = 'table'
            AND name NOT LIKE 'keeper\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
        columns: "SELECT name FROM pragma_table_info('{table}') ORDER BY name",
    };
    let databases = [Database::new(), Database::new(), Database::new()];
    let databases = databases.each_ref().map(on);
    keeper::its_data_steps_are_the_same_three_ways(databases, &catalog);
}

#[test]
fn a_hook_is_interrupted_between_its_statements() {
    hooks::a_hook_is_interrupted_between_its_statements(on(&Database::new()));
}

#[test]
fn values_come_back_as_they_were() {
    hooks::values_come_back_as_they_were(on(&Database::new()));
}

/// By the connection itself, which takes what the interface refuses.
#[test]
fn a_hook_that_ends_the_transaction_is_found_out() {
    for ending in ["COMMIT", "ROLLBACK", "COMMIT; BEGIN", "ROLLBACK; BEGIN"] {
        let database = Database::new();
        let mut on = on(&database);
        let migrations = migrations(&[PEOPLE, SPLIT]);
        on.fill(&migrations);
        let mut migrator = Migrator::new(&migrations).hook("split_names", move |tx| {
            let connection = tx.sqlite().ok_or("it is SQLite")?;
            connection.execute_batch(ending)?;
            Ok(())
        });
        let error = migrator.upgrade(&mut on.database).unwrap_err();
        let message = "upgrade of revision `r2` failed: `split_names` ended the transaction";
        assert!(error.to_string().starts_with(message), "{ending}: {error}");
        let recorded = on.rows("SELECT revision FROM keeper_revisions");
        assert_eq!(recorded, ["r1"], "{ending}");
        assert_eq!(on.names(), FULL, "{ending}");
    }
}
