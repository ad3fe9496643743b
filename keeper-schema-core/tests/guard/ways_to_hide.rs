//! Ways to hide models: under `cfg`, in functions, behind macros, under one name twice.

use crate::package::check_ways;

#[test]
fn cfg() {
    check_ways(&[
        (
            "under a feature",
            "USE #[cfg(feature = \"x\")] TAG",
            "tag(id integer)",
        ),
        (
            "under the lack of a feature",
            "USE #[cfg(not(feature = \"x\"))] TAG",
            "tag(id integer)",
        ),
        (
            "for another system",
            "USE #[cfg(windows)] mod a { USE TAG }",
            "tag(id integer)",
        ),
        ("for tests", "#[cfg(test)] mod tests { USE TAG }", "nothing"),
        (
            "for tests and a feature",
            "USE #[cfg(all(test, feature = \"x\"))] TAG",
            "nothing",
        ),
        (
            "for tests or a feature",
            "USE #[cfg(any(test, feature = \"x\"))] TAG",
            "tag(id integer)",
        ),
        (
            "for all but tests",
            "USE #[cfg(not(test))] TAG",
            "tag(id integer)",
        ),
        ("never", "USE #[cfg(any())] TAG", "nothing"),
        (
            "inside the file",
            "mod a;\n//- src/a.rs\n#![cfg(test)]\nUSE TAG",
            "nothing",
        ),
        (
            "two alternatives alike",
            "#[cfg(unix)] mod a { USE TAG }\n#[cfg(windows)] mod b { USE TAG }",
            "tag(id integer)",
        ),
        (
            "two alternatives that differ",
            "USE\n#[cfg(unix)] #[derive(Model)] struct Tag { id: i32 }\n#[cfg(windows)] \
             #[derive(Model)] struct Tag { id: i64 }",
            "refused src/lib.rs:3:41 table `tag` differs from the one at `src/lib.rs:2:38` under \
             another `cfg`",
        ),
        (
            "two alternatives of two keys, and one is pinned",
            "USE\n#[cfg(unix)] #[derive(Model)] struct Tag { id: i32 }\n#[cfg(windows)] \
             #[derive(Model)] struct Tag { id: i64 }\n//- Cargo.toml\n[package]\nname = \
             \"app\"\n[package.metadata.keeper-schema]\ncfg = [\"unix\"]\n[lib]\npath = \
             \"src/lib.rs\"",
            "refused src/lib.rs:3:41 table `tag` differs from the one at `src/lib.rs:2:38` under \
             another `cfg`",
        ),
        (
            "two alternatives of one key, and one is pinned",
            "USE\n#[cfg(unix)] #[derive(Model)] struct Tag { id: i32 }\n#[cfg(not(unix))] \
             #[derive(Model)] struct Tag { id: i64 }\n//- Cargo.toml\n[package]\nname = \
             \"app\"\n[package.metadata.keeper-schema]\ncfg = [\"unix\"]\n[lib]\npath = \
             \"src/lib.rs\"",
            "tag(id integer)",
        ),
        (
            "a field under a feature",
            "USE #[derive(Model)] struct Tag { id: i32, #[cfg(feature = \"x\")] more: String }",
            "tag(id integer, more text)",
        ),
        (
            "a field for tests",
            "USE #[derive(Model)] struct Tag { id: i32, #[cfg(test)] more: String }",
            "tag(id integer)",
        ),
        (
            "two fields that differ",
            "USE #[derive(Model)] struct Tag { #[cfg(unix)] id: i32, #[cfg(not(unix))] id: i64 }",
            "refused src/lib.rs:1:97 `id` differs under different `cfg`s: pin those that hold \
             with `cfg = [...]` in `[package.metadata.keeper-schema]`",
        ),
        (
            "a type under two cfgs",
            "USE #[cfg(unix)] type Id = i32; #[cfg(windows)] type Id = i64; #[derive(Model)] \
             struct Tag { id: Id }",
            "refused src/lib.rs:1:120 `Id` differs under different `cfg`s: pin those that hold \
             with `cfg = [...]` in `[package.metadata.keeper-schema]`",
        ),
    ]);
}

#[test]
fn bodies_and_macros() {
    check_ways(&[
        (
            "in a function",
            "USE fn f() { TAG }",
            "refused src/lib.rs:1:89 a model inside a function is no part of the schema",
        ),
        (
            "in a method",
            "USE struct S; impl S { fn f() { TAG } }",
            "refused src/lib.rs:1:108 a model inside a function is no part of the schema",
        ),
        (
            "in a constant",
            "USE const _: () = { TAG };",
            "refused src/lib.rs:1:96 a model inside a function is no part of the schema",
        ),
        (
            "in a test function",
            "USE #[test] fn f() { TAG }",
            "nothing",
        ),
        // The derive tells, when it expands: real builds of these are in `tests/guard`.
        (
            "made by a macro",
            "USE macro_rules! m { () => { TAG } } m!();",
            "nothing",
        ),
        (
            "included",
            "include!(\"a.rs\");\n//- src/a.rs\nUSE TAG",
            "nothing",
        ),
        (
            "made by a macro and declared",
            "USE keeper_schema::models! { TAG } make!(Tag);",
            "tag(id integer)",
        ),
        (
            "declared by the macro's own name",
            "use keeper_schema::{Model, models}; models! { TAG BOOK } make!();",
            "book(id integer); tag(id integer)",
        ),
        (
            "declared under a cfg",
            "USE #[cfg(test)] keeper_schema::models! { TAG }",
            "nothing",
        ),
        (
            "declared, with a mistake",
            "USE keeper_schema::models! { #[derive(Model)] struct Tag { id: Unknown } }",
            "refused src/lib.rs:1:86 cannot tell the column type of `Unknown`",
        ),
        (
            "declared by another crate's macro",
            "USE other::models! { TAG }",
            "nothing",
        ),
    ]);
}

#[test]
fn one_name_twice() {
    check_ways(&[
        (
            "two models of one table",
            "USE\nTAG\nmod a { USE TAG }",
            "refused src/lib.rs:3:69 table `tag` is declared at `src/lib.rs:2:35` already",
        ),
        (
            "two structs of one name and two tables",
            "USE TAG mod a { USE #[derive(Model)] #[keeper(table = \"other\")] struct Tag { id: i32 } }",
            "other(id integer); tag(id integer)",
        ),
        (
            "two tables that SQLite takes for one",
            "USE TAG #[derive(Model)] #[keeper(table = \"Tag\")] struct Other { id: i32 }",
            "refused src/lib.rs:1:157 SQLite takes the tables `tag` and `Tag` for the same",
        ),
        (
            "two columns of one name",
            "USE #[derive(Model)] struct Tag { a: i32, #[keeper(column = \"a\")] b: i32 }",
            "refused src/lib.rs:1:83 field `a` is the column `a` already",
        ),
        (
            "a name that is too long",
            "USE #[derive(Model)] #[keeper(table = \
             \"a123456789b123456789c123456789d123456789e123456789f123456789g1234\")] struct Tag \
             { id: i32 }",
            "refused src/lib.rs:1:61 a name has at most 63 bytes, and this one has 65",
        ),
        (
            "a model that is skipped",
            "USE #[derive(Model)] #[keeper(skip)] struct Tag { id: i32 }",
            "nothing",
        ),
        (
            "a struct without the derive",
            "USE struct Tag { id: i32 }",
            "nothing",
        ),
    ]);
}

#[test]
fn a_misspelled_derive() {
    check_ways(&[
        (
            "that nothing brings",
            "#[derive(Clone, Modle)] struct Tag { #[keeper(primary_key)] id: i32 }",
            "refused src/lib.rs:1:17 unknown derive `Modle`, did you mean `Model`?",
        ),
        (
            "by its path",
            "#[derive(keeper_schema::Modle)] #[keeper(table = \"tags\")] struct Tag { id: i32 }",
            "refused src/lib.rs:1:25 unknown derive `Modle`, did you mean `Model`?",
        ),
        (
            "in some builds",
            "#[cfg_attr(feature = \"x\", derive(Modle), keeper(table = \"tags\"))] struct Tag { id: i32 }",
            "refused src/lib.rs:1:34 unknown derive `Modle`, did you mean `Model`?",
        ),
        (
            "beside one of ours",
            "USE #[derive(Model, Modle)] struct Tag { #[keeper(primary_key)] id: i32 }",
            "tag(id integer)",
        ),
        (
            "that another crate brings",
            "use other::Models; #[derive(Models)] struct Tag { #[keeper(primary_key)] id: i32 }",
            "nothing",
        ),
        (
            "of what says nothing that a model says",
            "#[derive(Modle)] struct Tag { id: i32 }",
            "nothing",
        ),
    ]);
}
