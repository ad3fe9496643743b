use std::collections::BTreeSet;

use super::Settled;
use crate::diagnostic::Diagnostic;
use crate::graph::RevisionSpec;
use crate::graph::fixture::{id, revision};
use crate::history::History;
use crate::history::tests::{INTEGER, history};
use crate::operation::fixture::{add_column, create_table, nullable, numbered};
use crate::revision::{Revision, RevisionId};

fn ids(written: &str) -> Vec<RevisionId> {
    written.split_whitespace().map(id).collect()
}

/// `a` and `b`, which `s` replaces, and `c`, which was written on top of `b`.
fn files() -> [Revision; 4] {
    let users = |columns| create_table(numbered("users", columns));
    let age = || nullable("age", INTEGER);
    let with = |revision: Revision, operation| Revision {
        upgrade: vec![operation],
        ..revision
    };
    let mut squashed = with(revision("s", &[], &[]), users(vec![age()]));
    squashed.replaces = ids("a b");
    [
        with(revision("a", &[], &[]), users(vec![])),
        with(revision("b", &["a"], &[]), add_column("users", age())),
        with(
            revision("c", &["b"], &[]),
            add_column("users", nullable("size", INTEGER)),
        ),
        squashed,
    ]
}

fn wrong(revisions: Vec<Revision>) -> String {
    let diagnostics = history(revisions).expect_err("something is wrong");
    let messages: Vec<&str> = (diagnostics.iter())
        .map(|diagnostic: &Diagnostic| diagnostic.message.as_str())
        .collect();
    messages.join("\n")
}

fn squashed() -> History {
    history(files().into()).expect("a good history")
}

#[test]
fn what_came_after_the_replaced_comes_after_what_replaces_them() {
    let history = squashed();
    assert_eq!(history.graph().order(), ids("s c"));
    assert_eq!(history.graph().parents(&id("c")), [&id("s")]);
    let before = history.without(&ids("s")).expect("the files are there");
    assert_eq!(before.graph().order(), ids("a b c"));
    assert_eq!(before.head_schema(), history.head_schema());

    let [_, _, c, s] = files();
    let without_files = super::History::new(vec![
        crate::history::tests::file(c),
        crate::history::tests::file(s),
    ]);
    let without_files = without_files.expect("the old files may go");
    assert_eq!(without_files.graph().order(), ids("s c"));
}

#[test]
fn a_replaced_revision_leads_to_the_one_that_replaces_it() {
    let spec = RevisionSpec::parse("b").expect("it is an id");
    let error = squashed().graph().resolve(&spec, &BTreeSet::new());
    let error = error.expect_err("it is replaced").to_string();
    assert_eq!(error, "revision `b` was squashed into `s`; name that one");
}

#[test]
fn what_a_database_has_is_told_in_the_terms_of_the_history() {
    let history = squashed();
    for (recorded, applied, replacing, in_part) in [
        ("", "", "", ""),
        ("a", "a", "", "s"),
        ("a b", "s", "s", ""),
        ("a b c", "s c", "s", ""),
        ("s c", "s c", "", ""),
    ] {
        let set = |written: &str| ids(written).into_iter().collect();
        let settled = history.as_revisions().settle(&set(recorded));
        let expected = Settled {
            applied: set(applied),
            replacing: ids(replacing),
            in_part: ids(in_part),
        };
        assert_eq!(settled, Ok(expected), "{recorded}");
    }
}

#[test]
fn one_that_does_something_else_than_what_it_replaces_is_refused() {
    let [a, b, c, mut s] = files();
    s.upgrade = a.upgrade.clone();
    assert_eq!(
        wrong(vec![a, b, c, s]),
        "revision `s` leads to another schema than the revisions that it replaces"
    );
}

#[test]
fn a_revision_is_replaced_once_and_does_not_replace_itself() {
    let [a, b, c, s] = files();
    let mut other = Revision::new(id("t"), "");
    other.replaces = ids("b");
    assert_eq!(
        wrong(vec![a.clone(), b.clone(), c.clone(), s.clone(), other]),
        "revision `b` is replaced by `s` and `t`"
    );
    let mut above = Revision::new(id("t"), "");
    above.replaces = ids("s c");
    assert_eq!(
        wrong(vec![a, b, c, s, above]),
        "revision `t` replaces `s`, which replaces others itself"
    );
    let mut itself = Revision::new(id("t"), "");
    itself.replaces = ids("t");
    assert_eq!(wrong(vec![itself]), "revision `t` replaces itself");
}
