//! What only a person can decide, and what comes of the answer.

use super::{NULLABLE, TEXT, column, compared, schema, table, table_path};
use crate::diff::{Hints, compare};
use crate::operation::Operation;
use crate::schema::TableName;

#[test]
fn a_possible_rename_of_a_column() {
    let before = table("tags", TEXT, "");
    let after = table("tags", r#"{ name = "name", type = "varchar(255)" }"#, "");
    insta::assert_snapshot!(compared(&before, &after, &Hints::default()), @r"
    add_column tags.name varchar(255)
    drop_column tags.slug
    ? `tags.slug` (text) is gone and `name` is new, of a like type: renamed?
    - `tags.slug` (text) is gone and `name` is new, of a like type: renamed?
    ");
    let renamed = Hints {
        renames: [(column("tags.name"), "slug".to_owned())].into(),
        ..Hints::default()
    };
    insta::assert_snapshot!(compared(&before, &after, &renamed), @r"
    rename_column tags.slug to name
    alter_column tags.name type = varchar(255) (was text)
    - `tags.name` is called `slug` in the history
    - `tags.name` is varchar(255) in the models and text in the history (loses data)
    ");
    let claimed = Hints {
        renamed_from: [(column("tags.name"), "slug".to_owned())].into(),
        ..Hints::default()
    };
    assert_eq!(
        compared(&before, &after, &claimed),
        compared(&before, &after, &renamed)
    );
    // What it is not is a column without a value for the rows that are there.
    let dropped = Hints {
        drops: [column("tags.slug")].into(),
        ..Hints::default()
    };
    insta::assert_snapshot!(compared(&before, &after, &dropped), @r"
    add_column tags.name varchar(255)
    drop_column tags.slug
    ? `tags.name` is new and NOT NULL without a default: what do the rows get that are there?
    - `tags.slug` is in the history but no longer in the models (loses data)
    - `tags.name` is in the models but in no revision
    ");
}

#[test]
fn a_possible_rename_among_several() {
    let before = table("tags", NULLABLE, "");
    let after = table(
        "tags",
        r#"{ name = "a", type = "text", null = true }, { name = "b", type = "varchar(9)", null = true }, { name = "c", type = "boolean", null = true }"#,
        "",
    );
    insta::assert_snapshot!(compared(&before, &after, &Hints::default()), @r"
    add_column tags.a text null
    add_column tags.b varchar(9) null
    add_column tags.c boolean null
    drop_column tags.slug
    ? `tags.slug` (text) is gone and `a` or `b` is new, of a like type: renamed?
    - `tags.slug` (text) is gone and `a` or `b` is new, of a like type: renamed?
    - `tags.b` is in the models but in no revision
    - `tags.c` is in the models but in no revision
    ");
}

#[test]
fn a_column_of_another_kind_is_no_rename() {
    let before = table("tags", NULLABLE, "");
    let after = table(
        "tags",
        r#"{ name = "count", type = "integer", null = true }"#,
        "",
    );
    insta::assert_snapshot!(compared(&before, &after, &Hints::default()), @r"
    add_column tags.count integer null
    drop_column tags.slug
    - `tags.slug` is in the history but no longer in the models (loses data)
    - `tags.count` is in the models but in no revision
    ");
}

#[test]
fn a_possible_rename_of_a_table() {
    let before = table("tags", TEXT, "");
    let after = table("labels", TEXT, "");
    insta::assert_snapshot!(compared(&before, &after, &Hints::default()), @r"
    drop_table tags
    create_table labels (id, slug)
    ? table `tags` is gone and `labels` is new, with most of its columns: renamed?
    - table `tags` is gone and `labels` is new, with most of its columns: renamed?
    ");
    let dropped = Hints {
        drops: [table_path("tags")].into(),
        ..Hints::default()
    };
    insta::assert_snapshot!(compared(&before, &after, &dropped), @r"
    drop_table tags
    create_table labels (id, slug)
    - table `labels` is in the models but in no revision
    - table `tags` is in the history but no longer in the models (loses data)
    ");
    let renamed = Hints {
        renames: [(table_path("labels"), "tags".to_owned())].into(),
        ..Hints::default()
    };
    // The name of the key is said, so it is given too.
    insta::assert_snapshot!(compared(&before, &after, &renamed), @r"
    rename_table tags to labels
    rename_constraint tags_pkey on labels to labels_pkey
    - table `labels` is called `tags` in the history
    - primary key `labels_pkey` on `labels` is called `tags_pkey` in the history
    ");
}

#[test]
fn a_rename_that_history_does_not_have() {
    let before = table("tags", TEXT, "");
    let after = table(
        "tags",
        &format!("{TEXT}, {{ name = \"title\", type = \"text\", null = true }}"),
        "",
    );
    let hints = Hints {
        renamed_from: [(column("tags.title"), "slugg".to_owned())].into(),
        ..Hints::default()
    };
    insta::assert_snapshot!(compared(&before, &after, &hints), @r#"
    add_column tags.title text null
    ? `tags.title` says `renamed_from = "slugg"`, but the history has nothing of that name to rename
    - `tags.title` is in the models but in no revision
    "#);
    // One that was made says nothing any more.
    let hints = Hints {
        renamed_from: [(column("tags.slug"), "title".to_owned())].into(),
        ..Hints::default()
    };
    assert_eq!(compared(&before, &before, &hints), "");
}

#[test]
fn a_new_column_without_a_value() {
    let before = table("tags", NULLABLE, "");
    let after = table(
        "tags",
        &format!("{NULLABLE}, {{ name = \"mode\", type = \"integer\" }}"),
        "",
    );
    insta::assert_snapshot!(compared(&before, &after, &Hints::default()), @r"
    add_column tags.mode integer
    ? `tags.mode` is new and NOT NULL without a default: what do the rows get that are there?
    - `tags.mode` is in the models but in no revision
    ");
    let filled = Hints {
        backfills: [(
            (TableName::new("tags"), "mode".to_owned()),
            "length(slug)".into(),
        )]
        .into(),
        ..Hints::default()
    };
    let operations = compare(&schema(&before), &schema(&after), &filled).operations;
    let Operation::AddColumn { backfill, .. } = &operations[0] else {
        panic!("{operations:?}");
    };
    assert_eq!(*backfill, Some("length(slug)".into()));
}

#[test]
fn a_column_that_becomes_not_null_is_filled_first() {
    let (before, after) = (table("tags", NULLABLE, ""), table("tags", TEXT, ""));
    insta::assert_snapshot!(compared(&before, &after, &Hints::default()), @r"
    alter_column tags.slug null = false (was true)
    ? `tags.slug` becomes NOT NULL: what do the rows get that have NULL there?
    - `tags.slug` is NOT NULL in the models and NULL in the history
    ");
    let path = (TableName::new("tags"), "slug".to_owned());
    let full = Hints {
        without_nulls: [path].into(),
        ..Hints::default()
    };
    insta::assert_snapshot!(compared(&before, &after, &full), @r"
    alter_column tags.slug null = false (was true)
    - `tags.slug` is NOT NULL in the models and NULL in the history
    ");
    let filled = Hints {
        backfills: [((TableName::new("tags"), "slug".to_owned()), "'none'".into())].into(),
        ..Hints::default()
    };
    insta::assert_snapshot!(compared(&before, &after, &filled), @r#"
    execute UPDATE "tags" SET "slug" = 'none' WHERE "slug" IS NULL
    alter_column tags.slug null = false (was true)
    - `tags.slug` is NOT NULL in the models and NULL in the history
    "#);
}

/// A generated column fills itself, and refuses to be filled.
#[test]
fn a_generated_column_is_not_filled() {
    let generated = |null: &str| {
        table(
            "tags",
            &format!(
                "{TEXT}, {{ name = \"size\", type = \"integer\", generated = {{ expression = \"length(slug)\", stored = true }}{null} }}"
            ),
            "",
        )
    };
    let filled = Hints {
        backfills: [((TableName::new("tags"), "size".to_owned()), "0".into())].into(),
        ..Hints::default()
    };
    insta::assert_snapshot!(compared(&generated(", null = true"), &generated(""), &filled), @r"
    alter_column tags.size null = false (was true)
    - `tags.size` is NOT NULL in the models and NULL in the history
    ");
    insta::assert_snapshot!(compared(&table("tags", TEXT, ""), &generated(""), &filled), @r#"
    add_column tags.size integer generated "length(slug)" stored
    - `tags.size` is in the models but in no revision
    "#);
}

#[test]
fn a_type_that_no_value_casts_to() {
    let before = table("tags", TEXT, "");
    let after = table("tags", r#"{ name = "slug", type = "integer" }"#, "");
    insta::assert_snapshot!(compared(&before, &after, &Hints::default()), @r"
    alter_column tags.slug type = integer (was text)
    ? `tags.slug` changes from text to integer, and no value casts by itself
    - `tags.slug` is integer in the models and text in the history
    ");
    let given = Hints {
        using: [(
            (TableName::new("tags"), "slug".to_owned()),
            "length(slug)".into(),
        )]
        .into(),
        ..Hints::default()
    };
    insta::assert_snapshot!(compared(&before, &after, &given), @r"
    alter_column tags.slug type = integer (was text)
    - `tags.slug` is integer in the models and text in the history
    ");
}

#[test]
fn a_type_that_loses_something() {
    let before = table("tags", r#"{ name = "slug", type = "varchar(255)" }"#, "");
    let after = table("tags", r#"{ name = "slug", type = "varchar(64)" }"#, "");
    let operations = compare(&schema(&before), &schema(&after), &Hints::default()).operations;
    let [Operation::AlterColumn { alteration, .. }] = operations.as_slice() else {
        panic!("{operations:?}");
    };
    assert_eq!(
        alteration.loses.as_deref(),
        Some("values longer than 64 characters are refused")
    );
}
