//! Hooks on PostgreSQL.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use keeper_schema::database_url::DatabaseUrl;
use keeper_schema::embedded::Migrator;
use keeper_schema::migrate::{HookError, Tx};
use keeper_schema::postgres::{OpenOptions, PostgresExecutor};
use keeper_schema_testing::{Cluster, Database};
use postgres::{Client, NoTls};
use tokio::runtime::Builder;

use crate::hooks::{self, FULL, On, PEOPLE, SPLIT, join_names, migrations, split_names};
use crate::keeper::{self, Catalog};

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
fn data_steps_of_keeper_are_the_same_three_ways() {
    let catalog = Catalog {
        tables: r"SELECT tablename FROM pg_tables
            WHERE schemaname = 'public' AND tablename NOT LIKE 'keeper\_%'",
        columns: "SELECT column_name FROM information_schema.columns
            WHERE table_name = '{table}' ORDER BY column_name",
    };
    let databases = [(); 3].map(|()| Cluster::shared().database());
    let databases = databases.each_ref().map(on);
    keeper::its_data_steps_are_the_same_three_ways(databases, &catalog);
}

/// What it does by that is in the transaction, as all else.
#[test]
fn a_hook_has_the_connection_itself() {
    let migrations = migrations(&[PEOPLE, SPLIT]);
    let by_itself = |then: &'static str| {
        move |tx: &mut Tx<'_>| -> Result<(), HookError> {
            let connection = tx.postgres().ok_or("a lent one")?;
            let sql = "UPDATE people SET first_name = $2, last_name = '' WHERE id = ANY($1)";
            let ids = vec![1, 2, 3];
            let changed =
                connection.wait(connection.client().execute(sql, &[&ids, &"by itself"]))?;
            connection.wait(connection.client().batch_execute(then))?;
            (changed == 3)
                .then_some(())
                .ok_or_else(|| "three people".into())
        }
    };
    let database = Cluster::shared().database();
    let mut on = on(&database);
    on.fill(&migrations);
    let Ok(DatabaseUrl::Postgres(url)) = DatabaseUrl::parse(database.url()) else {
        panic!("a URL of PostgreSQL");
    };
    let mut own = PostgresExecutor::connect(&url, &OpenOptions::default()).unwrap();
    let migrator = |then| Migrator::new(&migrations).hook("split_names", by_itself(then));

    let error = migrator("SELECT 1 / 0").upgrade(&mut own).unwrap_err();
    assert!(error.to_string().contains("division by zero"), "{error}");
    let error = migrator("").upgrade(&mut on.database).unwrap_err();
    assert!(error.to_string().contains("a lent one"), "{error}");
    assert_eq!(on.names(), FULL);

    migrator("").upgrade(&mut own).unwrap();
    let filled = on.rows("SELECT count(*) FROM people WHERE first_name = 'by itself'");
    assert_eq!(filled, ["3"]);
}

/// By the connection itself, which takes what the interface refuses.
#[test]
fn a_hook_that_ends_the_transaction_is_found_out() {
    for ending in ["COMMIT", "COMMIT; BEGIN", "ROLLBACK; BEGIN"] {
        let database = Cluster::shared().database();
        let migrations = migrations(&[PEOPLE, SPLIT]);
        on(&database).fill(&migrations);
        let Ok(DatabaseUrl::Postgres(url)) = DatabaseUrl::parse(database.url()) else {
            panic!("a URL of PostgreSQL");
        };
        let mut own = PostgresExecutor::connect(&url, &OpenOptions::default()).unwrap();
        let mut migrator = Migrator::new(&migrations).hook("split_names", move |tx| {
            let connection = tx.postgres().ok_or("a lent one")?;
            connection.wait(connection.client().batch_execute(ending))?;
            Ok(())
        });
        let error = migrator.upgrade(&mut own).unwrap_err().to_string();
        let message = "`split_names` ended the transaction";
        assert!(error.contains(message), "{ending}: {error}");
    }
}

#[test]
fn a_hook_is_interrupted_between_its_statements() {
    hooks::a_hook_is_interrupted_between_its_statements(on(&Cluster::shared().database()));
}

#[test]
fn values_come_back_as_they_were() {
    hooks::values_come_back_as_they_were(on(&Cluster::shared().database()));
}

/// Whatever the first try did in the database is undone; what it did beside, it does again.
#[test]
fn a_hook_that_others_stand_in_the_way_of_runs_again() {
    let database = Cluster::shared().database();
    let mut on = on(&database);
    let migrations = migrations(&[PEOPLE, SPLIT]);
    on.fill(&migrations);
    let mut other = Client::connect(database.url(), NoTls).unwrap();
    let tries = Arc::new(AtomicUsize::new(0));

    // First a lock that another holds, then what a server says of transactions that cannot both be.
    let lock = "BEGIN; CREATE TABLE held (id integer)";
    other.batch_execute(lock).unwrap();
    let (counted, other) = (Arc::clone(&tries), Mutex::new(other));
    let hook = move |tx: &mut Tx<'_>| -> Result<(), HookError> {
        tx.execute(
            "DELETE FROM people WHERE id = $1 AND name IS NULL",
            &[1.into()],
        )?;
        match counted.fetch_add(1, Ordering::SeqCst) {
            // It waits for the name that the other has not committed.
            0 => tx.execute("CREATE TABLE held (id integer)", &[])?,
            1 => {
                other.lock().unwrap().batch_execute("ROLLBACK")?;
                tx.execute(
                    "DO $$ BEGIN RAISE EXCEPTION 'not both' USING ERRCODE = '40001'; END $$",
                    &[],
                )?
            }
            _ => 0,
        };
        split_names(tx)
    };
    let mut migrator = Migrator::new(&migrations)
        .with_open_options(OpenOptions {
            lock_timeout: Duration::from_millis(50),
            ..OpenOptions::default()
        })
        .hook("split_names", hook)
        .hook("join_names", join_names);
    migrator.upgrade(&mut on.database).unwrap();
    assert_eq!(tries.load(Ordering::SeqCst), 3);
    migrator.downgrade_to(&mut on.database, "r1").unwrap();
    assert_eq!(on.names(), FULL);
}

#[test]
fn hooks_run_for_an_asynchronous_client() {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let database = Cluster::shared().database();
    let mut on = on(&database);
    let migrations = migrations(&[PEOPLE, SPLIT]);
    on.fill(&migrations);
    runtime.block_on(async {
        let connected = tokio_postgres::connect(database.url(), NoTls).await;
        let (mut client, connection) = connected.unwrap();
        tokio::spawn(connection);

        let mut migrator = Migrator::new(&migrations).hook("split_names", |tx| {
            tx.execute("DELETE FROM people", &[])?;
            panic!("at {}", 7)
        });
        let error = migrator.upgrade_async(&mut client).await.unwrap_err();
        let message = "upgrade of revision `r2` failed: the hook `split_names`: it panicked: at 7";
        assert_eq!(error.to_string(), message);
        assert_eq!(on.names(), FULL);

        let mut migrator = Migrator::new(&migrations)
            .hook("split_names", split_names)
            .hook("join_names", join_names);
        assert_eq!(migrator.upgrade_async(&mut client).await.unwrap().len(), 1);
        let sql = "SELECT count(*) FROM people WHERE last_name IS NOT NULL";
        assert_eq!(on.rows(sql), [FULL.len().to_string()]);
        migrator
            .downgrade_to_async(&mut client, "r1")
            .await
            .unwrap();
        assert_eq!(on.names(), FULL);
    });
}
