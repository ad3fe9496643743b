//! Models. Single attributes are refused by the derive as well, and tested there.

use super::check;
use crate::model_crate::ModelCrate;

#[test]
fn models() {
    let cases: &[(&str, &[&str])] = &[
        ("pub struct", &["src/lib.rs:1:"]),
        ("mod nowhere;", &["nowhere", "src/lib.rs:1:5"]),
        (
            "\u{feff}#[derive(keeper_schema::Model)] struct A { a: Nothing }",
            &["`Nothing`"],
        ),
        (
            "#[derive(keeper_schema::Model)] struct A { a: usize }",
            &["usize", "src/lib.rs:1:47"],
        ),
        (
            "#[derive(keeper_schema::Model)] struct A { a: (i32, i32) }",
            &["src/lib.rs:1:47"],
        ),
        (
            "#[derive(keeper_schema::Model)] struct A { a: Vec<Vec<i32>> }",
            &["src/lib.rs:1:47"],
        ),
        (
            "#[derive(keeper_schema::Model)] struct A { a: i32, b: B } struct B;",
            &["`B`"],
        ),
        ("#[derive(keeper_schema::Model)] enum A { B }", &["struct"]),
        (
            "#[derive(keeper_schema::Model)] struct A;",
            &["named fields"],
        ),
        (
            "#[derive(keeper_schema::Model)] #[keeper(tabel = \"x\")] struct A { a: i32 }",
            &["did you mean `table`?"],
        ),
        (
            "#[derive(keeper_schema::Model)] #[keeper(table = 5)] struct A { a: i32 }",
            &["src/lib.rs:1:50"],
        ),
        (
            "#[derive(keeper_schema::Model)] #[keeper(table = \"\")] struct A { a: i32 }",
            &["empty"],
        ),
        (
            "#[derive(keeper_schema::Model)] #[keeper(table = \"a\\0b\")] struct A { a: i32 }",
            &["NUL"],
        ),
        (
            "#[derive(keeper_schema::Model)] #[keeper(table = \"a\\u{202e}b\")] struct A { a: i32 }",
            &["U+202E"],
        ),
        (
            "#[derive(keeper_schema::Model)] struct A { #[keeper(column = \"a\\nb\")] a: i32 }",
            &["U+000A"],
        ),
        (
            "#[derive(keeper_schema::Model)] #[keeper(table = \"sqlite_x\")] struct A { a: i32 }",
            &["sqlite_"],
        ),
        (
            "#[derive(keeper_schema::Model)] #[keeper(table = \"keeper_revisions\")] struct A { a: i32 }",
            &["remembers which revisions"],
        ),
        (
            "#[derive(keeper_schema::Model)] struct A { #[keeper(primary_key)] a: Option<i32> }",
            &["Option"],
        ),
        (
            "#[derive(keeper_schema::Model)] struct A { #[keeper(default = \"x\")] a: i32 }",
            &["default"],
        ),
        (
            "#[derive(keeper_schema::Model)] struct A { #[keeper(references = B)] a: i32 }",
            &["`B`"],
        ),
        (
            "#[derive(keeper_schema::Model)] struct A { #[keeper(references = A)] a: i32 }",
            &["primary key"],
        ),
        (
            "#[derive(keeper_schema::Model)] struct A { a: i32 } mod b { #[derive(keeper_schema::Model)] struct A { a: i32 } }",
            &["`a`"],
        ),
        (
            "#[derive(keeper_schema::Model)] struct A { a: i32 } mod b { #[derive(keeper_schema::Model)] #[keeper(table = \"A\")] struct B { a: i32 } }",
            &["`A`"],
        ),
        (
            "#[derive(keeper_schema::Model)] struct A { #[keeper(check = \"a > 'x\")] a: i32 }",
            &["does not close a quote", "src/lib.rs:1:61"],
        ),
        (
            "#[derive(keeper_schema::Model)] #[keeper(index(\"lower(b\"))] struct A { a: i32 }",
            &["does not close a parenthesis", "src/lib.rs:1:48"],
        ),
        (
            "#[derive(keeper_schema::Model)] struct A { #[keeper(check = \"a > 0); DROP TABLE a; --\")] a: i32 }",
            &["closes a parenthesis", "src/lib.rs:1:61"],
        ),
    ];
    for (source, words) in cases {
        let package = ModelCrate::new(source);
        for call in [&["migrate", "-m", "x"][..], &["check"]] {
            let what = format!("{call:?} {source}");
            check(package.folder.path(), || package.call(call), &what, words);
        }
    }
}
