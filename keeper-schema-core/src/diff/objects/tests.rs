use crate::dialect::{postgres, sqlite};
use crate::diff::{Hints, Objects, compare, differences};
use crate::operation::Replay;
use crate::operation::fixture::{nullable, numbered};
use crate::schema::{
    ColumnType, ElementPath, ObjectKind, ObjectName, PerDialect, Schema, Sequence, SqlObject,
    SqlText, Table, TableName,
};

fn editions(columns: &[(&str, ColumnType)]) -> Table {
    let columns = columns.iter();
    let columns = columns.map(|(name, column_type)| nullable(name, column_type.clone()));
    numbered("editions", columns.collect())
}

fn slugs() -> Table {
    editions(&[("slug", ColumnType::Text), ("title", ColumnType::Text)])
}

fn object(kind: ObjectKind, name: &str, table: Option<&str>, sql: SqlText) -> SqlObject {
    SqlObject {
        name: ObjectName {
            kind,
            name: TableName::new(name),
            table: table.map(str::to_owned),
        },
        definition: sql,
        requires: Vec::new(),
    }
}

fn view(name: &str, select: &str) -> SqlObject {
    let sql = format!("CREATE VIEW {name} AS SELECT {select}");
    object(ObjectKind::View, name, None, PerDialect::Common(sql))
}

fn on_postgres(kind: ObjectKind, name: &str, table: Option<&str>, sql: &str) -> SqlObject {
    let definition = PerDialect::Each {
        sqlite: None,
        postgres: Some(sql.to_owned()),
    };
    object(kind, name, table, definition)
}

fn schema(tables: &[Table], objects: &[SqlObject]) -> Schema {
    let mut schema = Schema::default();
    for table in tables {
        schema.tables.insert(table.name.clone(), table.clone());
    }
    for object in objects {
        schema.objects.insert(object.name.clone(), object.clone());
    }
    schema
}

/// The operations, and what they are on both databases. They lead to `to`.
fn check(from: &Schema, to: &Schema, hints: &Hints, expected: &[&str], sql: [&[&str]; 2]) {
    let comparison = compare(from, to, hints);
    let operations: Vec<String> = (comparison.operations.iter())
        .map(ToString::to_string)
        .collect();
    assert_eq!(operations, expected);
    assert_eq!(differences(from, to, hints).is_empty(), expected.is_empty());

    let mut replay = Replay::new(from.clone());
    let applied = replay.apply_reversibly(&comparison.operations).unwrap();
    if hints.objects == Objects::All {
        assert_eq!(replay.schema(), to);
    }
    replay.apply_all(&applied.reversed.unwrap()).unwrap();
    assert_eq!(replay.schema(), from);

    let of_sqlite = sqlite::statements(&mut Replay::new(from.clone()), &comparison.operations);
    let of_sqlite = of_sqlite.unwrap().into_iter().map(|it| match it {
        sqlite::Statement::Sql { sql, .. }
        | sqlite::Statement::UserSql(sql)
        | sqlite::Statement::Hook(sql) => sql,
        sqlite::Statement::Rebuild(rebuild) => {
            format!(
                "rebuild of {} with {}",
                rebuild.table,
                rebuild.triggers.len()
            )
        }
    });
    assert_eq!(of_sqlite.collect::<Vec<_>>(), sql[0], "SQLite");
    let of_postgres = postgres::statements(&mut Replay::new(from.clone()), &comparison.operations);
    let of_postgres = of_postgres.unwrap();
    assert_eq!(shown(&of_postgres), sql[1], "PostgreSQL");
}

/// What the database remembers of objects and says again is in a word.
fn shown(statements: &[postgres::Statement]) -> Vec<&str> {
    let shown = statements.iter().map(|it| match it.sql() {
        look if look.contains("-- Remembers") => "remember",
        say if say.contains("-- Says again") => "say again",
        sql => sql,
    });
    shown.collect()
}

#[test]
fn objects_come_after_their_tables_and_go_before_them() {
    let touch = on_postgres(
        ObjectKind::Function,
        "touch()",
        None,
        "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$",
    );
    let trigger = on_postgres(
        ObjectKind::Trigger,
        "touch",
        Some("editions"),
        "CREATE TRIGGER touch BEFORE UPDATE ON editions FOR EACH ROW EXECUTE FUNCTION touch()",
    );
    let of_view = view("a", "slug FROM b");
    let of_table = view("b", "slug FROM editions");
    let full = schema(
        &[slugs()],
        &[touch.clone(), trigger.clone(), of_view, of_table],
    );
    let empty = Schema::default();
    let made = compare(&empty, &full, &Hints::default()).operations;
    let made: Vec<String> = made.iter().map(ToString::to_string).collect();
    assert_eq!(
        made,
        [
            "create_object function touch()",
            "create_table editions (id, slug, title)",
            "create_object view b",
            "create_object view a",
            "create_object trigger touch on editions",
        ]
    );
    check(
        &full,
        &empty,
        &Hints::default(),
        &[
            "drop_object trigger touch on editions",
            "drop_object view a",
            "drop_object view b",
            "drop_table editions",
            "drop_object function touch()",
        ],
        [
            &[
                "DROP VIEW \"a\"",
                "DROP VIEW \"b\"",
                "DROP TABLE \"editions\"",
            ],
            &[
                "DROP TRIGGER \"touch\" ON \"editions\"",
                "DROP VIEW \"a\"",
                "DROP VIEW \"b\"",
                "DROP TABLE \"editions\"",
                "DROP FUNCTION \"touch\"()",
            ],
        ],
    );
}

#[test]
fn a_statement_of_the_same_tokens_is_the_same() {
    let from = schema(&[slugs()], &[view("v", "slug FROM editions")]);
    let to = schema(&[slugs()], &[view("v", "Slug\n  FROM editions -- all")]);
    assert!(compare(&from, &to, &Hints::default()).is_empty());
}

#[test]
fn a_changed_view_is_replaced() {
    let from = schema(
        &[slugs()],
        &[view("v", "slug FROM editions"), view("w", "slug FROM v")],
    );
    let narrower = "slug FROM editions WHERE id > 0";
    let to = schema(&[slugs()], &[view("v", narrower), view("w", "slug FROM v")]);
    check(
        &from,
        &to,
        &Hints::default(),
        &["replace_object view v"],
        [
            &[
                "DROP VIEW \"v\"",
                "CREATE VIEW v AS SELECT slug FROM editions WHERE id > 0",
            ],
            &[
                "remember",
                "CREATE OR REPLACE VIEW v AS SELECT slug FROM editions WHERE id > 0",
                "say again",
            ],
        ],
    );
    let to = schema(
        &[slugs()],
        &[
            view("v", "id, slug FROM editions"),
            view("w", "slug FROM v"),
        ],
    );
    check(
        &from,
        &to,
        &Hints::default(),
        &["replace_object view v"],
        [
            &[
                "DROP VIEW \"v\"",
                "CREATE VIEW v AS SELECT id, slug FROM editions",
            ],
            &[
                "remember",
                "DROP VIEW \"w\"",
                "DROP VIEW \"v\"",
                "CREATE VIEW v AS SELECT id, slug FROM editions",
                "CREATE VIEW w AS SELECT slug FROM v",
                "say again",
            ],
        ],
    );
}

#[test]
fn a_column_changes_under_a_view() {
    let from = schema(
        &[slugs()],
        &[
            view("v", "slug FROM editions"),
            view("w", "* FROM v"),
            view("x", "title FROM editions"),
        ],
    );
    let retyped = [
        ("slug", ColumnType::Varchar(9)),
        ("title", ColumnType::Text),
    ];
    let to = Schema {
        tables: schema(&[editions(&retyped)], &[]).tables,
        ..from.clone()
    };
    let operations = compare(&from, &to, &Hints::default()).operations;
    let statements = postgres::statements(&mut Replay::new(from), &operations).unwrap();
    assert_eq!(
        shown(&statements),
        [
            "remember",
            "DROP VIEW \"w\"",
            "DROP VIEW \"v\"",
            "ALTER TABLE \"editions\" ALTER COLUMN \"slug\" TYPE varchar(9)",
            "CREATE VIEW v AS SELECT slug FROM editions",
            "CREATE VIEW w AS SELECT * FROM v",
            "say again",
        ]
    );
}

#[test]
fn a_column_goes_from_under_a_view() {
    let from = schema(
        &[slugs()],
        &[
            view("v", "slug, title FROM editions"),
            view("w", "slug FROM v"),
        ],
    );
    let to = schema(
        &[editions(&[("slug", ColumnType::Text)])],
        &[view("v", "slug FROM editions"), view("w", "slug FROM v")],
    );
    check(
        &from,
        &to,
        &Hints::default(),
        &[
            "drop_object view w",
            "drop_object view v",
            "drop_column editions.title",
            "create_object view v",
            "create_object view w",
        ],
        [
            &[
                "DROP VIEW \"w\"",
                "DROP VIEW \"v\"",
                "ALTER TABLE \"editions\" DROP COLUMN \"title\"",
                "CREATE VIEW v AS SELECT slug FROM editions",
                "CREATE VIEW w AS SELECT slug FROM v",
            ],
            &[
                "remember",
                "DROP VIEW \"w\"",
                "DROP VIEW \"v\"",
                "ALTER TABLE \"editions\" DROP COLUMN \"title\"",
                "CREATE VIEW v AS SELECT slug FROM editions",
                "CREATE VIEW w AS SELECT slug FROM v",
                "say again",
            ],
        ],
    );
}

#[test]
fn what_models_do_not_declare_stays_and_follows_a_rename() {
    let mut from = schema(&[slugs()], &[view("v", "slug FROM editions")]);
    let numbers = Sequence::new(TableName::new("numbers"));
    from.sequences.insert(numbers.name.clone(), numbers);
    let models = schema(&[slugs()], &[]);
    let declared = Hints {
        objects: Objects::Declared,
        ..Hints::default()
    };
    assert!(compare(&from, &models, &declared).is_empty());

    let to = schema(
        &[editions(&[
            ("name", ColumnType::Text),
            ("title", ColumnType::Text),
        ])],
        &[],
    );
    let column = ElementPath::Column(TableName::new("editions"), "name".to_owned());
    let renamed = Hints {
        renames: [(column, "slug".to_owned())].into(),
        ..declared
    };
    let sql: &[&str] = &[
        "DROP VIEW \"v\"",
        "ALTER TABLE \"editions\" RENAME COLUMN \"slug\" TO \"name\"",
        "CREATE VIEW v AS SELECT name FROM editions",
    ];
    check(
        &from,
        &to,
        &renamed,
        &[
            "drop_object view v",
            "rename_column editions.slug to name",
            "create_object view v",
        ],
        [sql, &[&["remember"], sql, &["say again"]].concat()],
    );
}

#[test]
fn a_rebuild_knows_the_triggers_of_its_table() {
    let trigger = object(
        ObjectKind::Trigger,
        "touch",
        Some("editions"),
        "CREATE TRIGGER touch AFTER UPDATE ON editions BEGIN SELECT 1; END".into(),
    );
    let from = schema(&[slugs()], std::slice::from_ref(&trigger));
    let retyped = [("slug", ColumnType::Integer), ("title", ColumnType::Text)];
    let to = schema(&[editions(&retyped)], &[trigger]);
    let operations = compare(&from, &to, &Hints::default()).operations;
    let statements = sqlite::statements(&mut Replay::new(from), &operations).unwrap();
    let script = sqlite::change(&statements, &Default::default(), &Default::default()).unwrap();
    assert!(script.contains("BEGIN SELECT 1; END;\n"), "{script}");
}

#[test]
fn sequences_are_made_changed_and_dropped() {
    let with = |sequence: Option<&Sequence>| {
        let mut schema = schema(&[slugs()], &[]);
        if let Some(sequence) = sequence {
            let name = sequence.name.clone();
            schema.sequences.insert(name, sequence.clone());
        }
        schema
    };
    let plain = Sequence::new(TableName::new("numbers"));
    let owned = Sequence {
        start: Some(100),
        increment: Some(5),
        cycle: true,
        owned_by: Some((TableName::new("editions"), "id".to_owned())),
        ..plain.clone()
    };
    let (plain, owned) = (Some(&plain), Some(&owned));
    for (from, to, operation, sql) in [
        (
            None,
            owned,
            "create_sequence numbers start 100 increment 5 cycle owned by editions.id",
            "CREATE SEQUENCE \"numbers\" INCREMENT BY 5 START WITH 100 CYCLE OWNED BY \"editions\".\"id\"",
        ),
        (
            plain,
            owned,
            "alter_sequence numbers start 100 increment 5 cycle owned by editions.id",
            "ALTER SEQUENCE \"numbers\" INCREMENT BY 5 START WITH 100 CYCLE OWNED BY \"editions\".\"id\"",
        ),
        (
            owned,
            plain,
            "alter_sequence numbers",
            "ALTER SEQUENCE \"numbers\" INCREMENT BY 1 START WITH 1 NO CYCLE OWNED BY NONE",
        ),
        (
            plain,
            None,
            "drop_sequence numbers",
            "DROP SEQUENCE \"numbers\"",
        ),
    ] {
        check(
            &with(from),
            &with(to),
            &Hints::default(),
            &[operation],
            [&[], &[sql]],
        );
    }
}
