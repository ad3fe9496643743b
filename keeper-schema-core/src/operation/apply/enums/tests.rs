use std::collections::BTreeMap;

use crate::operation::fixture::{
    add_column, check, column, create_table, drop_table, enum_type, nullable, numbered, strings,
    table,
};
use crate::operation::{EnumOperation, Operation, Replay, ValuePlace, apply};
use crate::schema::{Column, ColumnType, Default, Literal, Schema};

fn kind() -> ColumnType {
    ColumnType::Enum(table("kind"))
}

fn kinds() -> ColumnType {
    ColumnType::Array(Box::new(kind()))
}

fn with_default(column: Column, value: &str) -> Column {
    Column {
        default: Some(Default::Literal(Literal::String(value.to_owned()))),
        ..column
    }
}

/// An enum, a table with a column of it and an array, and one with a check.
fn schema() -> Schema {
    let mut tags = numbered("tags", vec![nullable("kind", kind())]);
    let named = check("tags_kind_check", "kind <> 'old'");
    tags.checks.insert(named.name.clone(), named);
    let editions = vec![
        with_default(column("kind", kind()), "draft"),
        with_default(column("kinds", kinds()), r#"{main,"rare one"}"#),
    ];
    let operations = [
        create(&["main", "draft", "old", "rare one", "free"]),
        create_table(numbered("editions", editions)),
        create_table(tags),
    ];
    let mut replay = Replay::default();
    replay.apply_all(&operations).unwrap();
    replay.into_schema()
}

fn create(values: &[&str]) -> Operation {
    Operation::Enum(EnumOperation::Create {
        enum_type: enum_type("kind", values),
    })
}

fn add(value: &str, place: Option<ValuePlace>) -> Operation {
    Operation::Enum(EnumOperation::AddValue {
        name: table("kind"),
        value: value.to_owned(),
        place,
    })
}

fn rename_value(value: &str, to: &str) -> Operation {
    Operation::Enum(EnumOperation::RenameValue {
        name: table("kind"),
        value: value.to_owned(),
        to: to.to_owned(),
    })
}

fn rename(name: &str, to: &str) -> Operation {
    Operation::Enum(EnumOperation::Rename {
        name: table(name),
        to: to.to_owned(),
    })
}

fn drop(name: &str) -> Operation {
    Operation::Enum(EnumOperation::Drop { name: table(name) })
}

fn replace(values: &[&str], map: &[(&str, &str)]) -> Operation {
    let map = map.iter();
    Operation::Enum(EnumOperation::Replace {
        name: table("kind"),
        values: strings(values),
        was: strings(&["main", "draft", "old", "rare one", "free"]),
        map: map
            .map(|(from, to)| ((*from).to_owned(), (*to).to_owned()))
            .collect(),
    })
}

#[test]
fn values_are_added_renamed_and_replaced_in_their_order() {
    let before = |value: &str| Some(ValuePlace::Before(value.to_owned()));
    let after = |value: &str| Some(ValuePlace::After(value.to_owned()));
    let cases = [
        (
            add("new", None),
            "main,draft,old,rare one,free,new",
            "draft",
        ),
        (
            add("new", before("main")),
            "new,main,draft,old,rare one,free",
            "draft",
        ),
        (
            add("new", after("main")),
            "main,new,draft,old,rare one,free",
            "draft",
        ),
        (
            rename_value("draft", "new"),
            "main,new,old,rare one,free",
            "new",
        ),
        (
            rename_value("free", "new"),
            "main,draft,old,rare one,new",
            "draft",
        ),
        (
            replace(&["old", "rare one", "main"], &[("draft", "old")]),
            "old,rare one,main",
            "old",
        ),
        (
            replace(&["rare one", "main", "draft", "old"], &[]),
            "rare one,main,draft,old",
            "draft",
        ),
    ];
    for (operation, values, default) in cases {
        let mut after = schema();
        if let Err(error) = apply(&mut after, &operation) {
            panic!("{operation}: {error}");
        }
        assert_eq!(after.enums[&table("kind")].values.join(","), values);
        let column = &after.tables[&table("editions")].columns["kind"];
        let expected = Some(Default::Literal(Literal::String(default.to_owned())));
        assert_eq!(column.default, expected, "{operation}");
    }
}

#[test]
fn a_rename_follows_into_columns() {
    let mut after = schema();
    apply(&mut after, &rename("kind", "sort")).unwrap();
    let types: Vec<String> = after.tables[&table("editions")]
        .columns
        .values()
        .map(|column| column.column_type.to_string())
        .collect();
    assert_eq!(types, ["integer", "enum:sort", "enum:sort[]"]);
    assert!(!after.enums.contains_key(&table("kind")));
    assert_eq!(after.enums[&table("sort")].name, table("sort"));
}

#[test]
fn what_an_enum_cannot_do_is_refused() {
    let long = "ä".repeat(32);
    let sort = || ColumnType::Enum(table("kynd"));
    let is_number = Column {
        default: Some(Default::Literal(Literal::Integer(1))),
        ..column("a", kind())
    };
    let was = Operation::Enum(EnumOperation::Replace {
        name: table("kind"),
        values: strings(&["main"]),
        was: strings(&["main", "free"]),
        map: BTreeMap::new(),
    });
    let cases = [
        (create(&["a"]), "enum `kind` already exists"),
        (
            drop("knid"),
            "enum `knid` does not exist at this point, did you mean `kind`?",
        ),
        (
            drop("kind"),
            "enum `kind` is the type of columns `editions.kind`, `editions.kinds`, `tags.kind`",
        ),
        (
            rename("kind", "tags"),
            "enum `tags` cannot have the name of table `tags`: on PostgreSQL every table has a type of its name",
        ),
        (
            create_table(numbered("kind", vec![])),
            "table `kind` cannot have the name of enum `kind`: on PostgreSQL every table has a type of its name",
        ),
        (rename("kind", ""), "the name of an enum is empty"),
        (
            add("main", None),
            "enum `kind` already has the value `main`",
        ),
        (add("", None), "a value of enum `kind` is empty"),
        (
            add("a\0", None),
            "the value `a\\u{0}` of enum `kind` contains a NUL",
        ),
        (
            add(&long, None),
            "the value `ääääääääääääääääääääääääääääääää` of enum `kind` has 64 bytes, and PostgreSQL takes 63 at most",
        ),
        (
            add("a", Some(ValuePlace::Before("mian".to_owned()))),
            "enum `kind` has no value `mian` at this point, did you mean `main`?",
        ),
        (
            rename_value("draft", "main"),
            "enum `kind` already has the value `main`",
        ),
        (
            rename_value("free", "free"),
            "enum `kind` already has the value `free`",
        ),
        (
            rename_value("old", "new"),
            "the value `old` of enum `kind` is still in check `tags_kind_check` of `tags`",
        ),
        (
            rename_value("main", "new"),
            "the value `main` of enum `kind` is still in default of column `kinds` of `editions`",
        ),
        (
            replace(&["main", "draft", "old", "free"], &[]),
            "the value `rare one` of enum `kind` is still in default of column `kinds` of `editions`",
        ),
        (
            replace(&[], &[]),
            "the value `main` of enum `kind` is still in default of column `kinds` of `editions`",
        ),
        (
            was,
            "`values` of `kind` is `\"main\", \"draft\", \"old\", \"rare one\", \"free\"` at this point, but `was` says `\"main\", \"free\"`",
        ),
        (
            replace(&["main", "old", "rare one"], &[("free", "main")]),
            "the value \"draft\" goes, but is the default of column `editions.kind`",
        ),
        (
            replace(&["main", "draft", "old", "rare one"], &[("draft", "main")]),
            "`map` says what becomes of `draft`, which is no value that enum `kind` loses",
        ),
        (
            replace(&["main", "draft", "old", "rare one"], &[("free", "mian")]),
            "`map` says that `free` becomes `mian`, which is no value of enum `kind` afterwards, did you mean `main`?",
        ),
        (
            add_column("tags", nullable("b", sort())),
            "column `tags.b` is of enum `kynd`, which does not exist at this point, did you mean `kind`?",
        ),
        (
            add_column("tags", with_default(column("b", kind()), "mian")),
            "the default \"mian\" of column `tags.b` is no value of enum `kind`, did you mean `main`?",
        ),
        (
            add_column("tags", is_number),
            "the default 1 of column `tags.a` is no value of enum `kind`",
        ),
    ];
    for (operation, expected) in cases {
        let mut after = schema();
        let error = apply(&mut after, &operation).expect_err(expected);
        assert_eq!(error.to_string(), expected, "{operation}");
        assert_eq!(after, schema(), "{operation}");
    }
}

/// The same word in a text about other columns is none of the enum's values.
#[test]
fn a_value_goes_if_no_text_about_the_enum_holds_it() {
    let about = |text: &str| {
        let mut schema = schema();
        let tags = schema.tables.get_mut(&table("tags")).unwrap();
        tags.checks.clear();
        let check = check("c", text);
        tags.checks.insert(check.name.clone(), check);
        schema
    };
    for (text, is_about) in [
        ("id::text <> 'free'", false),
        ("kind <> 'free'", true),
        ("'free'::kind IS NOT NULL", true),
        ("tags::text <> 'free'", true),
    ] {
        let replaced = replace(&["main", "draft", "old", "rare one"], &[]);
        let applied = apply(&mut about(text), &replaced);
        assert_eq!(applied.is_err(), is_about, "{text}");
    }
}

#[test]
fn an_enum_goes_when_no_column_uses_it() {
    let mut after = schema();
    for operation in [drop_table("editions"), drop_table("tags"), drop("kind")] {
        apply(&mut after, &operation).unwrap();
    }
    assert_eq!(after, Schema::default());
}
