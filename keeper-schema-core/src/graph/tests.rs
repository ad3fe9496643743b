//! What a graph says of itself, and what it refuses to be made of.

use super::fixture::{history, id, revision};
use super::{GraphError, RevisionGraph};
use crate::revision::{Revision, RevisionId};

/// ```text
/// a ── b ─┬─ c ── d ─┬─ f      shop: c
///         └─ e ──────┘
/// p ── q                       q depends on c
/// ```
const DIAMOND: &str = "
    a
    b < a
    c < b @ shop
    d < c
    e < b
    f < d e
    p
    q < p ~ c
";

fn graph(drawn: &str) -> RevisionGraph {
    RevisionGraph::new(&history(drawn)).expect("a history of a test")
}

fn words<'a>(revisions: impl IntoIterator<Item = &'a RevisionId>) -> String {
    let words: Vec<&str> = revisions.into_iter().map(RevisionId::as_str).collect();
    words.join(" ")
}

#[test]
fn surroundings() {
    let graph = graph(DIAMOND);
    let seen = [
        ("order", words(graph.order())),
        ("heads", words(graph.heads())),
        ("bases", words(graph.bases())),
        ("parents of f", words(graph.parents(&id("f")))),
        ("children of b", words(graph.children(&id("b")))),
        ("dependencies of q", words(graph.dependencies(&id("q")))),
        ("dependents of c", words(graph.dependents(&id("c")))),
        ("ancestors of q", words(&graph.ancestors([&id("q")]))),
        (
            "ancestors of e and q, and they",
            words(&graph.ancestors_inclusive(&[id("e"), id("q")])),
        ),
        (
            "ancestors of b and d",
            words(&graph.ancestors([&id("b"), &id("d")])),
        ),
        ("descendants of c", words(&graph.descendants([&id("c")]))),
        (
            "descendants of d and p, and they",
            words(&graph.descendants_inclusive([&id("d"), &id("p")])),
        ),
        ("branch points", words(graph.branch_points())),
        ("merge points", words(graph.merge_points())),
        ("parents of nobody", words(graph.parents(&id("nobody")))),
    ];
    let expected = [
        ("order", "a b c d e f p q"),
        ("heads", "f q"),
        ("bases", "a p"),
        ("parents of f", "d e"),
        ("children of b", "c e"),
        ("dependencies of q", "c"),
        ("dependents of c", "q"),
        ("ancestors of q", "a b c p"),
        ("ancestors of e and q, and they", "a b c e p q"),
        ("ancestors of b and d", "a b c"),
        ("descendants of c", "d f q"),
        ("descendants of d and p, and they", "d f p q"),
        ("branch points", "b"),
        ("merge points", "f"),
        ("parents of nobody", ""),
    ];
    assert_eq!(seen, expected.map(|(what, words)| (what, words.to_owned())));
}

#[test]
fn one_head_or_none_or_all_of_them() {
    let heads = |drawn| graph(drawn).single_head().map(Option::<&_>::cloned);
    assert_eq!(heads(""), Ok(None));
    assert_eq!(heads("a\nb < a"), Ok(Some(id("b"))));
    assert_eq!(
        heads(DIAMOND),
        Err(GraphError::MultipleHeads {
            heads: vec![id("f"), id("q")]
        })
    );
}

#[test]
fn a_dependency_that_is_a_parent_is_a_parent() {
    let graph = graph("a\nb < a a ~ a");
    assert_eq!(words(graph.parents(&id("b"))), "a");
    assert_eq!(words(graph.dependencies(&id("b"))), "");
    assert_eq!(words(graph.branch_points()), "");
    assert_eq!(words(graph.merge_points()), "");
}

#[test]
fn a_new_head_leaves_the_order_of_the_others() {
    assert_eq!(words(graph("b\nc").order()), "b c");
    assert_eq!(words(graph("b\nc\na < c").order()), "b c a");
}

#[test]
fn a_label_is_on_its_branch_up_to_the_fork() {
    let labels: Vec<String> = graph(
        "
        a
        b < a
        c < b
        d < c @ shop
        e < d
        x < a @ till bank
        ",
    )
    .branch_labels()
    .into_iter()
    .map(|(revision, labels)| format!("{revision}: {labels:?}"))
    .collect();
    assert_eq!(
        labels,
        [
            r#"b: {"shop"}"#,
            r#"c: {"shop"}"#,
            r#"d: {"shop"}"#,
            r#"e: {"shop"}"#,
            r#"x: {"bank", "till"}"#,
        ]
    );
}

#[test]
fn refusals_come_all_at_once() {
    let refusals = refuse(&history(
        "
        1975ea83b712
        1975ea83b712
        ae1027a6acf1 < 1975ea83b721
        27c6a30d7c24 < nowhere ~ 1975 zzz
        top @ base -x
        loop < loop @ two
        x < z
        y < x @ two
        z < y ~ y @ x
        above < z @ a:b
        ",
    ));
    insta::assert_snapshot!(refusals, @r#"
    revision id `1975ea83b712` is in several files; give all but one of them another id
    revision `27c6a30d7c24` depends on `1975`, which does not exist; did you mean `1975ea83b712`?
    revision `27c6a30d7c24` revises `nowhere`, which does not exist; restore its file, or correct `down_revision`
    revision `27c6a30d7c24` depends on `zzz`, which does not exist; restore its file, or correct `depends_on`
    revision `ae1027a6acf1` revises `1975ea83b721`, which does not exist; did you mean `1975ea83b712`?
    "-x" in revision `top` is no branch label; use letters, digits, `_` and `-` within, and none of `base`, `head`, `heads` and `current`
    "a:b" in revision `above` is no branch label; use letters, digits, `_` and `-` within, and none of `base`, `head`, `heads` and `current`
    "base" in revision `top` is no branch label; use letters, digits, `_` and `-` within, and none of `base`, `head`, `heads` and `current`
    branch label `two` is in revisions `loop` and `y`; remove it from all but one
    branch label `x` of revision `z` is the id of a revision; choose another label
    revision `loop` comes after itself; correct its `down_revision` or `depends_on`
    revisions `x`, `y` and `z` form a cycle; correct the `down_revision` or `depends_on` of one of them
    "#);
}

#[test]
fn each_cycle_is_told_once_and_whole() {
    let refusals = refuse(&history(
        "
        a < c
        b < a
        c < b
        d ~ e
        e ~ d
        f < g
        g < f h
        h < g
        ",
    ));
    insta::assert_snapshot!(refusals, @"
    revisions `a`, `b` and `c` form a cycle; correct the `down_revision` or `depends_on` of one of them
    revisions `d` and `e` form a cycle; correct the `down_revision` or `depends_on` of one of them
    revisions `f`, `g` and `h` form a cycle; correct the `down_revision` or `depends_on` of one of them
    ");
}

#[test]
fn a_hundred_thousand_revisions_fit_a_small_stack() {
    let checked = std::thread::Builder::new()
        .stack_size(2 << 20)
        .spawn(|| {
            let mut revisions = chain(100_000);
            let graph = RevisionGraph::new(&revisions).expect("a chain is a graph");
            assert!(graph.order().is_sorted());
            assert_eq!(graph.heads(), [revisions[99_999].id.clone()]);
            assert_eq!(graph.ancestors(graph.heads()).len(), 99_999);

            revisions[0].down_revision = vec![revisions[99_999].id.clone()];
            let ids: Vec<RevisionId> = revisions.iter().map(|one| one.id.clone()).collect();
            assert_eq!(
                RevisionGraph::new(&revisions).expect_err("a circle is no graph"),
                [GraphError::CycleDetected { revisions: ids }]
            );
        })
        .expect("a thread starts")
        .join();
    assert!(checked.is_ok());
}

#[test]
fn many_missing_parents_take_no_time_to_suggest() {
    let revisions: Vec<Revision> = (0..20_000)
        .map(|n| revision(&format!("a{n:06}"), &[&format!("b{n:06}")], &[]))
        .collect();
    let errors = RevisionGraph::new(&revisions).expect_err("every parent is missing");
    assert_eq!(errors.len(), 20_000);
}

fn chain(length: usize) -> Vec<Revision> {
    let name = |n: usize| format!("{n:012}");
    (0..length)
        .map(|n| match n.checked_sub(1) {
            Some(parent) => revision(&name(n), &[&name(parent)], &[]),
            None => revision(&name(n), &[], &[]),
        })
        .collect()
}

fn refuse(revisions: &[Revision]) -> String {
    let errors = RevisionGraph::new(revisions).expect_err("the history is wrong");
    let backwards = RevisionGraph::new(revisions.iter().rev()).expect_err("the history is wrong");
    assert_eq!(errors, backwards, "the order of the files counts");
    let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
    lines.join("\n")
}
