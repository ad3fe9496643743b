//! Two heads, joined; and the bookkeeping set by hand.

use serde_json::Value;

use crate::library::two_heads;
use crate::sandbox::{Sandbox, declared, strings};

fn recorded(sandbox: &Sandbox) -> Vec<String> {
    strings(
        &sandbox.connection(),
        "SELECT revision || ' ' || kind FROM keeper_revisions ORDER BY seq",
    )
}

#[test]
fn a_merge_joins_the_heads_and_is_upgraded_to() {
    let sandbox = two_heads();
    let refused = sandbox.call(&["upgrade", "head"]);
    assert_eq!(refused.status, 2, "{refused:?}");
    for head in ["00000000000a", "00000000000b"] {
        assert!(refused.stderr.contains(head), "{refused:?}");
    }
    let merged = sandbox.done(&["merge", "-m", "join", "--rev-id", "00000000000c"]);
    assert!(
        merged
            .stdout
            .contains("(revises 00000000000a, 00000000000b)"),
        "{merged:?}"
    );
    let heads = sandbox.done(&["heads", "--format", "json"]).stdout;
    let heads: Value = serde_json::from_str(&heads).expect("it is JSON");
    assert_eq!(heads[0]["revision"], "00000000000c");
    assert_eq!(heads.as_array().map(Vec::len), Some(1));
    sandbox.done(&["upgrade", "head"]);
    assert_eq!(
        recorded(&sandbox),
        [
            "000000000001 applied",
            "00000000000a applied",
            "00000000000b applied",
            "00000000000c applied"
        ]
    );
    sandbox.done(&["downgrade", "base"]);
    assert_eq!(declared(&sandbox.connection()), Vec::<String>::new());
    assert_eq!(recorded(&sandbox), Vec::<String>::new());
}

#[test]
fn a_stamp_runs_nothing_and_is_gone_on_from() {
    let sandbox = two_heads();
    let upgraded = two_heads();
    upgraded.done(&["upgrade", "00000000000a"]);
    let copied = strings(
        &upgraded.connection(),
        "SELECT sql FROM sqlite_master WHERE name IN ('books', 'authors')",
    );
    let connection = sandbox.connection();
    let made = connection.execute_batch(&copied.join(";"));
    made.expect("the tables can be made by hand");
    sandbox.done(&["stamp", "00000000000a"]);
    assert_eq!(
        recorded(&sandbox),
        ["000000000001 stamped", "00000000000a stamped"]
    );
    sandbox.done(&["upgrade"]);
    upgraded.done(&["upgrade"]);
    assert_eq!(
        declared(&sandbox.connection()),
        declared(&upgraded.connection())
    );
}

#[test]
fn a_stamp_takes_away_what_is_above_it() {
    let sandbox = two_heads();
    sandbox.done(&["upgrade"]);
    sandbox.done(&["stamp", "00000000000a"]);
    assert_eq!(
        recorded(&sandbox),
        ["000000000001 applied", "00000000000a applied"]
    );
}

#[test]
fn bookkeeping_that_cannot_be_is_refused_and_purged() {
    for damage in [
        "DELETE FROM keeper_revisions WHERE revision = '000000000001'",
        "UPDATE keeper_revisions SET revision = 'ffffffffffff' WHERE revision = '00000000000a'",
        "UPDATE keeper_revisions SET revision = '../x' WHERE revision = '00000000000a'",
        "UPDATE keeper_revisions SET checksum = 'c1:0' WHERE revision = '00000000000a'",
    ] {
        let sandbox = two_heads();
        sandbox.done(&["upgrade", "00000000000a"]);
        let connection = sandbox.connection();
        connection.execute_batch(damage).expect("it can be damaged");
        drop(connection);
        let before = declared(&sandbox.connection());
        let refused = sandbox.call(&["upgrade"]);
        assert_eq!(refused.status, 2, "{damage}: {refused:?}");
        assert!(
            refused.stderr.starts_with("error[KS06"),
            "{damage}: {refused:?}"
        );
        assert_eq!(declared(&sandbox.connection()), before, "{damage}");
        sandbox.done(&["stamp", "--purge", "00000000000a"]);
        assert_eq!(
            recorded(&sandbox),
            ["000000000001 stamped", "00000000000a stamped"],
            "{damage}"
        );
        sandbox.done(&["upgrade"]);
    }
}

#[test]
fn bookkeeping_of_a_newer_tool_is_left_alone() {
    for oldest_reader in ["99", "x"] {
        let sandbox = two_heads();
        sandbox.done(&["upgrade", "00000000000a"]);
        let newer =
            format!("UPDATE keeper_meta SET value = '{oldest_reader}' WHERE key = 'oldest_reader'");
        let connection = sandbox.connection();
        connection.execute_batch(&newer).expect("it can be written");
        for call in [
            &["upgrade"][..],
            &["downgrade", "base"],
            &["current"],
            &["stamp", "head"],
        ] {
            let refused = sandbox.call(call);
            assert_eq!(refused.status, 2, "{call:?}: {refused:?}");
        }
        assert_eq!(recorded(&sandbox).len(), 2);
    }
}
