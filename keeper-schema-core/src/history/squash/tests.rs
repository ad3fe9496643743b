use super::{Reversal, SquashError};
use crate::graph::fixture::{id, revision};
use crate::history::History;
use crate::history::tests::{INTEGER, history};
use crate::operation::fixture::{
    add_column, create_table, drop_column, nullable, numbered, rename_column,
};
use crate::operation::{Down, Execute, Operation};
use crate::revision::{Revision, RevisionId};
use crate::schema::PerDialect;

fn with(revision: Revision, upgrade: Vec<Operation>) -> Revision {
    Revision {
        upgrade,
        ..revision
    }
}

fn users() -> Revision {
    with(
        revision("a", &[], &[]),
        vec![create_table(numbered("users", vec![]))],
    )
}

fn add(column: &str) -> Operation {
    add_column("users", nullable(column, INTEGER))
}

fn execute(sql: &str, down: Down) -> Operation {
    Operation::Execute(Execute {
        sql: PerDialect::Common(vec![sql.to_owned()]),
        down,
        state: Vec::new(),
    })
}

fn squash(history: &History, written: &str, reversal: Reversal) -> Result<Revision, SquashError> {
    let ids: Vec<RevisionId> = written.split_whitespace().map(id).collect();
    let squashed = history.squash(&ids, id("s"), reversal)?;
    // It is one that the history takes in.
    let mut all: Vec<Revision> = (history.revisions())
        .map(|file| file.revision.clone())
        .collect();
    all.push(squashed.clone());
    let with_it = self::history(all).expect("it replaces the others");
    assert_eq!(with_it.head_schema(), history.head_schema());
    Ok(squashed)
}

fn shown(operations: &[Operation]) -> Vec<String> {
    operations.iter().map(ToString::to_string).collect()
}

/// The message of the refusal.
#[track_caller]
fn refused(revisions: Vec<Revision>, written: &str, expected: &str) {
    let history = history(revisions).expect("a good history");
    let error = squash(&history, written, Reversal::Needed).expect_err("it is refused");
    assert_eq!(error.to_string(), expected);
}

#[test]
fn a_run_is_one_revision_with_the_fewest_operations() {
    let history = history(vec![
        users(),
        with(revision("b", &["a"], &[]), vec![add("age")]),
        with(
            revision("c", &["b"], &[]),
            vec![rename_column("users", "age", "years"), add("size")],
        ),
        with(revision("d", &["c"], &[]), vec![add("late")]),
    ])
    .expect("a good history");
    let squashed = squash(&history, "a b c", Reversal::Needed).expect("a line");
    assert_eq!(
        shown(&squashed.upgrade),
        ["create_table users (id, years, size)"]
    );
    assert_eq!(squashed.downgrade, None);
    let squashed = squash(&history, "b c d", Reversal::Needed).expect("a line");
    assert_eq!(squashed.down_revision, [id("a")]);
    assert_eq!(
        shown(&squashed.upgrade),
        [
            "add_column users.years integer null",
            "add_column users.size integer null",
            "add_column users.late integer null",
        ]
    );
}

#[test]
fn what_a_person_wrote_keeps_its_place() {
    let fill = execute(
        "UPDATE users SET age = 1",
        Down::Sql(PerDialect::Common(vec!["SELECT 1".to_owned()])),
    );
    let history = history(vec![
        users(),
        with(revision("b", &["a"], &[]), vec![add("age"), fill]),
        with(revision("c", &["b"], &[]), vec![add("size")]),
    ])
    .expect("a good history");
    let squashed = squash(&history, "a b c", Reversal::Needed).expect("a line");
    assert_eq!(
        shown(&squashed.upgrade),
        [
            "create_table users (id, age)",
            "execute UPDATE users SET age = 1",
            "add_column users.size integer null",
        ]
    );
}

#[test]
fn written_downgrades_are_put_together_the_other_way_round() {
    let mut age = with(revision("b", &["a"], &[]), vec![add("age")]);
    age.downgrade = Some(vec![
        execute("SELECT 1", Down::Nothing),
        drop_column("users", "age"),
    ]);
    let history = history(vec![
        users(),
        age,
        with(revision("c", &["b"], &[]), vec![add("size")]),
    ])
    .expect("a good history");
    let squashed = squash(&history, "a b c", Reversal::Needed).expect("a line");
    assert_eq!(
        shown(&squashed.downgrade.expect("one is written")),
        [
            "drop_column users.size",
            "execute SELECT 1",
            "drop_table users",
        ]
    );
}

#[test]
fn what_cannot_be_reverted_is_refused_or_said() {
    let mut gone = with(revision("b", &["a"], &[]), vec![add("age")]);
    gone.irreversible = true;
    let fill = execute("SELECT 1", Down::Irreversible);
    for (second, reason) in [
        (gone, "it says so"),
        (
            with(revision("b", &["a"], &[]), vec![fill]),
            "`execute SELECT 1` cannot be undone: its `down` says that it is irreversible",
        ),
    ] {
        let revisions = vec![users(), second];
        let expected = format!("revision `b` cannot be reverted: {reason}");
        refused(revisions.clone(), "a b", &expected);
        let history = history(revisions).expect("a good history");
        let squashed = squash(&history, "a b", Reversal::NotNeeded).expect("it is allowed");
        assert!(squashed.irreversible);
        assert_eq!(squashed.downgrade, None);
    }
}

/// ```text
/// a ── b ─┬─ c ── e
///         └─ d ──┘
/// ```
#[test]
fn a_run_has_no_branch_and_no_merge_within() {
    let diamond = || {
        vec![
            users(),
            revision("b", &["a"], &[]),
            revision("c", &["b"], &[]),
            revision("d", &["b"], &[]),
            revision("e", &["c", "d"], &[]),
        ]
    };
    refused(
        diamond(),
        "a b c",
        "revision `d` comes after `b`, which would be in the middle",
    );
    refused(
        diamond(),
        "c e",
        "revision `e` does not come directly after `c` and after nothing else",
    );
    refused(diamond(), "a", "a squash is of two revisions or more");
    let history = history(diamond()).expect("a good history");
    squash(&history, "a b", Reversal::Needed).expect("the branch leaves at its end");
}

#[test]
fn what_others_need_or_replace_stays() {
    let mut replacing = revision("c", &["b"], &[]);
    replacing.replaces = vec![id("old")];
    refused(
        vec![users(), revision("b", &["a"], &[]), replacing],
        "b c",
        "revision `c` replaces others itself, and databases may still have a part of them",
    );
    refused(
        vec![
            users(),
            revision("b", &["a"], &[]),
            revision("z", &[], &["a"]),
        ],
        "a b",
        "revision `z` comes after `a`, which would be in the middle",
    );
    let mut enforced = revision("b", &["a"], &[]);
    enforced.foreign_keys_on = true;
    refused(
        vec![users(), enforced],
        "a b",
        "revision `a` does not say `foreign_keys = \"on\"`, and another one does",
    );
}

#[test]
fn labels_and_dependencies_are_those_of_all() {
    let mut labelled = revision("b", &["a"], &["z"]);
    labelled.branch_labels = vec!["shop".to_owned()];
    let revisions = vec![
        users(),
        labelled,
        revision("c", &["b"], &[]),
        revision("z", &[], &[]),
    ];
    let history = history(revisions).expect("a good history");
    let squashed = squash(&history, "a b c", Reversal::Needed).expect("a line");
    assert_eq!(squashed.depends_on, [id("z")]);
    assert_eq!(squashed.branch_labels, ["shop"]);
}
