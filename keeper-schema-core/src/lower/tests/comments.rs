//! Comments, said or from doc comments.

use super::declared::operations;

#[test]
fn doc_comments_are_comments_where_a_setting_says_so() {
    let source = "
/// What readers see.
///
///  Indented.
#[derive(keeper_schema::Model)]
struct T {
    /// The first.
    a: i32,
    /// Not this.
    #[keeper(comment = \"said\")]
    b: i32,
    c: i32,
}
//- Cargo.toml
[package]
name = \"app\"
[package.metadata.keeper-schema]
doc_comments = true
";
    insta::assert_snapshot!(operations(source), @r#"
    [[upgrade]]
    op = "create_table"
    table = "t"
    columns = [
        { name = "a", type = "integer", comment = "The first." },
        { name = "b", type = "integer", comment = "said" },
        { name = "c", type = "integer" },
    ]
    comment = """
    What readers see.

     Indented."""
    "#);
    let without = source.replace("doc_comments = true", "");
    insta::assert_snapshot!(operations(&without), @r#"
    [[upgrade]]
    op = "create_table"
    table = "t"
    columns = [
        { name = "a", type = "integer" },
        { name = "b", type = "integer", comment = "said" },
        { name = "c", type = "integer" },
    ]
    "#);
}

#[test]
fn an_empty_comment_is_none_and_keeps_a_doc_comment_out() {
    let source = "
/// Not this.
#[derive(keeper_schema::Model)]
#[keeper(comment = \"\", check(\"a > 0\", comment = \"\"))]
struct T {
    /// Nor this.
    #[keeper(comment = \"\")]
    a: i32,
}
//- Cargo.toml
[package]
name = \"app\"
[package.metadata.keeper-schema]
doc_comments = true
";
    insta::assert_snapshot!(operations(source), @r#"
    [[upgrade]]
    op = "create_table"
    table = "t"
    columns = [
        { name = "a", type = "integer" },
    ]
    checks = [{ name = "t_check", expression = "a > 0" }]
    "#);
}

#[test]
fn comments_of_constraints_indexes_and_enums() {
    let source = "
#[derive(keeper_schema::Model)]
#[keeper(
    primary_key(comment, other, comment = \"pk\"),
    foreign_key(comment, other, references = Self(comment, other), comment = \"fk\"),
    check(\"other > 0\", comment = \"ck\"),
    exclude(key(comment, with = \"=\"), comment = \"ex\"),
    index(comment, other, comment = \"ix\"),
)]
struct T {
    comment: i32,
    #[keeper(unique(comment = \"uq\"), index(comment = \"its own\"), check(\"other < 9\", comment = \"few\"))]
    other: i32,
    kind: Kind,
    sort: Sort,
}
/// Not this.
#[derive(keeper_schema::ColumnEnum)]
#[keeper(native, comment = \"said\")]
enum Kind { A }
/// What sorts there are.
#[derive(keeper_schema::ColumnEnum)]
#[keeper(native)]
enum Sort { A }
//- Cargo.toml
[package]
name = \"app\"
[package.metadata.keeper-schema]
doc_comments = true
dialects = [\"postgres\"]
";
    insta::assert_snapshot!(operations(source), @r#"
    [[upgrade]]
    op = "create_enum"
    enum = "kind"
    values = ["a"]
    comment = "said"

    [[upgrade]]
    op = "create_enum"
    enum = "sort"
    values = ["a"]
    comment = "What sorts there are."

    [[upgrade]]
    op = "create_table"
    table = "t"
    columns = [
        { name = "comment", type = "integer" },
        { name = "other", type = "integer" },
        { name = "kind", type = "enum:kind" },
        { name = "sort", type = "enum:sort" },
    ]
    primary_key = { name = "t_pkey", columns = ["comment", "other"], comment = "pk" }
    unique = [{ name = "t_other_key", columns = ["other"], comment = "uq" }]
    foreign_keys = [
        { name = "t_comment_other_fkey", columns = ["comment", "other"], references = { table = "t", columns = ["comment", "other"] }, comment = "fk" },
    ]
    checks = [
        { name = "t_other_check", expression = "other < 9", comment = "few" },
        { name = "t_check", expression = "other > 0", comment = "ck" },
    ]
    exclusions = [
        { name = "t_comment_excl", elements = [{ column = "comment", with = "=" }], comment = "ex" },
    ]

    [[upgrade]]
    op = "create_index"
    table = "t"
    name = "t_other_idx"
    keys = ["other"]
    comment = "its own"

    [[upgrade]]
    op = "create_index"
    table = "t"
    name = "t_comment_other_idx"
    keys = ["comment", "other"]
    comment = "ix"
    "#);
}
