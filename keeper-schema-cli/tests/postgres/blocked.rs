//! Others use what a revision changes.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use postgres::SimpleQueryMessage;

use crate::sandbox::{Sandbox, ended, until};

const BRIEF: [&str; 5] = ["upgrade", "--lock-timeout", "0.2", "--retries", "2"];

/// Up to the revision before `tracked_ref`, which an old transaction stands against.
fn blocked() -> (Sandbox, postgres::Client) {
    let sandbox = Sandbox::keeper();
    sandbox.done(&["upgrade", "febbe2d7e47b"]);
    let mut holder = sandbox.connect("old report");
    holder
        .batch_execute("BEGIN; SELECT count(*) FROM editions")
        .expect("the table is there");
    (sandbox, holder)
}

#[test]
fn an_idle_transaction_is_named_and_nothing_is_changed() {
    let (sandbox, mut holder) = blocked();
    let before = (sandbox.recorded(), sandbox.declared());
    let outcome = sandbox.call(&BRIEF);
    assert_eq!(outcome.status, 2, "{outcome:?}");
    let pid: i32 = holder
        .query_one("SELECT pg_backend_pid()", &[])
        .unwrap()
        .get(0);
    for words in [
        format!("process {pid} (`old report`"),
        "idle in transaction".to_owned(),
        "lock timeout".to_owned(),
        "3 times".to_owned(),
        "f8eeb27a49e7".to_owned(),
    ] {
        assert!(outcome.stderr.contains(&words), "{words}: {outcome:?}");
    }
    assert_eq!((sandbox.recorded(), sandbox.declared()), before);
    holder.batch_execute("COMMIT").unwrap();
    sandbox.done(&BRIEF);
}

/// How long a query waited for its lock, in seconds, as the server itself has measured it:
/// from the arrival of the message to the execution, before which locks are taken.
fn wait(session: &mut postgres::Client) -> f64 {
    let sql = "SELECT extract(epoch FROM clock_timestamp() - statement_timestamp())
        FROM (SELECT count(*) FROM editions) AS all_of_them";
    // Not as a prepared statement, which is several messages.
    let messages = session.simple_query(sql).expect("the table is there");
    let rows = messages.iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0),
        _ => None,
    });
    let seconds = rows.last().expect("an aggregate has a row");
    seconds.parse().expect("it is a number")
}

#[test]
fn others_never_wait_longer_than_the_limit() {
    const LIMIT: f64 = 0.5;
    // From the end of the migrator's wait until the server's processes of both have run
    // again, beside other tests on the same machine.
    const SCHEDULING: f64 = 0.15;
    let (sandbox, _holder) = blocked();
    let is_over = AtomicBool::new(false);
    let (outcome, waits) = thread::scope(|scope| {
        let service = || {
            let mut session = sandbox.connect("service");
            let mut waits: Vec<f64> = Vec::new();
            while !is_over.load(Ordering::Relaxed) {
                waits.push(wait(&mut session));
            }
            waits
        };
        let services: Vec<_> = (0..3).map(|_| scope.spawn(service)).collect();
        let limit = LIMIT.to_string();
        let outcome = sandbox.call(&["upgrade", "--lock-timeout", &limit, "--retries", "2"]);
        is_over.store(true, Ordering::Relaxed);
        let waits = services.into_iter().map(|service| service.join().unwrap());
        (outcome, waits.collect::<Vec<_>>())
    });
    assert_eq!(outcome.status, 2, "{outcome:?}");
    let mut behind = 0;
    for waits in waits {
        let longest = waits.iter().copied().fold(0.0, f64::max);
        assert!(longest <= LIMIT + SCHEDULING, "waited {longest} s");
        // Between the tries they get through.
        assert!(waits.len() > 10, "{}", waits.len());
        behind += waits.iter().filter(|wait| **wait > LIMIT / 2.0).count();
    }
    // They did stand behind the migrator, in each of its three tries.
    assert!(behind >= 3, "{behind} waited");
}

#[test]
fn it_goes_on_when_the_way_is_free() {
    let (sandbox, mut holder) = blocked();
    let migrator = sandbox.start(&["upgrade", "--lock-timeout", "0.1", "--retries", "50"]);
    let mut waits = 0;
    until("it was refused once and waits again", || {
        let waiting = sandbox.database.run(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'editions'::regclass",
        );
        waits += u32::from(waiting == ["1"]);
        thread::sleep(Duration::from_millis(60));
        waits > 3
    });
    holder.batch_execute("COMMIT").unwrap();
    let outcome = ended(migrator);
    assert_eq!(outcome.status, 0, "{outcome:?}");
}

#[test]
fn a_statement_can_be_given_a_limit() {
    let sandbox = Sandbox::with_history(&[(
        "000000000001",
        "[[upgrade]]\nop = \"execute\"\nsql = \"SELECT pg_sleep(0.5)\"\ndown = \"nothing\"\n",
    )]);
    let outcome = sandbox.call(&["upgrade", "--statement-timeout", "0.1"]);
    assert_eq!(outcome.status, 2, "{outcome:?}");
    for words in ["statement timeout", "--statement-timeout", "000000000001"] {
        assert!(outcome.stderr.contains(words), "{words}: {outcome:?}");
    }
    assert_eq!(sandbox.recorded(), Vec::<String>::new());
    sandbox.done(&["upgrade"]);
    assert_eq!(sandbox.recorded(), ["000000000001"]);
}
