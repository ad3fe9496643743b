//! Alembic's traversal of a history, target by target, on the graphs of its documentation and
//! of its own tests (<https://alembic.sqlalchemy.org/en/latest/branches.html>).
//!
//! Each line is what a database is at, the verb and what is typed, then the steps. Errors begin
//! with the name that Alembic has for them. Each line was run through Alembic 1.20.1 as well:
//! where it says otherwise, the comment above tells what and why. Two differences are not told
//! again: Alembic wants four characters of an id that is shortened, here any length will do; and
//! of revisions that do not wait for each other the least id goes first, where Alembic keeps to
//! one branch as long as it can.

use super::tests::{answer, words};
use crate::graph::RevisionGraph;
use crate::graph::fixture::history as revisions;

/// Each line: the revisions that it is stamped at, the verb, what is typed, and what comes of it; or a comment.
fn check(drawn: &str, table: &str) {
    let graph = RevisionGraph::new(&revisions(drawn)).expect("a history of a test");
    let mut seen = String::new();
    for line in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if line.starts_with('#') {
            seen += &format!("{line}\n");
            continue;
        }
        let asked = line.split_once(" = ").map_or(line, |(asked, _)| asked);
        let answer = match answer(&graph, asked) {
            Ok(revisions) if revisions.is_empty() => "nothing".to_owned(),
            Ok(revisions) => words(&revisions),
            Err(error) => {
                let name = error.alembic_name().unwrap_or("none");
                let wording = error.to_string();
                let (message, _) = wording.split_once("; ").unwrap_or((&wording, ""));
                format!("! {name}: {message}")
            }
        };
        seen += &format!("{asked} = {answer}\n");
    }
    let expected: Vec<&str> = table.lines().map(str::trim).collect();
    assert_eq!(seen.trim(), expected.join("\n").trim(), "\n{seen}");
}

/// ```text
///                ┌─ ae1027a6acf
/// 1975ea83b712 ──┤
///                └─ 27c6a30d7c24 ── d747a8a8879      shoppingcart: 27c6a30d7c24
/// ```
const FORK: &str = "
    1975ea83b712
    ae1027a6acf < 1975ea83b712
    27c6a30d7c24 < 1975ea83b712 @ shoppingcart
    d747a8a8879 < 27c6a30d7c24
";

#[test]
fn two_heads_and_a_label() {
    check(
        FORK,
        "
            | up head = ! MultipleHeads: there are 2 heads: `ae1027a6acf` and `d747a8a8879`
            | up heads = 1975ea83b712 27c6a30d7c24 ae1027a6acf d747a8a8879
            | up shoppingcart@head = 1975ea83b712 27c6a30d7c24 d747a8a8879
            | up shoppingcart@heads = 1975ea83b712 27c6a30d7c24 d747a8a8879
            | up shoppingcart = 1975ea83b712 27c6a30d7c24
            | up ae10 = 1975ea83b712 ae1027a6acf
            | up 1975ea83b712@heads = 1975ea83b712 27c6a30d7c24 ae1027a6acf d747a8a8879
            | up +1 = 1975ea83b712
            | up +2 = ! RevisionError: the steps of `+2` may go by `27c6a30d7c24` or `ae1027a6acf`
            | up shoppingcart@+2 = 1975ea83b712 27c6a30d7c24
            | up ae1027a6acf@+2 = 1975ea83b712 ae1027a6acf
            | up shoppingcart@1975 = 1975ea83b712
            | up shoppingcart@ae10 = ! ResolutionError: revision `ae1027a6acf` is not on branch `shoppingcart`
            | up cart@head = ! ResolutionError: no revision and no branch label is `cart`
            1975ea83b712 | up +1 = ! RevisionError: the steps of `+1` may go by `27c6a30d7c24` or `ae1027a6acf`
            1975ea83b712 | up shoppingcart@+1 = 27c6a30d7c24
            1975ea83b712 | up shoppingcart@+2 = 27c6a30d7c24 d747a8a8879
            1975ea83b712 | up shoppingcart@+3 = ! RevisionError: relative revision `shoppingcart@+3` didn't produce 3 migrations, there are only 2
            ae1027a6acf | up shoppingcart@+1 = 27c6a30d7c24
            ae1027a6acf | up shoppingcart@head = 27c6a30d7c24 d747a8a8879
            ae1027a6acf | up +1 = ! RevisionError: relative revision `+1` didn't produce 1 migrations, there are only 0
            ae1027a6acf 27c6a30d7c24 | up heads = d747a8a8879
            ae1027a6acf 27c6a30d7c24 | up shoppingcart@+1 = d747a8a8879
            ae1027a6acf 27c6a30d7c24 | up +1 = ! RevisionError: the steps of `+1` may go by `27c6a30d7c24` or `ae1027a6acf`
            ae1027a6acf 27c6a30d7c24 | up 1975ea83b712 = nothing
            # Alembic takes the first row of its table, and warns that it will refuse: which one that is is chance.
            ae1027a6acf d747a8a8879 | down -1 = ! RevisionError: the steps of `-1` may go by `ae1027a6acf` or `d747a8a8879`
            ae1027a6acf d747a8a8879 | down shoppingcart@-1 = d747a8a8879
            ae1027a6acf d747a8a8879 | down shoppingcart@-2 = d747a8a8879 27c6a30d7c24
            ae1027a6acf d747a8a8879 | down ae10@-1 = ae1027a6acf
            ae1027a6acf d747a8a8879 | down 27c6 = d747a8a8879
            ae1027a6acf d747a8a8879 | down shoppingcart@1975 = d747a8a8879 27c6a30d7c24
            ae1027a6acf d747a8a8879 | down 1975 = d747a8a8879 ae1027a6acf 27c6a30d7c24
            ae1027a6acf d747a8a8879 | down shoppingcart@base = d747a8a8879 ae1027a6acf 27c6a30d7c24 1975ea83b712
            ae1027a6acf d747a8a8879 | down base = d747a8a8879 ae1027a6acf 27c6a30d7c24 1975ea83b712
            ae1027a6acf d747a8a8879 | down d747-1 = d747a8a8879
            ae1027a6acf d747a8a8879 | down d747-2 = d747a8a8879 ae1027a6acf 27c6a30d7c24
            # Alembic: MultipleHeads. The database is there, and nothing has to be chosen.
            ae1027a6acf d747a8a8879 | down heads = nothing
            ae1027a6acf | down d747 = ! RangeNotAncestorError: revision `d747a8a8879` is not applied, so there is no downgrade to it
            ae1027a6acf | down -1 = ae1027a6acf
            ae1027a6acf | down -2 = ae1027a6acf 1975ea83b712
            ae1027a6acf | down -3 = ! RevisionError: relative revision `-3` didn't produce 3 migrations, there are only 2
            ae1027a6acf | down +1 = ! RevisionError: `+1` leads up
            ae1027a6acf | stamp heads = 1975ea83b712 27c6a30d7c24 ae1027a6acf d747a8a8879
            ae1027a6acf | stamp head = ! MultipleHeads: there are 2 heads: `ae1027a6acf` and `d747a8a8879`
            ae1027a6acf | stamp d747 = 1975ea83b712 27c6a30d7c24 ae1027a6acf d747a8a8879
            ae1027a6acf | stamp shoppingcart@head = 1975ea83b712 27c6a30d7c24 ae1027a6acf d747a8a8879
            ae1027a6acf d747a8a8879 | stamp 27c6 = 1975ea83b712 27c6a30d7c24 ae1027a6acf
            # Alembic forgets ae10, though it is named.
            ae1027a6acf d747a8a8879 | stamp ae10 27c6 = 1975ea83b712 27c6a30d7c24 ae1027a6acf
            ae1027a6acf d747a8a8879 | stamp 1975 = 1975ea83b712
            ae1027a6acf d747a8a8879 | stamp base = nothing
            ae1027a6acf d747a8a8879 | stamp shoppingcart@base = 1975ea83b712 ae1027a6acf
            | stamp ae10 d747 = 1975ea83b712 27c6a30d7c24 ae1027a6acf d747a8a8879
            | stamp heads = 1975ea83b712 27c6a30d7c24 ae1027a6acf d747a8a8879
            | range 1975:heads = 27c6a30d7c24 ae1027a6acf d747a8a8879
            | range 1975:d747 = 27c6a30d7c24 d747a8a8879
            | range ae10:d747 = 27c6a30d7c24 d747a8a8879
            | range :ae10 = 1975ea83b712 ae1027a6acf
            | range d747: = ae1027a6acf
            | range 27c6:+1 = d747a8a8879
            | range 1975:shoppingcart@+2 = 27c6a30d7c24 d747a8a8879
            # Alembic counts from every head of the history, and fails with its overlaps. Here, from d747.
            | range -1:d747 = d747a8a8879
            | history : = 1975ea83b712 27c6a30d7c24 ae1027a6acf d747a8a8879
            | history 1975:d747 = 1975ea83b712 27c6a30d7c24 d747a8a8879
            | history 27c6: = 27c6a30d7c24 d747a8a8879
            | history :ae10 = 1975ea83b712 ae1027a6acf
            | history ae10:d747 = ! RangeNotAncestorError: revision `ae1027a6acf` does not come before `d747a8a8879`
        ",
    );
}

/// ```text
///                ┌─ ae1027a6acf ──┐
/// 1975ea83b712 ──┤                ├─ 53fffde5ad5 ── 5ed8a1a5c3a
///                └─ 27c6a30d7c24 ─┘                              shoppingcart: 27c6a30d7c24
/// ```
const MERGED: &str = "
    1975ea83b712
    ae1027a6acf < 1975ea83b712
    27c6a30d7c24 < 1975ea83b712 @ shoppingcart
    53fffde5ad5 < ae1027a6acf 27c6a30d7c24
    5ed8a1a5c3a < 53fffde5ad5
";

#[test]
fn through_a_merge() {
    check(
        MERGED,
        "
            | up head = 1975ea83b712 27c6a30d7c24 ae1027a6acf 53fffde5ad5 5ed8a1a5c3a
            | up heads = 1975ea83b712 27c6a30d7c24 ae1027a6acf 53fffde5ad5 5ed8a1a5c3a
            | up 53ff = 1975ea83b712 27c6a30d7c24 ae1027a6acf 53fffde5ad5
            | up 53ff-1 = ! RevisionError: the steps of `53ff-1` may go by `27c6a30d7c24` or `ae1027a6acf`
            | up shoppingcart@head = 1975ea83b712 27c6a30d7c24 ae1027a6acf 53fffde5ad5 5ed8a1a5c3a
            | up ae10@head = 1975ea83b712 27c6a30d7c24 ae1027a6acf 53fffde5ad5 5ed8a1a5c3a
            | up shoppingcart@+2 = 1975ea83b712 27c6a30d7c24
            | up shoppingcart@+3 = 1975ea83b712 27c6a30d7c24 ae1027a6acf 53fffde5ad5
            ae1027a6acf | up 53ff = 27c6a30d7c24 53fffde5ad5
            ae1027a6acf | up +1 = 27c6a30d7c24 53fffde5ad5
            ae1027a6acf | up head = 27c6a30d7c24 53fffde5ad5 5ed8a1a5c3a
            ae1027a6acf 27c6a30d7c24 | up +1 = ! RevisionError: the steps of `+1` may go by `27c6a30d7c24` or `ae1027a6acf`
            ae1027a6acf 27c6a30d7c24 | up shoppingcart@+1 = 53fffde5ad5
            ae1027a6acf 27c6a30d7c24 | up 53ff = 53fffde5ad5
            5ed8a1a5c3a | down -1 = 5ed8a1a5c3a
            # Alembic: RevisionError, Ambiguous walk. What is reverted is clear: what is left need not be chosen.
            5ed8a1a5c3a | down -2 = 5ed8a1a5c3a 53fffde5ad5
            5ed8a1a5c3a | down -3 = ! RevisionError: the steps of `-3` may go by `27c6a30d7c24` or `ae1027a6acf`
            5ed8a1a5c3a | down 53ff = 5ed8a1a5c3a
            5ed8a1a5c3a | down ae10 = 5ed8a1a5c3a 53fffde5ad5
            5ed8a1a5c3a | down 27c6 = 5ed8a1a5c3a 53fffde5ad5
            5ed8a1a5c3a | down 1975 = 5ed8a1a5c3a 53fffde5ad5 ae1027a6acf 27c6a30d7c24
            5ed8a1a5c3a | down shoppingcart@1975 = 5ed8a1a5c3a 53fffde5ad5 27c6a30d7c24
            5ed8a1a5c3a | down base = 5ed8a1a5c3a 53fffde5ad5 ae1027a6acf 27c6a30d7c24 1975ea83b712
            5ed8a1a5c3a | down head-1 = 5ed8a1a5c3a
            5ed8a1a5c3a | down head-2 = ! RevisionError: the steps of `head-2` may go by `27c6a30d7c24` or `ae1027a6acf`
            # The same.
            53fffde5ad5 | down -1 = 53fffde5ad5
            # Alembic looks at the label only where it goes up.
            53fffde5ad5 | down shoppingcart@-2 = 53fffde5ad5 27c6a30d7c24
            53fffde5ad5 | down ae10 = 53fffde5ad5
            ae1027a6acf 27c6a30d7c24 | down 1975 = ae1027a6acf 27c6a30d7c24
            ae1027a6acf 27c6a30d7c24 | down shoppingcart@1975 = 27c6a30d7c24
            ae1027a6acf | stamp 53ff = 1975ea83b712 27c6a30d7c24 53fffde5ad5 ae1027a6acf
            ae1027a6acf | stamp 27c6 = 1975ea83b712 27c6a30d7c24 ae1027a6acf
            53fffde5ad5 | stamp ae10 = 1975ea83b712 ae1027a6acf
            # Alembic fails with a KeyError: its first step has taken the row that the second one looks for.
            53fffde5ad5 | stamp ae10 27c6 = 1975ea83b712 27c6a30d7c24 ae1027a6acf
            53fffde5ad5 | stamp 1975 = 1975ea83b712
            53fffde5ad5 | stamp base = nothing
            | range ae10:53ff = 27c6a30d7c24 53fffde5ad5
            | range 1975:53ff = 27c6a30d7c24 ae1027a6acf 53fffde5ad5
            # Alembic prints a script that does nothing.
            | range 53ff:ae10 = ! RangeNotAncestorError: revision `53fffde5ad5` does not come before `ae1027a6acf`
            | history ae10:53ff = ae1027a6acf 53fffde5ad5
            | history 1975: = 1975ea83b712 27c6a30d7c24 ae1027a6acf 53fffde5ad5 5ed8a1a5c3a
            | history 53ff:head = 53fffde5ad5 5ed8a1a5c3a
            | history 53ff:+1 = 53fffde5ad5 5ed8a1a5c3a
            # Alembic counts from the head of the history, whatever the other end.
            | history -1:53ff = ! RevisionError: the steps of `-1` may go by `27c6a30d7c24` or `ae1027a6acf`
            | history -1:5ed8 = 53fffde5ad5 5ed8a1a5c3a
        ",
    );
}

/// ```text
/// 1975ea83b712 ── 55af2cb1c267 ── 99f3a3c6d5b                   account: 1975ea83b712
///                      ╎
/// 3cac04ae8714 ── 2a95102259be ── 29f859a13ea ── 109ec7d132bf   networking: 3cac04ae8714
/// ```
/// 2a95102259be depends on 55af2cb1c267.
const BASES: &str = "
    1975ea83b712 @ account
    55af2cb1c267 < 1975ea83b712
    99f3a3c6d5b < 55af2cb1c267
    3cac04ae8714 @ networking
    2a95102259be < 3cac04ae8714 ~ 55af2cb1c267
    29f859a13ea < 2a95102259be
    109ec7d132bf < 29f859a13ea
";

#[test]
fn two_bases_and_a_dependency() {
    check(
        BASES,
        "
            | up head = ! MultipleHeads: there are 2 heads: `109ec7d132bf` and `99f3a3c6d5b`
            | up heads = 1975ea83b712 3cac04ae8714 55af2cb1c267 2a95102259be 29f859a13ea 109ec7d132bf 99f3a3c6d5b
            | up networking@head = 1975ea83b712 3cac04ae8714 55af2cb1c267 2a95102259be 29f859a13ea 109ec7d132bf
            | up networking@heads = 1975ea83b712 3cac04ae8714 55af2cb1c267 2a95102259be 29f859a13ea 109ec7d132bf
            | up account@head = 1975ea83b712 55af2cb1c267 99f3a3c6d5b
            | up networking@+1 = 3cac04ae8714
            | up networking@+2 = 1975ea83b712 3cac04ae8714 55af2cb1c267 2a95102259be
            | up networking@base = nothing
            | up +1 = ! RevisionError: the steps of `+1` may go by `1975ea83b712` or `3cac04ae8714`
            | up account@3cac = ! ResolutionError: revision `3cac04ae8714` is not on branch `account`
            | up base+1 = ! RevisionError: the steps of `base+1` may go by `1975ea83b712` or `3cac04ae8714`
            | up networking@base+2 = 1975ea83b712 3cac04ae8714 55af2cb1c267 2a95102259be
            3cac04ae8714 | up networking@+1 = 1975ea83b712 55af2cb1c267 2a95102259be
            3cac04ae8714 | up account@+1 = 1975ea83b712
            3cac04ae8714 | up account@+2 = 1975ea83b712 55af2cb1c267
            1975ea83b712 | up networking@+2 = 3cac04ae8714 55af2cb1c267 2a95102259be
            55af2cb1c267 | up networking@head = 3cac04ae8714 2a95102259be 29f859a13ea 109ec7d132bf
            2a95102259be | up account@+1 = 99f3a3c6d5b
            2a95102259be | up +1 = 29f859a13ea
            99f3a3c6d5b 109ec7d132bf | down base = 99f3a3c6d5b 109ec7d132bf 29f859a13ea 2a95102259be 55af2cb1c267 3cac04ae8714 1975ea83b712
            99f3a3c6d5b 109ec7d132bf | down networking@base = 109ec7d132bf 29f859a13ea 2a95102259be 3cac04ae8714
            99f3a3c6d5b 109ec7d132bf | down account@base = 99f3a3c6d5b 109ec7d132bf 29f859a13ea 2a95102259be 55af2cb1c267 1975ea83b712
            99f3a3c6d5b 109ec7d132bf | down 55af = 99f3a3c6d5b
            99f3a3c6d5b 109ec7d132bf | down 1975 = 99f3a3c6d5b 109ec7d132bf 29f859a13ea 2a95102259be 55af2cb1c267
            99f3a3c6d5b 109ec7d132bf | down account@1975 = 99f3a3c6d5b 109ec7d132bf 29f859a13ea 2a95102259be 55af2cb1c267
            99f3a3c6d5b 109ec7d132bf | down account@-1 = 99f3a3c6d5b
            99f3a3c6d5b 109ec7d132bf | down account@-2 = 99f3a3c6d5b 109ec7d132bf 29f859a13ea 2a95102259be 55af2cb1c267
            99f3a3c6d5b 109ec7d132bf | down networking@-2 = 109ec7d132bf 29f859a13ea
            99f3a3c6d5b 109ec7d132bf | down networking@-4 = 109ec7d132bf 29f859a13ea 2a95102259be 3cac04ae8714
            99f3a3c6d5b 109ec7d132bf | down networking@-5 = ! RevisionError: relative revision `networking@-5` didn't produce 5 migrations, there are only 4
            99f3a3c6d5b 109ec7d132bf | down 3cac = 109ec7d132bf 29f859a13ea 2a95102259be
            # Alembic takes the first row of its table, as above.
            99f3a3c6d5b 109ec7d132bf | down -1 = ! RevisionError: the steps of `-1` may go by `109ec7d132bf` or `99f3a3c6d5b`
            109ec7d132bf | down -1 = 109ec7d132bf
            109ec7d132bf | down -4 = 109ec7d132bf 29f859a13ea 2a95102259be 3cac04ae8714
            109ec7d132bf | down account@-1 = 109ec7d132bf 29f859a13ea 2a95102259be 55af2cb1c267
            109ec7d132bf | down account@base = 109ec7d132bf 29f859a13ea 2a95102259be 55af2cb1c267 1975ea83b712
            # Alembic: RangeNotAncestorError, since its table has no row of 55af. It is the newest of its branch already.
            109ec7d132bf | down 55af = nothing
            3cac04ae8714 | down 55af = ! RangeNotAncestorError: revision `55af2cb1c267` is not applied, so there is no downgrade to it
            3cac04ae8714 | down account@base = nothing
            3cac04ae8714 | down networking@head = ! RangeNotAncestorError: revision `109ec7d132bf` is not applied, so there is no downgrade to it
            1975ea83b712 | stamp networking@head = 109ec7d132bf 1975ea83b712 29f859a13ea 2a95102259be 3cac04ae8714 55af2cb1c267
            1975ea83b712 | stamp 3cac = 1975ea83b712 3cac04ae8714
            3cac04ae8714 | stamp account@head = 1975ea83b712 3cac04ae8714 55af2cb1c267 99f3a3c6d5b
            99f3a3c6d5b 109ec7d132bf | stamp 3cac = 1975ea83b712 3cac04ae8714 55af2cb1c267 99f3a3c6d5b
            99f3a3c6d5b 109ec7d132bf | stamp 1975 = 1975ea83b712
            99f3a3c6d5b 109ec7d132bf | stamp 55af = 1975ea83b712 55af2cb1c267
            # Alembic fails with a KeyError, as above.
            99f3a3c6d5b 109ec7d132bf | stamp 3cac 1975 = 1975ea83b712 3cac04ae8714
            99f3a3c6d5b 109ec7d132bf | stamp networking@base = 1975ea83b712 55af2cb1c267 99f3a3c6d5b
            99f3a3c6d5b 109ec7d132bf | stamp account@base = nothing
            99f3a3c6d5b 109ec7d132bf | stamp base = nothing
            | stamp heads = 109ec7d132bf 1975ea83b712 29f859a13ea 2a95102259be 3cac04ae8714 55af2cb1c267 99f3a3c6d5b
            | stamp account@head networking@3cac = 1975ea83b712 3cac04ae8714 55af2cb1c267 99f3a3c6d5b
            | range 3cac:109e = 1975ea83b712 55af2cb1c267 2a95102259be 29f859a13ea 109ec7d132bf
            | range 55af:109e = 3cac04ae8714 2a95102259be 29f859a13ea 109ec7d132bf
            | range 55af:99f3 = 99f3a3c6d5b
            # Alembic fails an assertion: it follows no dependency here.
            | history 55af:109e = 55af2cb1c267 2a95102259be 29f859a13ea 109ec7d132bf
            | history 3cac:109e = 3cac04ae8714 2a95102259be 29f859a13ea 109ec7d132bf
            | history networking@base:109e = 1975ea83b712 3cac04ae8714 55af2cb1c267 2a95102259be 29f859a13ea 109ec7d132bf
            | history 3cac: = 3cac04ae8714 2a95102259be 29f859a13ea 109ec7d132bf
            # Alembic counts from every head, as above.
            | history -2:109e = 2a95102259be 29f859a13ea 109ec7d132bf
            | history 3cac:+2 = 3cac04ae8714 2a95102259be 29f859a13ea
        ",
    );
}

/// ```text
/// aaaa1 ── aaaa2 ── aabb3 ── bbbb4
/// ```
const SHORTENED: &str = "
    aaaa1
    aaaa2 < aaaa1
    aabb3 < aaaa2
    bbbb4 < aabb3
";

#[test]
fn the_beginnings_of_ids() {
    check(
        SHORTENED,
        "
            | up aaaa = ! ResolutionError: `aaaa` may be `aaaa1` or `aaaa2`
            | up aaaa1 = aaaa1
            | up aabb = aaaa1 aaaa2 aabb3
            | up aabb+1 = aaaa1 aaaa2 aabb3 bbbb4
            | up aaaa+1 = ! ResolutionError: `aaaa` may be `aaaa1` or `aaaa2`
            | up aa = ! ResolutionError: `aa` may be `aaaa1`, `aaaa2` or `aabb3`
            | up b = aaaa1 aaaa2 aabb3 bbbb4
            | up cccc = ! ResolutionError: no revision and no branch label is `cccc`
            | up aaaa@head = ! ResolutionError: `aaaa` may be `aaaa1` or `aaaa2`
            bbbb4 | down aaaa = ! ResolutionError: `aaaa` may be `aaaa1` or `aaaa2`
            bbbb4 | down aaaa2 = bbbb4 aabb3
            bbbb4 | down aabb-1 = bbbb4 aabb3
            | range aaaa:head = ! ResolutionError: `aaaa` may be `aaaa1` or `aaaa2`
            | range aaaa1:aabb = aaaa2 aabb3
            | stamp aabb = aaaa1 aaaa2 aabb3
            | stamp aaaa = ! ResolutionError: `aaaa` may be `aaaa1` or `aaaa2`
        ",
    );
}
