//! A `postgres::Client`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;
use std::time::{Duration, Instant};

use keeper_schema::embedded::{Migrations, Migrator, VerifyError};
use keeper_schema::migrate::{
    Interrupt, MeasuredStatement, MigrateError, Observer, Options, Step, StepError,
};
use keeper_schema::postgres::OpenOptions;
use keeper_schema_core::dialect::BookkeepingNames;
use keeper_schema_testing::{Cluster, Database};
use postgres::{Client, NoTls, SimpleQueryMessage};

use super::{
    CONCURRENTLY, MIGRATIONS, OWN, SET, execute, holders, ids, more, older, prepared,
    until_one_sleeps, with, with_sql,
};

fn client(database: &Database) -> Client {
    Client::connect(database.url(), NoTls).unwrap()
}

/// The columns of the first row.
fn row(client: &mut Client, sql: &str) -> Vec<Option<String>> {
    let messages = client.simple_query(sql).unwrap();
    let row = messages.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    });
    let row = row.unwrap();
    let columns = (0..row.len()).map(|column| row.get(column).map(str::to_owned));
    columns.collect()
}

fn upgrade(client: &mut Client, migrations: &Migrations) -> Result<usize, MigrateError> {
    let applied = Migrator::new(migrations).upgrade(client)?;
    Ok(applied.len())
}

#[test]
fn a_client_is_brought_along_and_verified() {
    let database = Cluster::shared().database();
    let mut client = client(&database);
    let mut migrator = Migrator::new(&MIGRATIONS);
    assert_eq!(ids(&migrator.pending(&mut client).unwrap()), ["a1", "b2"]);
    let script = migrator.dry_run(&mut client).unwrap().unwrap();
    assert!(script.contains("CREATE TABLE \"books\""), "{script}");
    let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'";
    assert_eq!(database.run(tables), ["0"]);
    let error = migrator.verify(&mut client).unwrap_err();
    assert!(matches!(error, VerifyError::Behind { .. }), "{error}");

    assert_eq!(ids(&migrator.upgrade(&mut client).unwrap()), ["a1", "b2"]);
    assert!(migrator.upgrade(&mut client).unwrap().is_empty());
    assert_eq!(migrator.dry_run(&mut client).unwrap(), None);
    migrator.verify(&mut client).unwrap();
    let error = Migrator::new(&older()).verify(&mut client).unwrap_err();
    assert!(matches!(error, VerifyError::Ahead { .. }), "{error}");

    let reverted = migrator.downgrade_to(&mut client, "a1").unwrap();
    assert_eq!(ids(&reverted), ["b2"]);
    let applied = migrator.upgrade_to(&mut client, "+1").unwrap();
    assert_eq!(ids(&applied), ["b2"]);
    database.run("ALTER TABLE books DROP COLUMN pages");
    let error = migrator.verify(&mut client).unwrap_err();
    assert!(matches!(error, VerifyError::Drifted { .. }), "{error}");
    assert!(holders(&database).is_empty());
}

#[test]
fn a_client_is_given_back_as_it_was() {
    let persons = "SELECT set_config('work_mem', '77MB', false), set_config('application_name', 'other', false), set_config('search_path', '', false), set_config('statement_timeout', '9999', false), set_config('role', 'none', false), set_config('standard_conforming_strings', 'off', false)";
    let failing = format!("{persons}; SELECT 1 / 0");
    for own in [OWN, ""] {
        for (migrations, is_right) in [
            (MIGRATIONS, true),
            (with_sql(persons), true),
            (with_sql(&failing), false),
            (with(CONCURRENTLY), true),
        ] {
            let database = prepared();
            let mut client = client(&database);
            client.batch_execute(own).unwrap();
            let before = row(&mut client, SET);
            let upgraded = upgrade(&mut client, &migrations);
            assert_eq!(upgraded.is_ok(), is_right, "{upgraded:?}");
            assert_eq!(row(&mut client, SET), before);
            let _ = Migrator::new(&migrations).verify(&mut client);
            assert_eq!(row(&mut client, SET), before);
            assert!(holders(&database).is_empty());
        }
    }
}

#[test]
fn a_view_that_makes_way_comes_back_as_it_was() {
    let view = "[[upgrade]]\nop = \"create_object\"\nkind = \"view\"\nname = \"titles\"\ndefinition = \"CREATE VIEW titles AS SELECT title FROM books\"\n";
    let with_view = with(view);
    let longer = "[[upgrade]]\nop = \"alter_column\"\ntable = \"books\"\ncolumn = \"title\"\nset = { type = \"text\" }\nwas = { type = \"varchar(255)\" }\n";
    let database = prepared();
    let mut client = client(&database);
    client.batch_execute(OWN).unwrap();
    upgrade(&mut client, &with_view).unwrap();
    database.run("COMMENT ON COLUMN mine.titles.title IS 'it''s'; GRANT SELECT ON mine.titles TO PUBLIC; ALTER VIEW mine.titles OWNER TO postgres");
    let told = "SELECT concat_ws(' ', relowner::regrole, relacl::text LIKE '%,=r/%', col_description(oid, 1)) FROM pg_class WHERE relname = 'titles'";
    let before = (row(&mut client, SET), database.run(told));
    assert_eq!(before.1, ["postgres t it's"]);
    assert_eq!(
        upgrade(&mut client, &more(&with_view, "d4", longer)).unwrap(),
        1
    );
    assert_eq!((row(&mut client, SET), database.run(told)), before);
}

#[test]
fn names_are_looked_for_where_the_program_looks() {
    let database = prepared();
    let mut client = client(&database);
    client.batch_execute("SET search_path TO mine").unwrap();
    let filled = "[[upgrade]]\nop = \"backfill\"\ntable = \"books\"\nset = { pages = \"1\" }\nwhere = \"pages IS NULL\"\nkey = [\"id\"]\ndown = \"nothing\"\n";
    let migrations = with(&format!("{filled}{CONCURRENTLY}"));
    assert_eq!(upgrade(&mut client, &migrations).unwrap(), 3);
    let schemas =
        "SELECT DISTINCT schemaname FROM pg_tables WHERE schemaname IN ('mine', 'public')";
    assert_eq!(database.run(schemas), ["mine"]);
    Migrator::new(&migrations).verify(&mut client).unwrap();

    client.batch_execute("SET search_path TO ''").unwrap();
    let error = upgrade(&mut client, &MIGRATIONS).unwrap_err();
    assert!(error.to_string().contains("search_path"), "{error}");
    assert_eq!(
        row(&mut client, "SHOW lock_timeout"),
        [Some("0".to_owned())]
    );
}

#[test]
fn an_open_transaction_is_not_ended() {
    let database = Cluster::shared().database();
    let mut client = client(&database);
    client
        .batch_execute("BEGIN; CREATE TABLE own (a int)")
        .unwrap();
    let error = upgrade(&mut client, &MIGRATIONS).unwrap_err();
    assert!(error.to_string().contains("is in a transaction"), "{error}");
    client.batch_execute("COMMIT").unwrap();
    let tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'";
    assert_eq!(database.run(tables), ["own"]);

    client.batch_execute("BEGIN").unwrap();
    client.batch_execute("SELECT 1 / 0").unwrap_err();
    let error = upgrade(&mut client, &MIGRATIONS).unwrap_err();
    assert!(
        error.to_string().contains("transaction is aborted"),
        "{error}"
    );
}

#[test]
fn a_statement_is_cancelled_when_the_run_is_to_stop() {
    let database = Cluster::shared().database();
    let mut client = client(&database);
    let interrupt = Interrupt::default();
    let migrations = with_sql("SELECT pg_sleep(60)");
    let options = Options {
        interrupt: Some(interrupt.clone()),
        ..Options::default()
    };
    let start = Instant::now();
    let error = thread::scope(|scope| {
        scope.spawn(|| {
            until_one_sleeps(&database);
            interrupt.request();
        });
        let mut migrator = Migrator::new(&migrations).with_options(options);
        migrator.upgrade(&mut client).unwrap_err()
    });
    assert!(start.elapsed() < Duration::from_secs(50));
    let MigrateError::Interrupted { done, .. } = error else {
        panic!("{error}");
    };
    assert_eq!(done, 2);
    assert_eq!(
        row(&mut client, "SELECT 'usable'"),
        [Some("usable".to_owned())]
    );
    assert!(holders(&database).is_empty());
}

#[test]
fn a_session_that_has_the_lock_already_is_shared_by_a_pooler() {
    let database = Cluster::shared().database();
    let mut lent = client(&database);
    let mut keys = Keys(&database, Vec::new());
    let mut migrator = Migrator::new(&MIGRATIONS).with_observer(&mut keys);
    migrator.upgrade(&mut lent).unwrap();
    let key = &keys.1[0];
    lent.batch_execute(&format!("SELECT pg_advisory_lock({key})"))
        .unwrap();
    let error = upgrade(&mut lent, &with(CONCURRENTLY)).unwrap_err();
    assert!(matches!(error, MigrateError::Pooler), "{error}");

    let unlock = format!("SELECT pg_advisory_unlock({key})");
    lent.batch_execute(&unlock).unwrap();
    // As if the process were another by the second of the transactions.
    let lost = more(&with_sql(&unlock), "d4", &execute("SELECT 1"));
    let error = upgrade(&mut lent, &lost).unwrap_err();
    assert!(matches!(error, MigrateError::Pooler), "{error}");
}

#[test]
fn the_options_say_how_long_and_by_which_name() {
    let database = Cluster::shared().database();
    let options = || OpenOptions {
        lock_wait: Duration::ZERO,
        bookkeeping: BookkeepingNames {
            schema: Some("books_of_ours".to_owned()),
            ..BookkeepingNames::default()
        },
        ..OpenOptions::default()
    };
    let migrations = with_sql("SELECT pg_sleep(60)");
    let interrupt = Interrupt::default();
    let first = Options {
        interrupt: Some(interrupt.clone()),
        ..Options::default()
    };
    let migrator = Migrator::new(&migrations).with_open_options(options());
    let script = migrator.dry_run(&mut client(&database)).unwrap().unwrap();
    assert!(script.contains("books_of_ours"), "{script}");
    thread::scope(|scope| {
        let mut migrator = Migrator::new(&migrations)
            .with_open_options(options())
            .with_options(first);
        let mut other = client(&database);
        let stopped = scope.spawn(move || migrator.upgrade(&mut other).unwrap_err());
        until_one_sleeps(&database);
        let error = Migrator::new(&migrations)
            .with_open_options(options())
            .upgrade(&mut client(&database))
            .unwrap_err();
        assert!(matches!(error, MigrateError::Locked { .. }), "{error}");
        interrupt.request();
        let stopped = stopped.join().unwrap();
        assert!(
            matches!(stopped, MigrateError::Interrupted { .. }),
            "{stopped}"
        );
    });
    let recorded = "SELECT revision FROM books_of_ours.keeper_revisions ORDER BY seq";
    assert_eq!(database.run(recorded), ["a1", "b2"]);
    let pending = migrator.pending(&mut client(&database)).unwrap();
    assert_eq!(ids(&pending), ["c3"]);
}

#[test]
fn many_at_once_apply_each_revision_once() {
    let database = Cluster::shared().database();
    let applied: usize = thread::scope(|scope| {
        let upgrades: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| upgrade(&mut client(&database), &MIGRATIONS).unwrap()))
            .collect();
        upgrades.into_iter().map(|one| one.join().unwrap()).sum()
    });
    assert_eq!(applied, 2);
}

#[test]
fn statements_are_measured_without_a_second_connection() {
    let database = Cluster::shared().database();
    let mut measured = Measured::default();
    let migrations = with(CONCURRENTLY);
    let mut migrator = Migrator::new(&migrations).with_observer(&mut measured);
    migrator.upgrade(&mut client(&database)).unwrap();
    let index = measured.0.iter().find(|it| it.sql.contains("CONCURRENTLY"));
    assert!(index.unwrap().locks.is_empty());
}

#[test]
fn a_panic_of_an_observer_leaves_nothing() {
    let database = prepared();
    let mut client = client(&database);
    client.batch_execute(OWN).unwrap();
    let before = row(&mut client, SET);
    let mut panics = Panics;
    let mut migrator = Migrator::new(&MIGRATIONS).with_observer(&mut panics);
    let result = catch_unwind(AssertUnwindSafe(|| migrator.upgrade(&mut client)));
    assert!(result.is_err());
    assert_eq!(row(&mut client, SET), before);
    assert!(holders(&database).is_empty());
    assert_eq!(upgrade(&mut client, &MIGRATIONS).unwrap(), 2);
}

#[test]
fn a_revision_that_fails_leaves_the_client_usable() {
    let database = Cluster::shared().database();
    let mut client = client(&database);
    let error = upgrade(&mut client, &with_sql("SELECT 1 / 0")).unwrap_err();
    let MigrateError::Step { error, .. } = error else {
        panic!("{error}");
    };
    assert!(matches!(*error, StepError::Statement { .. }), "{error}");
    assert_eq!(upgrade(&mut client, &with_sql("SELECT 1")).unwrap(), 1);
}

/// Reads the key of the lock while it is held.
struct Keys<'d>(&'d Database, Vec<String>);

impl Observer for Keys<'_> {
    fn started(&mut self, _: &Step<'_>, _: usize, _: usize) {
        let key = "SELECT (classid::bigint << 32) | objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        self.1.extend(self.0.run(key));
    }
}

#[derive(Default)]
struct Measured(Vec<MeasuredStatement>);

impl Observer for Measured {
    fn is_measuring(&self) -> bool {
        true
    }

    fn measured(&mut self, statement: MeasuredStatement) {
        self.0.push(statement);
    }
}

struct Panics;

impl Observer for Panics {
    fn started(&mut self, _: &Step<'_>, _: usize, _: usize) {
        panic!("an observer of the test");
    }
}
