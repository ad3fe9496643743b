//! Several at one database at once.

use std::process::{Child, Command, Stdio};

use crate::sandbox::{Sandbox, command, declared, outcome, repository, strings};

/// Starts `upgrade` of Keeper's history on the sandbox's database and does not wait.
fn started(sandbox: &Sandbox) -> Child {
    let mut command: Command = command();
    command
        .args(["upgrade", "--migrations"])
        .arg(repository().join("migrations"))
        .arg("--url")
        .arg(sandbox.database())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command.spawn().expect("the binary runs")
}

fn recorded(sandbox: &Sandbox) -> Vec<String> {
    strings(
        &sandbox.connection(),
        "SELECT revision FROM keeper_revisions ORDER BY seq",
    )
}

/// Eight upgrades at once, of a database in this journal mode.
fn check(journal_mode: &str) {
    let alone = Sandbox::keeper();
    alone.done(&["upgrade"]);
    let sandbox = Sandbox::keeper();
    let set = format!("PRAGMA journal_mode = {journal_mode}");
    let mode: Result<String, _> = sandbox.connection().query_row(&set, [], |row| row.get(0));
    assert_eq!(mode.as_deref(), Ok(journal_mode));
    let children: Vec<Child> = (0..8).map(|_| started(&sandbox)).collect();
    let mut upgraded = 0;
    for child in children {
        let outcome = outcome(child.wait_with_output().expect("it ends"));
        assert_eq!(outcome.status, 0, "{outcome:?}");
        upgraded += outcome.stderr.matches("  upgraded ").count();
    }
    assert_eq!(recorded(&sandbox), recorded(&alone));
    assert_eq!(upgraded, recorded(&alone).len(), "each revision ran once");
    assert_eq!(
        declared(&sandbox.connection()),
        declared(&alone.connection())
    );
}

#[test]
fn upgrades_started_together_with_a_rollback_journal() {
    check("delete");
}

#[test]
fn upgrades_started_together_with_a_write_ahead_log() {
    check("wal");
}

#[test]
fn a_lock_that_another_holds_is_waited_for_and_then_given_up() {
    for journal_mode in ["delete", "wal"] {
        let sandbox = Sandbox::keeper();
        sandbox.done(&["upgrade", "4ace74bc8168"]);
        let before = (declared(&sandbox.connection()), recorded(&sandbox));
        let holder = sandbox.connection();
        let locked = holder.execute_batch(&format!(
            "PRAGMA journal_mode = {journal_mode}; BEGIN IMMEDIATE"
        ));
        locked.expect("the lock is free");
        for call in [
            &["upgrade", "--lock-wait", "1"][..],
            &["downgrade", "base", "--lock-wait", "1"],
            &["stamp", "head", "--lock-wait", "1"],
            &["stamp", "--purge", "head", "--lock-wait", "0"],
        ] {
            let refused = sandbox.call(call);
            assert_eq!(refused.status, 3, "{call:?}: {refused:?}");
            assert!(refused.stderr.contains("lock"), "{call:?}: {refused:?}");
        }
        let after = (declared(&sandbox.connection()), recorded(&sandbox));
        assert_eq!(after, before);
        holder.execute_batch("ROLLBACK").expect("it is held");
        sandbox.done(&["upgrade", "--lock-wait", "1"]);
    }
}
