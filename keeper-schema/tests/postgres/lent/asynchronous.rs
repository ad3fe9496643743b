//! A `tokio_postgres::Client`, on runtimes with one thread and with several.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use keeper_schema::embedded::{Migrations, Migrator, VerifyError};
use keeper_schema::migrate::{Direction, Interrupt, MigrateError, Observer, Options, Step};
use keeper_schema::postgres::OpenOptions;
use keeper_schema_core::dialect::BookkeepingNames;
use keeper_schema_core::revision::RevisionId;
use keeper_schema_testing::Cluster;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Mutex;
use tokio_postgres::{Client, NoTls, SimpleQueryMessage};

use super::{
    CONCURRENTLY, MIGRATIONS, OWN, SET, holders, ids, older, prepared, sleeping, until_one_sleeps,
    with, with_sql,
};
use crate::proxy::Proxy;
use crate::server::Server;

fn runtimes() -> [Runtime; 2] {
    let one = Builder::new_current_thread().enable_all().build();
    let many = Builder::new_multi_thread().enable_all().build();
    [one.unwrap(), many.unwrap()]
}

async fn client(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

/// The columns of the first row.
async fn row(client: &Client, sql: &str) -> Vec<Option<String>> {
    let messages = client.simple_query(sql).await.unwrap();
    let row = messages.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    });
    let row = row.unwrap();
    let columns = (0..row.len()).map(|column| row.get(column).map(str::to_owned));
    columns.collect()
}

async fn upgrade(client: &mut Client, migrations: &Migrations) -> Result<usize, MigrateError> {
    let applied = Migrator::new(migrations).upgrade_async(client).await?;
    Ok(applied.len())
}

/// In a task of its own, as a program may do it.
#[test]
fn a_client_is_brought_along_and_verified() {
    for runtime in runtimes() {
        let database = Cluster::shared().database();
        let url = database.url().to_owned();
        let task = async move {
            let mut client = client(&url).await;
            let mut migrator = Migrator::new(&MIGRATIONS);
            let pending = migrator.pending_async(&mut client).await;
            assert_eq!(ids(&pending.unwrap()), ["a1", "b2"]);
            let script = migrator.dry_run_async(&mut client).await.unwrap().unwrap();
            assert!(script.contains("CREATE TABLE \"books\""), "{script}");
            let error = migrator.verify_async(&mut client).await.unwrap_err();
            assert!(matches!(error, VerifyError::Behind { .. }), "{error}");

            let applied = migrator.upgrade_async(&mut client).await.unwrap();
            assert_eq!(ids(&applied), ["a1", "b2"]);
            let applied = migrator.upgrade_async(&mut client).await.unwrap();
            assert!(applied.is_empty());
            migrator.verify_async(&mut client).await.unwrap();
            let error = Migrator::new(&older()).verify_async(&mut client).await;
            assert!(matches!(error, Err(VerifyError::Ahead { .. })), "{error:?}");

            let reverted = migrator.downgrade_to_async(&mut client, "a1").await;
            assert_eq!(ids(&reverted.unwrap()), ["b2"]);
            let applied = migrator.upgrade_to_async(&mut client, "+1").await;
            assert_eq!(ids(&applied.unwrap()), ["b2"]);
            let drift = "ALTER TABLE books DROP COLUMN pages";
            client.batch_execute(drift).await.unwrap();
            let error = migrator.verify_async(&mut client).await.unwrap_err();
            assert!(matches!(error, VerifyError::Drifted { .. }), "{error}");
        };
        runtime.block_on(async { tokio::spawn(task).await.unwrap() });
        assert!(holders(&database).is_empty());
    }
}

#[test]
fn a_client_is_given_back_as_it_was() {
    let persons = "SELECT set_config('work_mem', '77MB', false), set_config('application_name', 'other', false), set_config('search_path', '', false), set_config('role', 'none', false)";
    let failing = format!("{persons}; SELECT 1 / 0");
    for runtime in runtimes() {
        for (migrations, is_right) in [
            (with_sql(persons), true),
            (with_sql(&failing), false),
            (with(CONCURRENTLY), true),
        ] {
            let database = prepared();
            runtime.block_on(async {
                let mut client = client(database.url()).await;
                client.batch_execute(OWN).await.unwrap();
                let before = row(&client, SET).await;
                let upgraded = upgrade(&mut client, &migrations).await;
                assert_eq!(upgraded.is_ok(), is_right, "{upgraded:?}");
                assert_eq!(row(&client, SET).await, before);
            });
            assert!(holders(&database).is_empty());
        }
    }
}

#[test]
fn an_open_transaction_is_not_ended() {
    for runtime in runtimes() {
        let database = Cluster::shared().database();
        runtime.block_on(async {
            let mut client = client(database.url()).await;
            let own = "BEGIN; CREATE TABLE own (a int)";
            client.batch_execute(own).await.unwrap();
            let error = upgrade(&mut client, &MIGRATIONS).await.unwrap_err();
            assert!(error.to_string().contains("is in a transaction"), "{error}");
            client.batch_execute("COMMIT").await.unwrap();
        });
        let tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'";
        assert_eq!(database.run(tables), ["own"]);
    }
}

#[test]
fn behind_a_pooler_nothing_is_changed() {
    let server = Server::start();
    let url = server.plain_url(Proxy::Pooler.before(server.port));
    for runtime in runtimes() {
        runtime.block_on(async {
            let mut client = client(&url).await;
            let error = upgrade(&mut client, &MIGRATIONS).await.unwrap_err();
            assert!(matches!(error, MigrateError::Pooler), "{error}");
        });
    }
}

#[test]
fn the_options_say_by_which_name() {
    let options = OpenOptions {
        bookkeeping: BookkeepingNames {
            schema: Some("books_of_ours".to_owned()),
            ..BookkeepingNames::default()
        },
        ..OpenOptions::default()
    };
    for runtime in runtimes() {
        let database = Cluster::shared().database();
        let mut migrator = Migrator::new(&MIGRATIONS).with_open_options(options.clone());
        runtime.block_on(async {
            let mut client = client(database.url()).await;
            let script = migrator.dry_run_async(&mut client).await.unwrap().unwrap();
            assert!(script.contains("books_of_ours"), "{script}");
            migrator.upgrade_async(&mut client).await.unwrap();
            migrator.verify_async(&mut client).await.unwrap();
        });
        let recorded = "SELECT count(*) FROM books_of_ours.keeper_revisions";
        assert_eq!(database.run(recorded), ["2"]);
    }
}

#[test]
fn a_statement_is_cancelled_when_the_run_is_to_stop() {
    for runtime in runtimes() {
        let database = Cluster::shared().database();
        let interrupt = Interrupt::default();
        let options = Options {
            interrupt: Some(interrupt.clone()),
            ..Options::default()
        };
        let migrations = with_sql("SELECT pg_sleep(60)");
        let start = Instant::now();
        std::thread::scope(|scope| {
            scope.spawn(|| {
                until_one_sleeps(&database);
                interrupt.request();
            });
            runtime.block_on(async {
                let mut client = client(database.url()).await;
                let mut migrator = Migrator::new(&migrations).with_options(options);
                let error = migrator.upgrade_async(&mut client).await.unwrap_err();
                let is_interrupted = matches!(error, MigrateError::Interrupted { done: 2, .. });
                assert!(is_interrupted, "{error}");
                assert_eq!(row(&client, "SELECT 'usable'").await.len(), 1);
            });
        });
        assert!(start.elapsed() < Duration::from_secs(50));
        assert!(holders(&database).is_empty());
    }
}

/// As a timeout does it, or a task that is aborted.
#[test]
fn a_future_that_is_dropped_cancels_its_statement() {
    for runtime in runtimes() {
        let database = prepared();
        let start = Instant::now();
        runtime.block_on(async {
            let client = Arc::new(Mutex::new(client(database.url()).await));
            client.lock().await.batch_execute(OWN).await.unwrap();
            let before = row(&*client.lock().await, SET).await;
            let lent = Arc::clone(&client);
            let task = tokio::spawn(async move {
                let migrations = with_sql("SELECT pg_sleep(60)");
                upgrade(&mut *lent.lock().await, &migrations).await
            });
            let database = &database;
            until(|| sleeping(database) == "1").await;
            task.abort();
            assert!(task.await.unwrap_err().is_cancelled());
            assert_eq!(row(&*client.lock().await, SET).await, before);
        });
        assert!(start.elapsed() < Duration::from_secs(50));
        assert!(holders(&database).is_empty());
        let applied = "SELECT revision FROM mine.keeper_revisions ORDER BY seq";
        assert_eq!(database.run(applied), ["a1", "b2"]);
    }
}

/// Drops the future after so many polls, until it ends before.
#[test]
fn a_future_may_be_dropped_anywhere() {
    for runtime in runtimes() {
        let database = prepared();
        runtime.block_on(async {
            let mut client = client(database.url()).await;
            client.batch_execute(OWN).await.unwrap();
            let before = row(&client, SET).await;
            let migrations = with(CONCURRENTLY);
            let mut polls = 0;
            let applied = loop {
                let mut migrator = Migrator::new(&migrations);
                let ended = polled(migrator.upgrade_async(&mut client), polls).await;
                assert_eq!(row(&client, SET).await, before, "after {polls} polls");
                let open = row(&client, "SELECT now() = statement_timestamp()").await;
                assert_eq!(open, [Some("t".to_owned())], "after {polls} polls");
                assert!(holders(&database).is_empty(), "after {polls} polls");
                if let Some(applied) = ended {
                    break applied.unwrap();
                }
                polls += 1;
            };
            assert!(polls > 3 && applied.len() < 3, "{polls} {applied:?}");
            let migrator = Migrator::new(&migrations);
            assert!(
                migrator
                    .pending_async(&mut client)
                    .await
                    .unwrap()
                    .is_empty()
            );
            migrator.verify_async(&mut client).await.unwrap();
        });
    }
}

#[test]
fn an_observer_is_told_where_the_program_is() {
    for runtime in runtimes() {
        let database = Cluster::shared().database();
        let mut heard = Heard::default();
        runtime.block_on(async {
            let mut client = client(database.url()).await;
            let mut migrator = Migrator::new(&MIGRATIONS).with_observer(&mut heard);
            migrator.upgrade_async(&mut client).await.unwrap();
        });
        let expected = [
            "1 of 2: a1, Books",
            "a1 ran",
            "a1 is there",
            "2 of 2: b2, Pages",
            "b2 ran",
            "b2 is there",
        ];
        assert_eq!(heard.0, expected);
    }
}

#[test]
fn a_panic_of_an_observer_leaves_nothing() {
    for runtime in runtimes() {
        let database = prepared();
        runtime.block_on(async {
            let client = Arc::new(Mutex::new(client(database.url()).await));
            client.lock().await.batch_execute(OWN).await.unwrap();
            let before = row(&*client.lock().await, SET).await;
            let lent = Arc::clone(&client);
            let task = tokio::spawn(async move {
                let mut heard = Heard(vec!["full".to_owned(); 100]);
                let mut migrator = Migrator::new(&MIGRATIONS).with_observer(&mut heard);
                migrator.upgrade_async(&mut *lent.lock().await).await
            });
            assert!(task.await.unwrap_err().is_panic());
            assert_eq!(row(&*client.lock().await, SET).await, before);
            assert!(holders(&database).is_empty());
            let applied = upgrade(&mut *client.lock().await, &MIGRATIONS).await;
            assert!(applied.unwrap() > 0);
        });
    }
}

#[test]
fn a_client_that_is_closed_is_told() {
    for runtime in runtimes() {
        let database = Cluster::shared().database();
        runtime.block_on(async {
            let (mut client, connection) = tokio_postgres::connect(database.url(), NoTls)
                .await
                .unwrap();
            drop(connection);
            let error = upgrade(&mut client, &MIGRATIONS).await.unwrap_err();
            assert!(error.to_string().contains("connection closed"), "{error}");
        });
    }
}

/// Lets the other tasks go on until it is so.
async fn until(is_so: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < Duration::from_secs(30), "it never is");
        tokio::task::yield_now().await;
    }
}

/// What the future comes to, if it ends within so many polls.
async fn polled<T>(future: impl Future<Output = T>, polls: usize) -> Option<T> {
    let mut future = pin!(future);
    let mut left = polls;
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        future.as_mut().poll(context).map(Some)
    })
    .await
}

/// Panics when it has heard too much.
#[derive(Default)]
struct Heard(Vec<String>);

impl Heard {
    fn hear(&mut self, what: String) {
        assert!(self.0.len() < 100, "an observer of the test");
        self.0.push(what);
    }
}

impl Observer for Heard {
    fn started(&mut self, step: &Step<'_>, position: usize, total: usize) {
        let message = &step.of.message;
        self.hear(format!(
            "{position} of {total}: {}, {message}",
            step.revision
        ));
    }

    fn finished(&mut self, revision: &RevisionId, _: Direction, _: Duration) {
        self.hear(format!("{revision} ran"));
    }

    fn committed(&mut self, revisions: &[RevisionId]) {
        self.hear(format!("{} is there", ids(revisions).join(", ")));
    }
}
