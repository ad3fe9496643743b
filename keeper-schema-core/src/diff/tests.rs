//! What a comparison says: two small schemas and hints in; operations, questions and
//! sentences out.

mod alike;
mod order;
mod questions;

use super::{Hints, compare, differences};
use crate::operation::Replay;
use crate::operation::fixture::written;
use crate::revision::write;
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
fn tables_that_are_left_alone() {
    let (kept, other) = (table("kept", "", ""), table("legacy_log", "", ""));
    let mut hints = Hints::default();
    hints.ignored.add("legacy_*");
    let both = schema(&format!("{kept}\n{other}"));
    let one = schema(&kept);
    for (from, to) in [(&both, &one), (&one, &both)] {
        assert!(compare(from, to, &hints).is_empty());
        assert_eq!(differences(from, to, &hints), []);
        assert!(!compare(from, to, &Hints::default()).is_empty());
    }
}

#[test]
fn indexes_are_made_beside_writers_where_there_are_any() {
    let index = |table: &str, keys: &str| {
        format!("op = \"create_index\"\ntable = \"{table}\"\nname = \"ix\"\nkeys = [{keys}]\n")
    };
    let of = |rest: &str| schema(&format!("{}{rest}", table("t", "", "")));
    let element = ElementPath::Index(TableName::new("t"), "ix".to_owned());
    let hints = Hints {
        concurrent: [element].into(),
        ..Hints::default()
    };
    let (without, with) = (of(""), of(&index("t", "\"id\"")));
    let changed = of(&index("t", "{ column = \"id\", order = \"desc\" }"));
    let cases = [
        (&Schema::default(), &with, "create_table, create_index"),
        (&without, &with, "create_index beside writers"),
        (
            &with,
            &changed,
            "drop_index beside writers, create_index beside writers",
        ),
        (&with, &without, "drop_index"),
    ];
    for (from, to, expected) in cases {
        let operations = compare(from, to, &hints).operations;
        let operations = operations.iter().map(|operation| {
            let is_concurrent = write::operation(operation).contains("concurrently = true");
            let how = if is_concurrent { " beside writers" } else { "" };
            format!("{}{how}", operation.op())
        });
        assert_eq!(operations.collect::<Vec<_>>().join(", "), expected);
    }
}
