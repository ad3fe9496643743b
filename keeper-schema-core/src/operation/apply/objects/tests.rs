use crate::operation::fixture::{
    column, create_table, drop_column, drop_table, nullable, numbered, rename_column, table,
};
use crate::operation::{ObjectOperation, Operation, Replay, SequenceOperation, apply, reverse_all};
use crate::schema::{
    ColumnType, Default, ObjectKind, ObjectName, Schema, Sequence, SqlObject, TableName,
};

fn object(kind: ObjectKind, name: &str, on: Option<&str>, definition: &str) -> SqlObject {
    SqlObject {
        name: ObjectName {
            kind,
            name: TableName::new(name),
            table: on.map(str::to_owned),
        },
        definition: definition.into(),
        requires: Vec::new(),
    }
}

fn view(name: &str, definition: &str) -> SqlObject {
    object(ObjectKind::View, name, None, definition)
}

fn create(object: SqlObject) -> Operation {
    Operation::Object(ObjectOperation::Create { object })
}

fn drop(object: &SqlObject) -> Operation {
    Operation::Object(ObjectOperation::Drop {
        name: object.name.clone(),
        was: object.definition.clone(),
    })
}

fn live() -> SqlObject {
    view("live", "CREATE VIEW live AS SELECT slug FROM editions")
}

fn touch() -> SqlObject {
    SqlObject {
        requires: vec!["table:editions".to_owned()],
        ..object(
            ObjectKind::Trigger,
            "touch",
            Some("editions"),
            "CREATE TRIGGER touch AFTER UPDATE ON editions BEGIN SELECT 1; END",
        )
    }
}

fn sequence(name: &str) -> Sequence {
    Sequence::new(TableName::new(name))
}

fn create_sequence(sequence: Sequence) -> Operation {
    Operation::Sequence(SequenceOperation::Create { sequence })
}

fn drop_sequence(name: &str) -> Operation {
    Operation::Sequence(SequenceOperation::Drop {
        name: TableName::new(name),
    })
}

/// A table with a view, a trigger, and a sequence that a column takes its numbers from.
fn schema() -> Schema {
    let mut number = column("number", ColumnType::BigInt);
    number.default = Some(Default::Expression("nextval('numbers')".into()));
    let slug = nullable("slug", ColumnType::Text);
    let title = nullable("title", ColumnType::Text);
    let owned = Sequence {
        owned_by: Some((table("editions"), "title".to_owned())),
        ..sequence("titles")
    };
    let operations = [
        create_sequence(sequence("numbers")),
        create_table(numbered("editions", vec![number, slug, title])),
        create_sequence(owned),
        create(live()),
        create(touch()),
    ];
    let mut replay = Replay::default();
    replay.apply_all(&operations).unwrap();
    replay.into_schema()
}

#[test]
fn what_cannot_be_is_refused() {
    let on_nothing = object(
        ObjectKind::Trigger,
        "t",
        Some("edition"),
        "CREATE TRIGGER t",
    );
    let requires = SqlObject {
        requires: vec!["table:edition".to_owned()],
        ..view("other", "CREATE VIEW other AS SELECT 1")
    };
    let misspelled = view("lives", "");
    let other_text = view("live", "CREATE VIEW live AS SELECT 1");
    let cases = [
        (create(live()), "view `live` already exists"),
        (
            create(view("Editions", "CREATE VIEW x AS SELECT 1")),
            "view `Editions` cannot have the name of a table: on PostgreSQL tables, views, sequences and indexes share one namespace",
        ),
        (
            create_table(numbered("live", vec![])),
            "table `live` cannot have the name of a view: on PostgreSQL tables, views, sequences and indexes share one namespace",
        ),
        (
            create_sequence(sequence("live")),
            "sequence `live` cannot have the name of a view: on PostgreSQL tables, views, sequences and indexes share one namespace",
        ),
        (
            create(on_nothing),
            "table `edition` does not exist at this point, did you mean `editions`?",
        ),
        (
            create(requires),
            "view `other` requires `table:edition`, which does not exist at this point, did you mean `table:editions`?",
        ),
        (
            drop(&misspelled),
            "view `lives` does not exist at this point, did you mean `live`?",
        ),
        (
            drop(&other_text),
            "`definition` of `live` is `\"CREATE VIEW live AS SELECT slug FROM editions\"` at this point",
        ),
        (
            drop_table("editions"),
            "table `editions` is referred to by view `live`",
        ),
        (
            drop_column("editions", "slug"),
            "column `editions.slug` is used by view `live`",
        ),
        (
            rename_column("editions", "slug", "name"),
            "the old name of column `editions.slug` is still in view `live`",
        ),
        (
            drop_sequence("numbers"),
            "sequence `numbers` is still used by default of column `number` of `editions`",
        ),
        (
            drop_sequence("number"),
            "sequence `number` does not exist at this point, did you mean `numbers`?",
        ),
    ];
    for (operation, expected) in cases {
        let mut after = schema();
        let error = apply(&mut after, &operation).expect_err(expected);
        let error = error.to_string();
        assert!(error.contains(expected), "{operation}: {error}");
        assert_eq!(after, schema(), "{operation}");
    }
}

#[test]
fn a_table_takes_its_triggers_and_sequences_along_and_brings_them_back() {
    let operations = [drop(&live()), drop_table("editions")];
    let before = schema();
    let reversed = reverse_all(&operations, &before).unwrap();
    let mut replay = Replay::new(before.clone());
    replay.apply_all(&operations).unwrap();
    assert_eq!(replay.schema().objects.len(), 0);
    assert_eq!(replay.schema().sequences.len(), 1);
    replay.apply_all(&reversed).unwrap();
    assert_eq!(replay.into_schema(), before);
}

#[test]
fn an_object_is_replaced_and_that_is_undone() {
    let object = view("live", "CREATE VIEW live AS SELECT title FROM editions");
    let was = live().definition;
    let operations = [
        Operation::Object(ObjectOperation::Replace { object, was }),
        drop_column("editions", "slug"),
        drop_column("editions", "title"),
    ];
    let before = schema();
    let error = reverse_all(&operations, &before).expect_err("title is in use");
    assert!(
        error.to_string().contains("is used by view `live`"),
        "{error}"
    );
    let reversed = reverse_all(&operations[..2], &before).unwrap();
    let mut replay = Replay::new(before.clone());
    replay.apply_all(&operations[..2]).unwrap();
    replay.apply_all(&reversed).unwrap();
    assert_eq!(replay.into_schema(), before);
}
