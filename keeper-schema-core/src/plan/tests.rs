//! Where each verb goes from each state.

use std::collections::BTreeSet;

use super::{check_applied, current_heads, downgrade, history, range, stamp, stamped, upgrade};
use crate::graph::fixture::{history as revisions, id};
use crate::graph::{GraphError, RevisionGraph, RevisionRange, RevisionSpec};
use crate::revision::RevisionId;

/// ```text
/// a1 ── b1 ── c1
/// ```
const LINE: &str = "
    a1
    b1 < a1
    c1 < b1
";

/// ```text
/// a ── b ─┬─ c ── d ─┬─ f ── g      shop: c
///         └─ e ──────┘              till: e
/// ```
const DIAMOND: &str = "
    a
    b < a
    c < b @ shop
    d < c
    e < b @ till
    f < d e
    g < f
";

/// ```text
/// a ── b ─┬─ c ── d      shop: c
///         └─ e ─┬─ x     till: e
///               └─ y
/// ```
const FORK: &str = "
    a
    b < a
    c < b @ shop
    d < c
    e < b @ till
    x < e
    y < e
";

/// ```text
/// a1 ── a2 ── a3         core: a1
/// b1 ── b2 ── b3         shop: b1, b2 depends on a2
/// ```
const FOREST: &str = "
    a1 @ core
    a2 < a1
    a3 < a2
    b1 @ shop
    b2 < b1 ~ a2
    b3 < b2
";

/// ```text
/// 2023 ── 2024 ── 2024-10 ── 2024-11 ── abc ── ab1
/// ```
const NUMBERED: &str = "
    2023
    2024 < 2023
    2024-10 < 2024
    2024-11 < 2024-10
    abc < 2024-11
    ab1 < abc
";

/// Each line: the revisions that it is stamped at, the verb, what is typed, and what comes of it.
fn check(drawn: &str, table: &str) {
    let graph = RevisionGraph::new(&revisions(drawn)).expect("a history of a test");
    let mut seen = String::new();
    for line in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let asked = line.split_once(" = ").map_or(line, |(asked, _)| asked);
        let answer = match answer(&graph, asked) {
            Ok(revisions) if revisions.is_empty() => "nothing".to_owned(),
            Ok(revisions) => words(&revisions),
            Err(error) => format!("! {error}"),
        };
        seen += &format!("{asked} = {answer}\n");
    }
    let expected: Vec<&str> = table.lines().map(str::trim).collect();
    assert_eq!(seen.trim(), expected.join("\n").trim(), "\n{seen}");
}

/// What is asked, as `revisions that it is stamped at | verb typed`, and what comes of it.
pub(super) fn answer(graph: &RevisionGraph, asked: &str) -> Result<Vec<RevisionId>, GraphError> {
    let (at, request) = asked.split_once('|').expect("stamped | verb typed");
    let (verb, typed) = request.trim().split_once(' ').expect("verb typed");
    let at: Vec<RevisionId> = at.split_whitespace().map(id).collect();
    let applied = stamp(graph, &at);
    let specs = || typed.split_whitespace().map(RevisionSpec::parse);
    let spec = || RevisionSpec::parse(typed).expect("a spec of a test");
    let asked = || RevisionRange::parse(typed).expect("a range of a test");
    match verb {
        "up" => upgrade(graph, &applied, &spec()),
        "down" => downgrade(graph, &applied, &spec()),
        "range" => range(graph, &applied, &asked()),
        "history" => history(graph, &applied, &asked()),
        "stamp" => {
            let specs: Result<Vec<_>, _> = specs().collect();
            let stamped = stamped(graph, &applied, &specs.expect("specs of a test"));
            stamped.map(|applied| applied.into_iter().collect())
        }
        "is" => graph.resolve(&spec(), &applied),
        _ => panic!("no verb is `{verb}`"),
    }
}

pub(super) fn words(revisions: &[RevisionId]) -> String {
    let words: Vec<&str> = revisions.iter().map(RevisionId::as_str).collect();
    words.join(" ")
}

#[test]
fn a_line() {
    check(
        LINE,
        "
            | up heads = a1 b1 c1
            | up head = a1 b1 c1
            | up base = nothing
            | up +1 = a1
            | up +3 = a1 b1 c1
            | up +4 = ! relative revision `+4` didn't produce 4 migrations, there are only 3; `cargo db current` and `cargo db heads` show where things stand
            | up b = a1 b1
            | up base+2 = a1 b1
            | up head-1 = a1 b1
            | up -1 = ! `-1` leads down; write `+N`, `heads` or a revision to upgrade to, or run `cargo db downgrade`
            | up b1+1 = a1 b1 c1
            | up b1+2 = ! relative revision `b1+2` didn't produce 2 migrations, there are only 1; `cargo db current` and `cargo db heads` show where things stand
            | up b1-3 = ! relative revision `b1-3` didn't produce 3 migrations, there are only 2; `cargo db current` and `cargo db heads` show where things stand
            | up zz = ! no revision and no branch label is `zz`; `cargo db history` lists them
            | up c2 = ! no revision and no branch label is `c2`; did you mean `c1`?
            | up 22 = ! no revision and no branch label is `22`; `+22` steps up, `-22` steps down
            | down base = nothing
            | down -1 = ! relative revision `-1` didn't produce 1 migrations, there are only 0; `cargo db current` and `cargo db heads` show where things stand
            | up current = nothing
            a1 | up heads = b1 c1
            a1 | up +1 = b1
            a1 | up @+1 = b1
            a1 | up a1 = nothing
            c1 | up heads = nothing
            c1 | up +1 = ! relative revision `+1` didn't produce 1 migrations, there are only 0; `cargo db current` and `cargo db heads` show where things stand
            c1 | up -1 = ! `-1` leads down; write `+N`, `heads` or a revision to upgrade to, or run `cargo db downgrade`
            c1 | down base = c1 b1 a1
            c1 | down -1 = c1
            c1 | down -3 = c1 b1 a1
            c1 | down -4 = ! relative revision `-4` didn't produce 4 migrations, there are only 3; `cargo db current` and `cargo db heads` show where things stand
            c1 | down +1 = ! `+1` leads up; write `-N`, `base` or a revision to downgrade to, or run `cargo db upgrade`
            c1 | down a1 = c1 b1
            c1 | down head = nothing
            c1 | down head-1 = c1
            c1 | down head-3 = c1 b1 a1
            c1 | down head-4 = ! relative revision `head-4` didn't produce 4 migrations, there are only 3; `cargo db current` and `cargo db heads` show where things stand
            c1 | down a1+1 = c1
            b1 | down c1 = ! revision `c1` is not applied, so there is no downgrade to it; `cargo db current` shows what is
            b1 | down current = nothing
            b1 | range base:head = a1 b1 c1
            b1 | range a1:c1 = b1 c1
            b1 | range a1: = b1 c1
            b1 | range :b1 = a1 b1
            b1 | range : = a1 b1 c1
            b1 | range current:+1 = c1
            b1 | range c1:a1 = ! revision `c1` does not come before `a1`; `cargo db history` shows what does
            b1 | range a1:base = ! revision `a1` does not come before the base; write the range as `base:a1`
            b1 | history a1:c1 = a1 b1 c1
            b1 | history -1:current = a1 b1
            b1 | history :head-1 = a1 b1
        ",
    );
}

#[test]
fn a_merge() {
    check(
        DIAMOND,
        "
            | up head = a b c d e f g
            | up f = a b c d e f
            | up +2 = a b
            | up +3 = ! the steps of `+3` may go by `c` or `e`; name the revision, or the branch as in `LABEL@+3`
            | up shop@+3 = a b c
            | up shop@head = a b c d e f g
            | up shop@d = a b c d
            | up shop@e = ! revision `e` is not on branch `shop`; `cargo db branches` shows what is
            c | up +1 = d
            c | up till@+1 = e
            d | up e = e
            d e | up head = f g
            d e | up +1 = ! the steps of `+1` may go by `d` or `e`; name the revision, or the branch as in `LABEL@+1`
            d e | up shop@+1 = f
            d e | down -1 = ! the steps of `-1` may go by `d` or `e`; name the revision, or the branch as in `LABEL@-1`
            d e | down shop@-1 = d
            d e | down shop@-2 = d c
            d e | down b = e d c
            d e | down shop@b = d c
            d e | down till@b = e
            g | down f = g
            g | down -1 = g
            g | down -2 = g f
            g | down -3 = ! the steps of `-3` may go by `d` or `e`; name the revision, or the branch as in `LABEL@-3`
            g | down shop@-3 = g f d
            g | down shop@-4 = g f d c
            g | down d = g f
            g | down e = g f
            g | down head-2 = ! the steps of `head-2` may go by `d` or `e`; name the revision, or the branch as in `LABEL@head-2`
            g | down till@head-2 = g f
            g | down b = g f e d c
            g | down shop@base = g f e d c b a
            g | range d:g = e f g
            g | range d:e = e
            g | history e:g = e f g
        ",
    );
}

#[test]
fn a_fork() {
    check(
        FORK,
        "
            | up head = ! there are 3 heads: `d`, `x` and `y`; join them with `cargo db merge`, or name one
            | up heads = a b c d e x y
            | up shop@head = a b c d
            | up till@head = ! there are 2 heads: `x` and `y`; join them with `cargo db merge`, or name one
            | up till@heads = a b e x y
            | up shop = a b c
            | up e@heads = a b e x y
            | up nil@head = ! no revision and no branch label is `nil`; did you mean `till`?
            b | up +1 = ! the steps of `+1` may go by `c` or `e`; name the revision, or the branch as in `LABEL@+1`
            b | up shop@+1 = c
            b | up till@+1 = e
            b | up till@+2 = ! the steps of `till@+2` may go by `x` or `y`; name the revision, or the branch as in `LABEL@+2`
            b | up till@x = e x
            d | up +1 = ! relative revision `+1` didn't produce 1 migrations, there are only 0; `cargo db current` and `cargo db heads` show where things stand
            d | up shop@+1 = ! relative revision `shop@+1` didn't produce 1 migrations, there are only 0; `cargo db current` and `cargo db heads` show where things stand
            d | up till@+1 = e
            d x | down -1 = ! the steps of `-1` may go by `d` or `x`; name the revision, or the branch as in `LABEL@-1`
            d x | down shop@-1 = d
            d x | down till@-1 = x
            d x | down e = x
            d x | down b = x e d c
            d x | down shop@b = d c
            d x | down x-1 = x
            d x | down x-3 = x e d c b
            d x | down x-4 = x e d c b a
            d x | down till@base = x e d c b a
            d x | down y = ! revision `y` is not applied, so there is no downgrade to it; `cargo db current` shows what is
            d x | is current = d x
            d x | is till@current = x
            d x | is till@base = nothing
            | is head-1 = ! there are 3 heads: `d`, `x` and `y`; join them with `cargo db merge`, or name one
            | is shop@head-1 = c
        ",
    );
}

#[test]
fn a_forest() {
    check(
        FOREST,
        "
            | up heads = a1 a2 a3 b1 b2 b3
            | up head = ! there are 2 heads: `a3` and `b3`; join them with `cargo db merge`, or name one
            | up +1 = ! the steps of `+1` may go by `a1` or `b1`; name the revision, or the branch as in `LABEL@+1`
            | up shop@head = a1 a2 b1 b2 b3
            | up shop@+1 = b1
            | up shop@+2 = a1 a2 b1 b2
            | up core@head = a1 a2 a3
            | up core@b1 = ! revision `b1` is not on branch `core`; `cargo db branches` shows what is
            a3 | up shop@+1 = b1
            a3 | up +1 = ! relative revision `+1` didn't produce 1 migrations, there are only 0; `cargo db current` and `cargo db heads` show where things stand
            a3 b1 | up shop@+1 = b2
            a3 b3 | down a2 = a3
            a3 b3 | down a1 = b3 b2 a3 a2
            a3 b3 | down core@base = b3 b2 a3 a2 a1
            a3 b3 | down shop@base = b3 b2 b1
            a3 b3 | down base = b3 b2 b1 a3 a2 a1
            a3 b3 | down core@-1 = a3
            a3 b3 | down core@-2 = b3 b2 a3 a2
            a3 b3 | down b3-3 = b3 b2 b1
            a3 b3 | down -1 = ! the steps of `-1` may go by `a3` or `b3`; name the revision, or the branch as in `LABEL@-1`
            b3 | is current = a2 b3
            b3 | down -1 = b3
            b1 | down a1 = ! revision `a1` is not applied, so there is no downgrade to it; `cargo db current` shows what is
            a3 b3 | range a3:b3 = b1 b2 b3
            a3 b3 | range a2:b3 = b1 b2 b3
            a3 b3 | range b1:heads = a1 a2 a3 b2 b3
        ",
    );
}

#[test]
fn names_with_digits_and_dashes() {
    check(
        NUMBERED,
        "
            | is 2024 = 2024
            | is 2024-10 = 2024-10
            | is 2024-1 = ! `2024-1` may be `2024`, `2024-10` or `2024-11`; write more of the one you mean
            | is 2024-2 = nothing
            | is 2023-1 = nothing
            | is 2024-11-1 = 2024-10
            | is 2024-11+1 = abc
            | is ab = ! `ab` may be `ab1` or `abc`; write more of the one you mean
            | is abc-1 = 2024-11
            | is ab1-1 = abc
            | is 202 = ! `202` may be `2023`, `2024`, `2024-10` or `2024-11`; write more of the one you mean
            | is 202@abc = ! `202` may be `2023`, `2024`, `2024-10` or `2024-11`; write more of the one you mean
            | is 2 = ! `2` may be `2023`, `2024`, `2024-10` or `2024-11`; write more of the one you mean
        ",
    );
}

#[test]
fn a_database_that_cannot_be_is_refused() {
    let graph = RevisionGraph::new(&revisions(FOREST)).expect("a history of a test");
    let check = |applied: &str| {
        let applied: BTreeSet<RevisionId> = applied.split_whitespace().map(id).collect();
        let checked = check_applied(&graph, &applied);
        let spec = |typed| RevisionSpec::parse(typed).expect("a spec of a test");
        let up = upgrade(&graph, &applied, &spec("heads"));
        let down = downgrade(&graph, &applied, &spec("base"));
        assert_eq!(up.err(), checked.clone().err());
        assert_eq!(down.err(), checked.clone().err());
        checked.map_or_else(|error| error.to_string(), |()| String::new())
    };
    assert_eq!(check(""), "");
    assert_eq!(check("a1 a2 b1 b2"), "");
    insta::assert_snapshot!(check("a1 x9 x8"), @"the database has `x8` and `x9` applied, which the history does not have; restore the files, revert them with `cargo db downgrade`, or set the bookkeeping with `cargo db stamp --purge`");
    insta::assert_snapshot!(check("a3 b1 b2"), @"the database has `a3` and `b2` applied without `a2`, which must come before; set the bookkeeping with `cargo db stamp --purge`");
}

#[test]
fn current_heads_have_no_applied_child() {
    let graph = RevisionGraph::new(&revisions(FOREST)).expect("a history of a test");
    let check = |stamped: &str, expected: &str| {
        let stamped: Vec<RevisionId> = stamped.split_whitespace().map(id).collect();
        let applied = stamp(&graph, &stamped);
        assert_eq!(words(&current_heads(&graph, &applied)), expected);
    };
    check("", "");
    check("a2", "a2");
    check("b3", "a2 b3");
    check("a3 b3", "a3 b3");
}
