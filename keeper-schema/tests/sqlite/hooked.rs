//! Hooks on SQLite.

use rusqlite::Connection;

use crate::hooks::{self, On};
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
fn sql_a_backfill_and_a_hook_fill_the_same() {
    let databases = [Database::new(), Database::new(), Database::new()];
    hooks::sql_a_backfill_and_a_hook_fill_the_same(databases.each_ref().map(on));
}

#[test]
fn values_come_back_as_they_were() {
    hooks::values_come_back_as_they_were(on(&Database::new()));
}
