//! The order in which differences are made good.

use super::{NULLABLE, TEXT, column, compared, foreign_key, schema, table, table_path};
use crate::diff::{Hints, compare};
use crate::schema::{ElementPath, TableName};

#[test]
fn what_is_in_the_way_goes_first() {
    let before = [
        table(
            "tags",
            NULLABLE,
            "checks = [{ name = \"tags_check\", expression = \"slug <> ''\" }]",
        ),
        table(
            "old",
            r#"{ name = "tag_id", type = "integer" }"#,
            &foreign_key("old_fkey", "tag_id", "tags"),
        ),
        "op = \"create_index\"\ntable = \"tags\"\nname = \"ix\"\nkeys = [\"slug\"]\n".to_owned(),
    ]
    .join("\n");
    let after = [
        table(
            "builds",
            r#"{ name = "tag_id", type = "integer" }"#,
            &foreign_key("builds_fkey", "tag_id", "tags"),
        ),
        table(
            "tags",
            r#"{ name = "count", type = "integer", null = true }"#,
            "checks = [{ name = \"tags_check\", expression = \"count > 0\" }]",
        ),
        "op = \"create_index\"\ntable = \"tags\"\nname = \"ix\"\nkeys = [\"count\"]\n".to_owned(),
    ];
    let after = [&after[1], &after[0], &after[2]]
        .map(String::as_str)
        .join("\n");
    let hints = Hints {
        drops: [table_path("old"), column("tags.slug")].into(),
        ..Hints::default()
    };
    insta::assert_snapshot!(compared(&before, &after, &hints), @r#"
    drop_table old
    drop_index ix on tags
    drop_constraint tags_check on tags
    create_table builds (id, tag_id)
    add_column tags.count integer null
    drop_column tags.slug
    create_check_constraint tags_check on tags ("count > 0")
    create_index ix on tags (count)
    - table `builds` is in the models but in no revision
    - table `old` is in the history but no longer in the models (loses data)
    - `tags.slug` is in the history but no longer in the models (loses data)
    - `tags.count` is in the models but in no revision
    - check `tags_check` on `tags` is ("count > 0") in the models and ("slug <> ''") in the history
    - index `ix` on `tags` is (count) in the models and (slug) in the history
    "#);
}

#[test]
fn a_name_that_differs_by_case_alone_is_free_when_it_is_wanted() {
    let index = |table: &str, name: &str, key: &str| {
        format!(
            "op = \"create_index\"\ntable = \"{table}\"\nname = \"{name}\"\nkeys = [\"{key}\"]\n"
        )
    };
    let tables = [table("a", TEXT, ""), table("b", TEXT, "")].join("\n");
    let with = |more: String| format!("{tables}\n{more}");
    // It has another name in the models, which nobody spelled.
    let kept = ElementPath::Index(TableName::new("a"), "a_slug_idx".to_owned());
    let hints = Hints {
        implied_names: [kept].into(),
        ..Hints::default()
    };
    insta::assert_snapshot!(
        compared(
            &with(index("a", "ix_one", "slug")),
            &with([index("a", "a_slug_idx", "slug"), index("b", "IX_one", "slug")].join("\n")),
            &hints,
        ),
        @r"
    rename_index ix_one on a to a_slug_idx
    create_index IX_one on b (slug)
    - index `a_slug_idx` on `a` is called `ix_one` in the history
    - index `IX_one` on `b` (slug) is in the models but in no revision
    "
    );
    insta::assert_snapshot!(
        compared(
            &with(index("b", "ix_one", "slug")),
            &with(index("a", "IX_one", "slug")),
            &Hints::default(),
        ),
        @r"
    drop_index ix_one on b
    create_index IX_one on a (slug)
    - index `IX_one` on `a` (slug) is in the models but in no revision
    - index `ix_one` on `b` (slug) is in the history but no longer in the models
    "
    );
    insta::assert_snapshot!(
        compared(
            &with(index("b", "kind", "slug")),
            &with(table("Kind", TEXT, "")),
            &Hints::default(),
        ),
        @r"
    drop_index kind on b
    create_table Kind (id, slug)
    - table `Kind` is in the models but in no revision
    - index `kind` on `b` (slug) is in the history but no longer in the models
    "
    );
}

#[test]
fn foreign_keys_in_a_circle() {
    let nothing = "op = \"execute\"\nsql = \"SELECT 1\"\ndown = \"nothing\"\n";
    let key = |name: &str, table: &str, column: &str, to: &str| {
        format!(
            "op = \"create_foreign_key\"\ntable = \"{table}\"\nname = \"{name}\"\ncolumns = [\"{column}\"]\nreferences = {{ table = \"{to}\", columns = [\"id\"] }}\n"
        )
    };
    let integer = |name: &str| format!("{{ name = \"{name}\", type = \"integer\", null = true }}");
    let circle = [
        table("a", &integer("b_id"), ""),
        table("b", &integer("a_id"), ""),
        table("c", &integer("c_id"), &foreign_key("c_fkey", "c_id", "c")),
        key("a_fkey", "a", "b_id", "b"),
        key("b_fkey", "b", "a_id", "a"),
    ]
    .join("\n");
    insta::assert_snapshot!(compared(nothing, &circle, &Hints::default()), @r"
    create_table c (id, c_id)
    create_table a (id, b_id)
    create_table b (id, a_id)
    create_foreign_key a_fkey on a (b_id) to b (id)
    - table `a` is in the models but in no revision
    - table `b` is in the models but in no revision
    - table `c` is in the models but in no revision
    ");
    insta::assert_snapshot!(compared(&circle, nothing, &Hints::default()), @r"
    drop_constraint a_fkey on a
    drop_table b
    drop_table a
    drop_table c
    - table `a` is in the history but no longer in the models (loses data)
    - table `b` is in the history but no longer in the models (loses data)
    - table `c` is in the history but no longer in the models (loses data)
    ");
}

#[test]
fn names_are_swapped_by_way_of_another() {
    let two = |first: &str, second: &str| {
        table(
            "tags",
            &format!(
                "{{ name = \"{first}\", type = \"text\" }}, {{ name = \"{second}\", type = \"integer\" }}"
            ),
            &format!("checks = [{{ name = \"c\", expression = \"{second} > 0\" }}]"),
        )
    };
    let hints = Hints {
        renames: [
            (column("tags.a"), "b".to_owned()),
            (column("tags.b"), "a".to_owned()),
        ]
        .into(),
        ..Hints::default()
    };
    insta::assert_snapshot!(compared(&two("a", "b"), &two("b", "a"), &hints), @r"
    rename_column tags.a to renaming_1
    rename_column tags.b to a (restates c)
    rename_column tags.renaming_1 to b
    - `tags.b` is called `a` in the history
    - `tags.a` is called `b` in the history
    ");

    let tables = |first: &str, second: &str| {
        format!(
            "{}\n{}",
            table(first, TEXT, "").replace("_pkey", "_key"),
            table(second, "", "")
        )
    };
    let hints = Hints {
        renames: [
            (table_path("a"), "b".to_owned()),
            (table_path("b"), "a".to_owned()),
        ]
        .into(),
        ..Hints::default()
    };
    insta::assert_snapshot!(compared(&tables("a", "b"), &tables("b", "a"), &hints), @r"
    rename_table b to renaming_1
    rename_table a to b
    rename_table renaming_1 to a
    rename_constraint b_pkey on a to a_pkey
    rename_constraint a_key on b to b_key
    - table `a` is called `b` in the history
    - primary key `a_pkey` on `a` is called `b_pkey` in the history
    - table `b` is called `a` in the history
    - primary key `b_key` on `b` is called `a_key` in the history
    ");
}

#[test]
fn every_text_with_a_renamed_name_is_restated() {
    let tags = |name: &str| {
        let texts = table(
            "tags",
            &format!(
                "{{ name = \"{name}\", type = \"text\" }}, {{ name = \"size\", type = \"integer\", null = true, generated = {{ expression = \"length({name})\", stored = true }} }}"
            ),
            &format!("checks = [{{ name = \"c\", expression = \"{name} <> 'slug'\" }}]"),
        );
        format!(
            "{texts}\nop = \"create_index\"\ntable = \"tags\"\nname = \"ix\"\nkeys = [{{ expression = \"lower({name})\" }}]\nwhere = \"{name} IS NOT NULL\"\n"
        )
    };
    let hints = Hints {
        renames: [(column("tags.title"), "slug".to_owned())].into(),
        ..Hints::default()
    };
    insta::assert_snapshot!(compared(&tags("slug"), &tags("title"), &hints), @r"
    rename_column tags.slug to title (restates size, c, ix)
    - `tags.title` is called `slug` in the history
    ");
}

#[test]
fn what_is_validated_is_called_by_the_name_that_it_keeps() {
    let check = "checks = [{ name = \"old_name\", expression = \"slug <> ''\", not_valid = true }]";
    let before = table("tags", TEXT, check);
    let after = before
        .replace("old_name", "tags_slug_check")
        .replace(", not_valid = true", "");
    let implied = ElementPath::Constraint(TableName::new("tags"), "tags_slug_check".to_owned());
    let hints = Hints {
        implied_names: [implied].into(),
        ..Hints::default()
    };
    let operations = compare(&schema(&before), &schema(&after), &hints).operations;
    let operations: Vec<String> = operations.iter().map(ToString::to_string).collect();
    assert_eq!(operations, ["validate_constraint old_name on tags"]);
}

#[test]
fn a_table_goes_before_the_key_that_it_refers_to() {
    let tags = "op = \"create_table\"\ntable = \"tags\"\ncolumns = [{ name = \"id\", type = \"integer\" }]\n";
    let before = [
        table("tags", TEXT, ""),
        table(
            "old",
            r#"{ name = "tag_id", type = "integer" }"#,
            &foreign_key("old_fkey", "tag_id", "tags"),
        ),
    ];
    let hints = Hints {
        drops: [table_path("old"), column("tags.slug")].into(),
        ..Hints::default()
    };
    insta::assert_snapshot!(compared(&before.join("\n"), tags, &hints), @r"
    drop_table old
    drop_constraint tags_pkey on tags
    drop_column tags.slug
    - table `old` is in the history but no longer in the models (loses data)
    - `tags.slug` is in the history but no longer in the models (loses data)
    - primary key `tags_pkey` on `tags` (id) is in the history but no longer in the models
    ");
}

#[test]
fn a_column_that_is_generated_no_more_keeps_its_values() {
    let columns = |computed: &str| {
        format!(r#"{{ name = "slug", type = "text" }}, {{ name = "computed", {computed} }}"#)
    };
    let before =
        columns(r#"type = "integer", generated = { expression = "length(slug)", stored = true }"#);
    let after = columns(r#"type = "boolean""#);
    insta::assert_snapshot!(
        compared(&table("tags", &before, ""), &table("tags", &after, ""), &Hints::default()),
        @r#"
    alter_column tags.computed type = boolean (was integer), generated = none (was "length(slug)" stored)
    ? `tags.computed` changes from integer to boolean, and no value casts by itself
    - `tags.computed` is boolean, without expression in the models and integer, expression "length(slug)" stored in the history
    "#
    );
}

/// Tables, indexes and most constraints share one space of names.
#[test]
fn a_table_gets_the_name_that_its_constraint_loses() {
    let unique = |name: &str| format!("unique = [{{ name = \"{name}\", columns = [\"slug\"] }}]");
    let before = table("tags", TEXT, &unique("words"));
    let after = table("words", TEXT, &unique("words_slug_key"));
    let hints = Hints {
        renames: [(table_path("words"), "tags".to_owned())].into(),
        ..Hints::default()
    };
    insta::assert_snapshot!(compared(&before, &after, &hints), @r"
    rename_constraint words on tags to renaming_1
    rename_table tags to words
    rename_constraint tags_pkey on words to words_pkey
    rename_constraint renaming_1 on words to words_slug_key
    - table `words` is called `tags` in the history
    - primary key `words_pkey` on `words` is called `tags_pkey` in the history
    - unique constraint `words_slug_key` on `words` is called `words` in the history
    ");
}
