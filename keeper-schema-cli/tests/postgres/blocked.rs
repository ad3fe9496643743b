//! Others use what a revision changes.

use std::time::Duration;

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

#[test]
fn others_never_wait_longer_than_the_limit() {
    let (sandbox, _holder) = blocked();
    let mut other = sandbox.connect("service");
    // Twice the limit, since the machine is busy with other tests.
    other.batch_execute("SET lock_timeout = '400ms'").unwrap();
    let mut migrator = sandbox.start(&BRIEF);
    let mut queries = 0;
    while migrator.try_wait().expect("it can be asked").is_none() {
        other
            .batch_execute("SELECT count(*) FROM editions")
            .unwrap();
        queries += 1;
    }
    assert!(queries > 1, "{queries}");
    assert_eq!(ended(migrator).status, 2);
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
        std::thread::sleep(Duration::from_millis(60));
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
        "[[upgrade]]\nop = \"execute\"\nsql = \"SELECT pg_sleep(60)\"\ndown = \"nothing\"\n",
    )]);
    let outcome = sandbox.call(&["upgrade", "--statement-timeout", "0.1"]);
    assert_eq!(outcome.status, 2, "{outcome:?}");
    assert!(outcome.stderr.contains("statement timeout"), "{outcome:?}");
    assert_eq!(sandbox.recorded(), Vec::<String>::new());
}
