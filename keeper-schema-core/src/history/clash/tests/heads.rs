//! Histories whose heads clash: many of them, merged, and gone on from.

use expect_test::expect;

use super::{AGE, BASE, add, branches, file, mood};
use crate::diagnostic::Diagnostic;
use crate::graph::fixture::id;
use crate::history::History;
use crate::history::clash::Clashes;

/// As many heads, each with a column of its own but for the last two.
fn many(heads: usize, last: [&str; 2]) -> Clashes {
    let own = (0..heads - 2).map(|at| add(&format!("c{at}"), "text"));
    let operations = own.chain(last.map(str::to_owned));
    let mut files = vec![file("a", &[], BASE)];
    let branch = |(at, operation): (usize, String)| file(&format!("h{at:03}"), &["a"], &operation);
    files.extend(operations.enumerate().map(branch));
    let history = History::new(files).expect("each branch is right by itself");
    history.clashes()
}

#[test]
fn many_heads_are_compared_in_few_steps() {
    let column = |column_type| add("city", column_type);
    let value = |value: &str| mood("add_enum_value", &format!("value = \"{value}\""));
    let apart = [add("city", "text"), add("street", "text")];
    assert_eq!(many(300, [&apart[0], &apart[1]]), Clashes::default());
    let both = [column("text"), column("integer")];
    let order = [value("glad"), value("sad")];
    for last in [both, order] {
        let last = [last[0].as_str(), last[1].as_str()];
        assert_eq!(many(40, last).all.len(), 1);
        // Too many to look at each pair: what was not compared is no agreement.
        let clashes = many(300, last);
        assert!(!clashes.is_empty());
        assert!(clashes.uncompared < 300 * 299 / 2, "{}", clashes.uncompared);
    }
}

#[test]
fn a_merge_of_what_clashes_is_refused_at_both_places() {
    let files = [
        file("a", &[], BASE),
        file("b", &["a"], &add("city", "text")),
        file("c", &["a"], &add("city", "integer")),
        file("m", &["b", "c"], ""),
    ];
    let refused = History::new(files.to_vec()).expect_err("it cannot be replayed");
    let rendered: Vec<String> = refused.iter().map(Diagnostic::render).collect();
    expect![[r#"
        error[KS0315]: `b` (of b) and `c` (of c), which `m` merges, clash: both add column `users.city`, each in its own way
         --> migrations/b.toml:7:6
          |
        7 | op = "add_column"
          |      ^^^^^^^^^^^^ add_column users.city text null
          |
         ::: migrations/c.toml:7:6
          |
        7 | op = "add_column"
          |      ^^^^^^^^^^^^ add_column users.city integer null
          |
        help: take the file of `m` away and run `cargo db merge`, which knows ways out"#]].assert_eq(&rendered.join("\n"));
}

#[test]
fn heads_that_clash_are_a_history_that_can_be_gone_on_from() {
    let history = branches(&add("city", "text"), &add("city", "integer"));
    assert!(!history.is_whole());
    let with_right = history.schema_at(&id("c"));
    let next = file("d", &["b"], AGE);
    let extended = history.with(next).expect("it stands on one of the heads");
    assert!(!extended.is_whole());
    assert_eq!(extended.schema_at(&id("c")), with_right);
    let merge = extended.with(file("m", &["c", "d"], ""));
    assert_eq!(merge.map(|_| ()).map_err(|wrong| wrong.len()), Err(1));
}
