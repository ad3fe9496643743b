//! What is no difference, or none that makes anything again.

use super::{NULLABLE, TEXT, compared, schema, table};
use crate::diff::{Hints, compare, differences};
use crate::schema::{ElementPath, TableName};

#[test]
fn the_same_schema_has_no_difference() {
    let tags = table("tags", TEXT, "");
    assert_eq!(compared(&tags, &tags, &Hints::default()), "");
}

#[test]
fn the_order_of_columns_and_the_spelling_of_texts_are_no_difference() {
    let check =
        |expression: &str| format!("checks = [{{ name = \"c\", expression = \"{expression}\" }}]");
    let two = |first: &str, second: &str| {
        format!(
            "{{ name = \"{first}\", type = \"text\" }}, {{ name = \"{second}\", type = \"text\" }}"
        )
    };
    let before = table("tags", &two("a", "b"), &check("a  <> 'x'"));
    let after = table("tags", &two("b", "a"), &check("A <>'x' -- why"));
    let (before, after) = (schema(&before), schema(&after));
    assert!(compare(&before, &after, &Hints::default()).is_empty());
}

#[test]
fn a_name_that_nobody_spelled_is_no_difference() {
    let before = table(
        "tags",
        TEXT,
        "unique = [{ name = \"old_name\", columns = [\"slug\"] }]",
    );
    let after = before.replace("old_name", "tags_slug_key");
    insta::assert_snapshot!(compared(&before, &after, &Hints::default()), @r"
    rename_constraint old_name on tags to tags_slug_key
    - unique constraint `tags_slug_key` on `tags` is called `old_name` in the history
    ");
    let implied = ElementPath::Constraint(TableName::new("tags"), "tags_slug_key".to_owned());
    let hints = Hints {
        implied_names: [implied].into(),
        ..Hints::default()
    };
    let (before, after) = (schema(&before), schema(&after));
    assert!(compare(&before, &after, &hints).is_empty());
    assert!(differences(&before, &after, &hints).is_empty());
}

#[test]
fn a_comment_that_changes_is_no_reason_to_make_anything_again() {
    let tags = |name: &str, key: &str, check: &str, index: &str, kind: &str| {
        [
            format!("op = \"create_enum\"\nenum = \"kind\"\nvalues = [\"a\"]\n{kind}\n"),
            table(
                "tags",
                NULLABLE,
                &format!(
                    "unique = [{{ name = \"{name}\", columns = [\"slug\"]{key} }}]
                    checks = [{{ name = \"tags_check\", expression = \"id > 0\"{check} }}]"
                ),
            ),
            format!("op = \"create_index\"\ntable = \"tags\"\nname = \"ix\"\nkeys = [\"slug\"]\n{index}\n"),
        ]
        .join("\n")
    };
    let before = tags(
        "old_name",
        ", comment = \"a\"",
        ", comment = \"b\"",
        "",
        "comment = \"c\"",
    );
    let after = tags(
        "new_name",
        ", comment = \"d\"",
        "",
        "comment = \"e\"",
        "comment = \"f\"",
    );
    let compared = compared(&before, &after, &Hints::default());
    insta::assert_snapshot!(compared, @r#"
    rename_constraint old_name on tags to new_name
    set_comment enum kind = "f" (was "c")
    set_comment constraint new_name on tags = "d" (was "a")
    set_comment constraint tags_check on tags = none (was "b")
    set_comment index ix on tags = "e"
    - enum `kind` is comment "f" in the models and comment "c" in the history
    - unique constraint `new_name` on `tags` is called `old_name` in the history
    - unique constraint `new_name` on `tags` is comment "d" in the models and comment "a" in the history
    - check `tags_check` on `tags` is without comment in the models and comment "b" in the history
    - index `ix` on `tags` is comment "e" in the models and without comment in the history
    "#);
}

#[test]
fn the_spelling_of_what_an_operator_class_is_given_is_no_difference() {
    let tags = |opclass: &str| {
        let index = format!(
            "op = \"create_index\"\ntable = \"tags\"\nname = \"ix\"\nmethod = \"brin\"\nkeys = [{{ column = \"slug\", opclass = \"{opclass}\" }}]\n"
        );
        schema(&[table("tags", TEXT, ""), index].join("\n"))
    };
    let cases = [
        (
            "text_bloom_ops (b='1', a = x)",
            "text_bloom_ops(a=x, b=1)",
            true,
        ),
        ("text_bloom_ops(a=1)", "text_bloom_ops(a=2)", false),
        ("text_bloom_ops(a=1)", "text_bloom_ops(b=1)", false),
        ("text_bloom_ops(a=1)", "text_bloom_ops", false),
        ("text_bloom_ops", "text_ops", false),
        ("Text_ops", "text_ops", false),
        ("s.text_ops", "text_ops", false),
    ];
    for (one, other, is_same) in cases {
        let comparison = compare(&tags(one), &tags(other), &Hints::default());
        assert_eq!(comparison.is_empty(), is_same, "{one} {other}");
    }
}
