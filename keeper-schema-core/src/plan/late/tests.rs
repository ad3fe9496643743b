use std::path::Path;

use expect_test::{Expect, expect};

use super::{History, arrive};
use crate::graph::RevisionSpec;
use crate::graph::fixture::id;
use crate::plan;
use crate::revision::read;

/// ```text
/// a ─┬─ d     a makes what both branches change
///    └─ e
/// ```
/// By its id, d comes first in the order of the history.
fn history(before: &str, d: &str, e: &str) -> History {
    let file = |id: &str, parent: &str, operations: &str| {
        let text =
            format!("format = 1\nrevision = \"{id}\"\n{parent}message = \"{id}\"\n{operations}");
        let file = read::revision(Path::new("r.toml"), &text);
        file.unwrap_or_else(|wrong| panic!("{wrong:#?}"))
    };
    let parent = "down_revision = \"a\"\n";
    let files = vec![
        file("a", "", before),
        file("d", parent, d),
        file("e", parent, e),
    ];
    History::new(files).unwrap_or_else(|wrong| panic!("{wrong:#?}"))
}

const TABLE: &str = r#"
[[upgrade]]
op = "create_table"
table = "t"
columns = [{ name = "x", type = "integer", null = true }, { name = "z", type = "integer" }]

[[upgrade]]
op = "create_enum"
enum = "size"
values = ["small"]
"#;

const ADD_Y: &str = r#"
[[upgrade]]
op = "add_column"
table = "t"
column = { name = "y", type = "integer", null = true }
"#;

/// What is said to a database at `at` that is to have all.
fn check(at: &str, d: &str, e: &str, expected: Expect) {
    let history = history(TABLE, d, e);
    let graph = history.graph();
    let applied = plan::stamp(graph, &[id(at)]);
    let heads = RevisionSpec::parse("heads").expect("a spec");
    let revisions = plan::upgrade(graph, &applied, &heads).expect("heads are there");
    let mut replay = history.replay_of(&applied);
    let said = match arrive(&history, &applied, &revisions, &mut replay) {
        Ok(()) => String::new(),
        Err(late) => late.to_string(),
    };
    expected.assert_eq(&said);
    assert_eq!(
        replay.schema(),
        &history.replay(&applied),
        "it is as it was"
    );
}

#[test]
fn what_touches_nothing_of_the_other_arrives() {
    let e = ADD_Y.replace("\"y\"", "\"w\"");
    check("e", ADD_Y, &e, expect![[""]]);
    check("d", ADD_Y, &e, expect![[""]]);
    check("a", ADD_Y, &e, expect![[""]]);
}

#[test]
fn a_table_that_is_gone() {
    let dropped = "[[upgrade]]\nop = \"drop_table\"\ntable = \"t\"\n";
    check(
        "e",
        ADD_Y,
        dropped,
        expect![
            "revision `d` comes too late for this database: its `add_column t.y integer null` cannot apply after `drop_table t` of revision `e`: table `t` does not exist at this point"
        ],
    );
    check("a", ADD_Y, dropped, expect![[""]]);
}

#[test]
fn a_column_that_is_called_otherwise() {
    let set = "[[upgrade]]\nop = \"alter_column\"\ntable = \"t\"\ncolumn = \"x\"\nset = { type = \"bigint\" }\nwas = { type = \"integer\" }\n";
    let renamed = format!(
        "{}[[upgrade]]\nop = \"rename_column\"\ntable = \"t\"\ncolumn = \"x\"\nto = \"v\"\n",
        ADD_Y.replace("\"y\"", "\"w\"")
    );
    check(
        "e",
        set,
        &renamed,
        expect![
            "revision `d` comes too late for this database: its `alter_column t.x type = bigint (was integer)` cannot apply after `rename_column t.x to v` of revision `e`: table `t` has no column `x` at this point, did you mean `v`?"
        ],
    );
}

#[test]
fn values_in_another_order() {
    let add = |value: &str| {
        format!("[[upgrade]]\nop = \"add_enum_value\"\nenum = \"size\"\nvalue = \"{value}\"\n")
    };
    check(
        "e",
        &add("medium"),
        &add("large"),
        expect![[
            r#"revision `d` comes too late for this database: its `add_enum_value size "medium"` does something else after `add_enum_value size "large"` of revision `e` than before it: enum `size`"#
        ]],
    );
    check("d", &add("medium"), &add("large"), expect![[""]]);
}
