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
    let questions = comparison.questions.iter().map(|question| format!("? {question}"));
    let differences = differences(&from, &to, hints);
    let sentences = differences.iter().map(|difference| format!("- {difference}"));
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
    let check = |expression: &str| format!("checks = [{{ name = \"c\", expression = \"{expression}\" }}]");
    let two = |first: &str, second: &str| {
        format!("{{ name = \"{first}\", type = \"text\" }}, {{ name = \"{second}\", type = \"text\" }}")
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
    insta::assert_snapshot!(compared(&before, &after, &Hints::default()), @"");
    let renamed = Hints {
        renames: [(column("tags.name"), "slug".to_owned())].into(),
        ..Hints::default()
    };
    insta::assert_snapshot!(compared(&before, &after, &renamed), @"");
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
    insta::assert_snapshot!(compared(&before, &after, &dropped), @"");
}

#[test]
fn a_possible_rename_among_several() {
    let before = table("tags", NULLABLE, "");
    let after = table(
        "tags",
        r#"{ name = "a", type = "text", null = true }, { name = "b", type = "varchar(9)", null = true }, { name = "c", type = "boolean", null = true }"#,
        "",
    );
    insta::assert_snapshot!(compared(&before, &after, &Hints::default()), @"");
}

#[test]
fn a_column_of_another_kind_is_no_rename() {
    let before = table("tags", NULLABLE, "");
    let after = table("tags", r#"{ name = "count", type = "integer", null = true }"#, "");
    insta::assert_snapshot!(compared(&before, &after, &Hints::default()), @"");
}

#[test]
fn a_possible_rename_of_a_table() {
    let before = table("tags", TEXT, "");
    let after = table("labels", TEXT, "");
    insta::assert_snapshot!(compared(&before, &after, &Hints::default()), @"");
    let dropped = Hints {
        drops: [table_path("tags")].into(),
        ..Hints::default()
    };
    insta::assert_snapshot!(compared(&before, &after, &dropped), @"");
    let renamed = Hints {
        renames: [(table_path("labels"), "tags".to_owned())].into(),
        ..Hints::default()
    };
    // The name of the key is said, so it is given too.
    insta::assert_snapshot!(compared(&before, &after, &renamed), @"");
}

#[test]
fn a_rename_that_history_does_not_have() {
    let before = table("tags", TEXT, "");
    let after = table("tags", &format!("{TEXT}, {{ name = \"title\", type = \"text\", null = true }}"), "");
    let hints = Hints {
        renamed_from: [(column("tags.title"), "slugg".to_owned())].into(),
        ..Hints::default()
    };
    insta::assert_snapshot!(compared(&before, &after, &hints), @"");
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
    let after = table("tags", &format!("{NULLABLE}, {{ name = \"mode\", type = \"integer\" }}"), "");
    insta::assert_snapshot!(compared(&before, &after, &Hints::default()), @"");
    let filled = Hints {
        backfills: [((TableName::new("tags"), "mode".to_owned()), "length(slug)".into())].into(),
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
    insta::assert_snapshot!(compared(&before, &after, &Hints::default()), @"");
    let filled = Hints {
        backfills: [((TableName::new("tags"), "slug".to_owned()), "'none'".into())].into(),
        ..Hints::default()
    };
    insta::assert_snapshot!(compared(&before, &after, &filled), @"");
}

/// A generated column fills itself, and refuses to be filled.
#[test]
fn a_generated_column_is_not_filled() {
    let generated = |null: &str| {
        table(
            "tags",
            &format!("{TEXT}, {{ name = \"size\", type = \"integer\", generated = {{ expression = \"length(slug)\", stored = true }}{null} }}"),
            "",
        )
    };
    let filled = Hints {
        backfills: [((TableName::new("tags"), "size".to_owned()), "0".into())].into(),
        ..Hints::default()
    };
    insta::assert_snapshot!(compared(&generated(", null = true"), &generated(""), &filled), @"");
    insta::assert_snapshot!(compared(&table("tags", TEXT, ""), &generated(""), &filled), @"");
}

#[test]
fn a_type_that_no_value_casts_to() {
    let before = table("tags", TEXT, "");
    let after = table("tags", r#"{ name = "slug", type = "integer" }"#, "");
    insta::assert_snapshot!(compared(&before, &after, &Hints::default()), @"");
    let given = Hints {
        using: [((TableName::new("tags"), "slug".to_owned()), "length(slug)".into())].into(),
        ..Hints::default()
    };
    insta::assert_snapshot!(compared(&before, &after, &given), @"");
}

#[test]
fn a_type_that_loses_something() {
    let before = table("tags", r#"{ name = "slug", type = "varchar(255)" }"#, "");
    let after = table("tags", r#"{ name = "slug", type = "varchar(64)" }"#, "");
    let operations = compare(&schema(&before), &schema(&after), &Hints::default()).operations;
    let [crate::operation::Operation::AlterColumn { alteration, .. }] = operations.as_slice() else {
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
        table("old", r#"{ name = "tag_id", type = "integer" }"#, &foreign_key("old_fkey", "tag_id", "tags")),
        "op = \"create_index\"\ntable = \"tags\"\nname = \"ix\"\nkeys = [\"slug\"]\n".to_owned(),
    ]
    .join("\n");
    let after = [
        table("builds", r#"{ name = "tag_id", type = "integer" }"#, &foreign_key("builds_fkey", "tag_id", "tags")),
        table(
            "tags",
            r#"{ name = "count", type = "integer", null = true }"#,
            "checks = [{ name = \"tags_check\", expression = \"count > 0\" }]",
        ),
        "op = \"create_index\"\ntable = \"tags\"\nname = \"ix\"\nkeys = [\"count\"]\n".to_owned(),
    ];
    let after = [&after[1], &after[0], &after[2]].map(String::as_str).join("\n");
    let hints = Hints {
        drops: [table_path("old"), column("tags.slug")].into(),
        ..Hints::default()
    };
    insta::assert_snapshot!(compared(&before, &after, &hints), @"");
}

#[test]
fn foreign_keys_in_a_circle() {
    let nothing = "op = \"execute\"\nsql = \"SELECT 1\"\ndown = \"nothing\"\n";
    let key = |name: &str, table: &str, column: &str, to: &str| {
        format!("op = \"create_foreign_key\"\ntable = \"{table}\"\nname = \"{name}\"\ncolumns = [\"{column}\"]\nreferences = {{ table = \"{to}\", columns = [\"id\"] }}\n")
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
    insta::assert_snapshot!(compared(nothing, &circle, &Hints::default()), @"");
    insta::assert_snapshot!(compared(&circle, nothing, &Hints::default()), @"");
}

#[test]
fn names_are_swapped_by_way_of_another() {
    let two = |first: &str, second: &str| {
        table(
            "tags",
            &format!("{{ name = \"{first}\", type = \"text\" }}, {{ name = \"{second}\", type = \"integer\" }}"),
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
    insta::assert_snapshot!(compared(&two("a", "b"), &two("b", "a"), &hints), @"");

    let tables = |first: &str, second: &str| {
        format!("{}\n{}", table(first, TEXT, "").replace("_pkey", "_key"), table(second, "", ""))
    };
    let hints = Hints {
        renames: [(table_path("a"), "b".to_owned()), (table_path("b"), "a".to_owned())].into(),
        ..Hints::default()
    };
    insta::assert_snapshot!(compared(&tables("a", "b"), &tables("b", "a"), &hints), @"");
}

#[test]
fn every_text_with_a_renamed_name_is_restated() {
    let tags = |name: &str| {
        let texts = table(
            "tags",
            &format!("{{ name = \"{name}\", type = \"text\" }}, {{ name = \"size\", type = \"integer\", null = true, generated = {{ expression = \"length({name})\", stored = true }} }}"),
            &format!("checks = [{{ name = \"c\", expression = \"{name} <> 'slug'\" }}]"),
        );
        format!("{texts}\nop = \"create_index\"\ntable = \"tags\"\nname = \"ix\"\nkeys = [{{ expression = \"lower({name})\" }}]\nwhere = \"{name} IS NOT NULL\"\n")
    };
    let hints = Hints {
        renames: [(column("tags.title"), "slug".to_owned())].into(),
        ..Hints::default()
    };
    insta::assert_snapshot!(compared(&tags("slug"), &tags("title"), &hints), @"");
}

#[test]
fn a_name_that_nobody_spelled_is_no_difference() {
    let before = table("tags", TEXT, "unique = [{ name = \"old_name\", columns = [\"slug\"] }]");
    let after = before.replace("old_name", "tags_slug_key");
    insta::assert_snapshot!(compared(&before, &after, &Hints::default()), @"");
    let implied = ElementPath::Constraint(TableName::new("tags"), "tags_slug_key".to_owned());
    let hints = Hints {
        implied_names: [implied].into(),
        ..Hints::default()
    };
    let (before, after) = (schema(&before), schema(&after));
    assert!(compare(&before, &after, &hints).is_empty());
    assert!(differences(&before, &after, &hints).is_empty());
}
