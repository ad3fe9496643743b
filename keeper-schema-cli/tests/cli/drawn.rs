//! The history as a drawing, in every form.

use expect_test::{Expect, expect};

use crate::sandbox::Sandbox;

/// A revision without operations.
fn file(id: &str, parents: &[&str], message: &str, rest: &str) -> (String, String) {
    let text = format!(
        "format = 1\nrevision = \"{id}\"\ndown_revision = {parents:?}\n{rest}message = '{message}'\n"
    );
    (format!("{id}.toml"), text)
}

/// Two branches of two revisions, one of them needing the other's first, and their merge.
fn diamond() -> Sandbox {
    let files = [
        file("r", &[], "a <base> & \"all\"", ""),
        file("a1", &["r"], "left", "branch_labels = [\"shop\"]\n"),
        file("b1", &["r"], "right", ""),
        file("a2", &["a1"], "left again", ""),
        file(
            "b2",
            &["b1"],
            "right, after the left",
            "depends_on = [\"a1\"]\n",
        ),
        file("m", &["a2", "b2"], "both", ""),
        file("t", &["m"], "on top", ""),
    ];
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(n, t)| (n.as_str(), t.as_str()))
        .collect();
    Sandbox::with_files(&files)
}

/// What `history` prints where the database is at `a2`.
fn check(arguments: &[&str], expected: Expect) {
    let sandbox = diamond();
    sandbox.done(&["upgrade", "a2"]);
    let outcome = sandbox.done(&[&["history"], arguments].concat());
    assert_eq!(outcome.stderr, "");
    let folder = sandbox.folder.path().to_str().expect("the path is UTF-8");
    expected.assert_eq(&outcome.stdout.replace(folder, "."));
}

#[test]
fn in_the_terminal() {
    check(
        &[],
        expect![[r#"
        ●  m -> t (head), on top
        ●    a2, b2 -> m (mergepoint), both
        ├─╮
        ● │  a1 -> a2, left again
        │ ●  b1 -> b2, right, after the left
        ╭─┤
        │ ●  r -> b1, right
        ● │  r -> a1 (shop), left
        ├─╯
        ●  <base> -> r (branchpoint), a <base> & "all"
    "#]],
    );
}

#[test]
fn with_what_the_database_has() {
    check(
        &["--indicate-current"],
        expect![[r#"
        ○  m -> t (head) (pending), on top
        ○    a2, b2 -> m (mergepoint) (pending), both
        ├─╮
        ◉ │  a1 -> a2 (current), left again
        │ ○  b1 -> b2 (pending), right, after the left
        ╭─┤
        │ ○  r -> b1 (pending), right
        ● │  r -> a1 (shop), left
        ├─╯
        ●  <base> -> r (branchpoint), a <base> & "all"
    "#]],
    );
}

#[test]
fn in_ascii() {
    check(
        &["-i", "--charset", "ascii"],
        expect![[r#"
        o  m -> t (head) (pending), on top
        o    a2, b2 -> m (mergepoint) (pending), both
        |\
        @ |  a1 -> a2 (current), left again
        | o  b1 -> b2 (pending), right, after the left
        |/|
        | o  r -> b1 (pending), right
        * |  r -> a1 (shop), left
        |/
        *  <base> -> r (branchpoint), a <base> & "all"
    "#]],
    );
}

#[test]
fn a_range_is_cut_off_below() {
    check(
        &["-r", "b1:"],
        expect![[r#"
            ●  m -> t (head), on top
            ●    a2, b2 -> m (mergepoint), both
            ├─╮
            │ │
            │ ~
            │
            ●  b1 -> b2, right, after the left
            ●  r -> b1, right
            │
            ~
        "#]],
    );
}

#[test]
fn in_full() {
    check(
        &["-r", "a2:m", "--verbose"],
        expect![[r#"
            ●    Rev: m (mergepoint)
            ├─╮  Parent: a2, b2
            │ │  Path: ./migrations/m.toml
            │ ~
            │        both
            ●  Rev: a2
            │  Parent: a1
            ~  Path: ./migrations/a2.toml

                   left again
        "#]],
    );
}

#[test]
fn for_graphviz() {
    check(
        &["-i", "--format", "dot"],
        expect![[r#"
        digraph history {
            rankdir = BT
            node [shape = box]
            "t" [label = "t (head) (pending)\non top", style = dashed]
            "m" [label = "m (mergepoint) (pending)\nboth", style = dashed]
            "a2" [label = "a2 (current)\nleft again", style = bold]
            "b2" [label = "b2 (pending)\nright, after the left", style = dashed]
            "b1" [label = "b1 (pending)\nright", style = dashed]
            "a1" [label = "a1 (shop)\nleft"]
            "r" [label = "r (branchpoint)\na <base> & \"all\""]
            "m" -> "t"
            "a2" -> "m"
            "b2" -> "m"
            "a1" -> "a2"
            "b1" -> "b2"
            "a1" -> "b2" [style = dashed]
            "r" -> "b1"
            "r" -> "a1"
        }
    "#]],
    );
}

#[test]
fn for_mermaid() {
    check(
        &["-i", "--format", "mermaid"],
        expect![[r#"
        flowchart BT
            r0["t (head) (pending)<br/>on top"]:::pending
            r1["m (mergepoint) (pending)<br/>both"]:::pending
            r2["a2 (current)<br/>left again"]:::current
            r3["b2 (pending)<br/>right, after the left"]:::pending
            r4["b1 (pending)<br/>right"]:::pending
            r5["a1 (shop)<br/>left"]:::applied
            r6["r (branchpoint)<br/>a #60;base#62; #38; #34;all#34;"]:::applied
            r1 --> r0
            r2 --> r1
            r3 --> r1
            r5 --> r2
            r4 --> r3
            r5 -.-> r3
            r6 --> r4
            r6 --> r5
            classDef current stroke-width:3px
            classDef pending stroke-dasharray:4
    "#]],
    );
}

#[test]
fn as_a_picture() {
    check(
        &["-i", "--format", "svg"],
        expect![[r#"
        <svg xmlns="http://www.w3.org/2000/svg" width="348" height="188" viewBox="0 0 348 188">
        <style>
        svg { background: #fff; color: #222; font: 13px ui-monospace, monospace }
        path { fill: none; stroke: #889; stroke-width: 2 }
        .dependency { stroke-dasharray: 3 3 }
        circle { fill: #357; stroke: #357; stroke-width: 2 }
        .current circle { stroke: #e70; stroke-width: 4 }
        .pending circle { fill: #fff }
        text { fill: currentColor; white-space: pre }
        .name { font-weight: bold }
        @media (prefers-color-scheme: dark) {
        svg { background: #1b1b1f; color: #ddd }
        .pending circle { fill: #1b1b1f }
        }
        </style>
        <path class="parent" d="M16 16V42"/>
        <path class="parent" d="M16 42V68"/>
        <path class="parent" d="M16 42C16 55 34 55 34 68V94"/>
        <path class="parent" d="M16 68V146"/>
        <path class="parent" d="M34 94V120"/>
        <path class="dependency" d="M34 94C34 107 16 107 16 120V146"/>
        <path class="parent" d="M34 120C34 133 16 133 16 146V172"/>
        <path class="parent" d="M16 146V172"/>
        <g class="pending"><title>./migrations/t.toml</title><circle cx="16" cy="16" r="5"/><text x="52" y="20"><tspan class="name">t (head) (pending)</tspan>  on top</text></g>
        <g class="pending"><title>./migrations/m.toml</title><circle cx="16" cy="42" r="5"/><text x="52" y="46"><tspan class="name">m (mergepoint) (pending)</tspan>  both</text></g>
        <g class="current"><title>./migrations/a2.toml</title><circle cx="16" cy="68" r="5"/><text x="52" y="72"><tspan class="name">a2 (current)</tspan>  left again</text></g>
        <g class="pending"><title>./migrations/b2.toml</title><circle cx="34" cy="94" r="5"/><text x="52" y="98"><tspan class="name">b2 (pending)</tspan>  right, after the left</text></g>
        <g class="pending"><title>./migrations/b1.toml</title><circle cx="34" cy="120" r="5"/><text x="52" y="124"><tspan class="name">b1 (pending)</tspan>  right</text></g>
        <g class="applied"><title>./migrations/a1.toml</title><circle cx="16" cy="146" r="5"/><text x="52" y="150"><tspan class="name">a1 (shop)</tspan>  left</text></g>
        <g class="applied"><title>./migrations/r.toml</title><circle cx="16" cy="172" r="5"/><text x="52" y="176"><tspan class="name">r (branchpoint)</tspan>  a &lt;base&gt; &amp; &quot;all&quot;</text></g>
        </svg>
    "#]],
    );
}

#[test]
fn for_programs() {
    check(
        &["-i", "-r", "a2:m", "--format", "json"],
        expect![[r#"
            [
              {
                "revision": "m",
                "down_revision": [
                  "a2",
                  "b2"
                ],
                "branch_labels": [],
                "depends_on": [],
                "message": "both",
                "create_date": null,
                "head": false,
                "path": "./migrations/m.toml",
                "applied": false,
                "current": false
              },
              {
                "revision": "a2",
                "down_revision": [
                  "a1"
                ],
                "branch_labels": [],
                "depends_on": [],
                "message": "left again",
                "create_date": null,
                "head": false,
                "path": "./migrations/a2.toml",
                "applied": true,
                "current": true
              }
            ]
        "#]],
    );
}

#[test]
fn nothing_else_is_drawn() {
    let outcome = diamond().call(&["heads", "--format", "svg"]);
    assert_eq!(outcome.status, 2);
    expect![[r#"
        error: only `history` can be drawn

        help: the forms of other data are `--format text` and `--format json`
    "#]]
    .assert_eq(&outcome.stderr);
}

#[test]
fn an_empty_history_is_an_empty_drawing() {
    let sandbox = Sandbox::with_files(&[]);
    assert_eq!(sandbox.done(&["history"]).stdout, "");
    assert_eq!(
        sandbox.done(&["history", "--format", "mermaid"]).stdout,
        "flowchart BT\n"
    );
}

/// What a database is at that has a revision without a file cannot be marked.
#[test]
fn a_revision_that_is_gone_is_told() {
    let sandbox = diamond();
    sandbox.done(&["upgrade", "b2"]);
    for file in ["b2.toml", "m.toml", "t.toml"] {
        let path = sandbox.folder.path().join("migrations").join(file);
        std::fs::remove_file(path).expect("it is there");
    }
    let outcome = sandbox.call(&["history", "--indicate-current"]);
    assert_eq!((outcome.status, &*outcome.stdout), (2, ""));
    let told = "error[KS0615]: the database has `b2` applied, which the history does not have";
    assert!(outcome.stderr.starts_with(told), "{}", outcome.stderr);
}
