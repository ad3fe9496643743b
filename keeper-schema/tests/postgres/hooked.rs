//! Hooks on PostgreSQL.

use keeper_schema_testing::{Cluster, Database};
use postgres::{Client, NoTls};

use crate::hooks::{self, On};

fn on(database: &Database) -> On<'_, Client> {
    On {
        database: Client::connect(database.url(), NoTls).unwrap(),
        run: Box::new(|sql| database.run(sql)),
    }
}

#[test]
fn a_name_is_split_and_joined_again() {
    hooks::a_name_is_split_and_joined_again(on(&Cluster::shared().database()));
}

#[test]
fn a_hook_that_is_not_there_is_refused_before_anything_runs() {
    let database = Cluster::shared().database();
    hooks::a_hook_that_is_not_there_is_refused_before_anything_runs(on(&database));
}

#[test]
fn a_hook_that_fails_leaves_nothing() {
    hooks::a_hook_that_fails_leaves_nothing(on(&Cluster::shared().database()));
}

#[test]
fn sql_a_backfill_and_a_hook_fill_the_same() {
    let databases = [(); 3].map(|()| Cluster::shared().database());
    hooks::sql_a_backfill_and_a_hook_fill_the_same(databases.each_ref().map(on));
}

#[test]
fn values_come_back_as_they_were() {
    hooks::values_come_back_as_they_were(on(&Cluster::shared().database()));
}
