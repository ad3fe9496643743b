//! What a comparison says: two small schemas and hints in; operations, questions and
//! sentences out.

use super::{Hints, compare, differences};
use crate::operation::Replay;
use crate::operation::fixture::written;
use crate::schema::{ElementPath, Schema, TableName};

/// The schema that these operations make.
fn schema(operations: &str) -> Schema {
    let mut replay = Replay::default();
    for operation in written(operations) {
        if let Err(error) = replay.apply(&operation) {
            panic!("{operation}: {error}");
        }
    }
    replay.into_schema()
}

/// A table with an integer key `id` and more columns; each further line is another key.
fn table(name: &str, columns: &str, rest: &str) -> String {
    format!(
        "op = \"create_table\"\ntable = \"{name}\"\ncolumns = [{{ name = \"id\", type = \"integer\" }}, {columns}]\nprimary_key = {{ name = \"{name}_pkey\", columns = [\"id\"] }}\n{rest}\n"
    )
}

fn foreign_key(name: &str, column: &str, to: &str) -> String {
    format!(
        "foreign_keys = [{{ name = \"{name}\", columns = [\"{column}\"], references = {{ table = \"{to}\", columns = [\"id\"] }} }}]"
    )
}

fn column(path: &str) -> ElementPath {
    let (table, column) = path.split_once('.').unwrap();
    ElementPath::Column(TableName::new(table), column.to_owned())
}

fn table_path(name: &str) -> ElementPath {
    ElementPath::Table(TableName::new(name))
}

/// Operations, then `?` and questions, then `-` and sentences.
fn compared(from: &str, to: &str, hints: &Hints) -> String {
    let (from, to) = (schema(from), schema(to));
    let comparison = compare(&from, &to, hints);
    if comparison.questions.is_empty() {
        let mut replay = Replay::new(from.clone());
        for operation in &comparison.operations {
            if let Err(error) = replay.apply(operation) {
                panic!("{operation}: {error}");
            }
        }
        assert_eq!(*replay.schema(), to);
    }
    let operations = comparison.operations.iter().map(ToString::to_string);
    let questions = comparison
        .questions
        .iter()
        .map(|question| format!("? {question}"));
    let differences = differences(&from, &to, hints);
    let sentences = differences.iter().map(|difference| {
        let lost = if difference.destructive {
            " (loses data)"
        } else {
            ""
        };
        format!("- {}{lost}", difference.sentence)
    });
    let lines: Vec<String> = operations.chain(questions).chain(sentences).collect();
    lines.join("\n")
}

const TEXT: &str = r#"{ name = "slug", type = "text" }"#;
const NULLABLE: &str = r#"{ name = "slug", type = "text", null = true }"#;

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
    let crate::operation::Operation::AddColumn { backfill, .. } = &operations[0] else {
        panic!("{operations:?}");
    };
    assert_eq!(*backfill, Some("length(slug)".into()));
}

#[test]
fn a_column_that_becomes_not_null_is_filled_first() {
    let (before, after) = (table("tags", NULLABLE, ""), table("tags", TEXT, ""));
    insta::assert_snapshot!(compared(&before, &after, &Hints::default()), @r"
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
    let [crate::operation::Operation::AlterColumn { alteration, .. }] = operations.as_slice()
    else {
        panic!("{operations:?}");
    };
    assert_eq!(
        alteration.loses.as_deref(),
        Some("values longer than 64 characters are refused")
    );
}

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
    drop_index ix on tags
    drop_constraint tags_check on tags
    drop_table old
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
