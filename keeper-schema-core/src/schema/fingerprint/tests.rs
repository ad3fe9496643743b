use proptest::prelude::*;

use super::canonical;
use crate::arbitrary::schema;
use crate::operation::fixture;
use crate::schema::{
    Check, Column, ColumnType, Default, Deferrable, EnumType, ForeignKey, Generated, Identity,
    IdentityKind, Index, IndexKey, IndexTarget, Literal, Match, NullsOrder, ObjectKind, ObjectName,
    PerDialect, PrimaryKey, ReferentialAction, Schema, Sequence, SortOrder, SqlObject,
    SqliteColumn, SqliteTable, Table, TableName, Unique,
};

/// Revisions carry fingerprints: these must never change.
#[test]
fn the_form_is_frozen() {
    let schema = fixture::schema();
    assert_eq!(schema.fingerprint().0, "s1:b7e41b213ee8");
    assert_eq!(Schema::default().fingerprint().0, "s1:66687aadf862");
    let editions = &schema.tables[&TableName::new("editions")];
    insta::assert_snapshot!(canonical::text(editions), @r#"
        table name="editions"
        check "editions_mode_check" expression="mode > 0"
        column "date_ended" type=timestamp null=true
        column "id" type=integer identity=serial
        column "kind" type=integer null=true
        column "mode" type=integer null=true
        column "parent_id" type=integer null=true
        column "product_id" type=integer null=true
        column "title" type=text
        column "title_length" type=integer null=true generated="length(title)" stored=true
        foreign_key "editions_parent_id_fkey" columns=["parent_id"] table="editions" references=["id"]
        foreign_key "editions_product_id_fkey" columns=["product_id"] table="products" references=["id"]
        index "ix_editions_live" key=(expression sql="lower(title)") key=(column "product_id") where="date_ended IS NULL"
        primary_key "editions_pkey" columns=["id"]
        "#);
}

/// A table with whatever can be said.
#[test]
fn the_form_of_all_that_can_be_said_is_frozen() {
    let each = PerDialect::Each {
        sqlite: Some("a \"b\"\r\n".to_owned()),
        postgres: None,
    };
    let mut table = Table::new(TableName {
        schema: Some("archive".to_owned()),
        name: "t.u".to_owned(),
    });
    table.comment = Some("back\\slash".to_owned());
    table.sqlite = SqliteTable {
        strict: true,
        without_rowid: true,
    };
    table.postgres.unlogged = true;
    let column = Column {
        null: true,
        default: Some(Default::Literal(Literal::Boolean(false))),
        identity: Some(Box::new(Identity {
            start: Some(-1),
            increment: Some(2),
            min: Some(-10),
            max: Some(10),
            cache: Some(3),
            cycle: true,
            sequence: Some("s".to_owned()),
            ..Identity::new(IdentityKind::ByDefault)
        })),
        generated: Some(Box::new(Generated {
            expression: each.clone(),
            stored: false,
        })),
        collation: Some(Box::new("C".into())),
        comment: Some("c".to_owned()),
        sqlite: SqliteColumn {
            autoincrement: true,
            enforce_length: true,
        },
        ..Column::new(
            "c",
            ColumnType::Array(Box::new(ColumnType::Raw(each.clone()))),
        )
    };
    table.columns.insert("c".to_owned(), column);
    let defaults = [
        Default::Literal(Literal::String("1".to_owned())),
        Default::Literal(Literal::Integer(1)),
        Default::Bytes(vec![0, 171]),
        Default::Expression("1".into()),
    ];
    for (index, default) in defaults.into_iter().enumerate() {
        let name = format!("d{index}");
        let column = Column {
            default: Some(default),
            ..Column::new(&name, ColumnType::Enum(TableName::new("kind")))
        };
        table.columns.insert(name, column);
    }
    table.primary_key = Some(PrimaryKey {
        include: vec!["d0".to_owned()],
        deferrable: Some(Deferrable::Deferrable),
        ..fixture::primary_key("p", &["c", "d1"])
    });
    let unique = Unique {
        nulls_not_distinct: true,
        include: vec!["d0".to_owned()],
        deferrable: Some(Deferrable::InitiallyDeferred),
        ..fixture::unique("u", &["c"])
    };
    table.unique.insert("u".to_owned(), unique);
    let foreign_key = ForeignKey {
        on_delete: ReferentialAction::SetNull,
        on_delete_columns: vec!["c".to_owned()],
        on_update: ReferentialAction::Restrict,
        match_type: Match::Full,
        deferrable: Some(Deferrable::Deferrable),
        not_valid: true,
        ..fixture::foreign_key("f", &["c"], "v", &["w"])
    };
    table.foreign_keys.insert("f".to_owned(), foreign_key);
    let check = Check {
        not_valid: true,
        no_inherit: true,
        ..fixture::check("k", "c > 0")
    };
    table.checks.insert("k".to_owned(), check);
    let index = Index {
        keys: vec![
            IndexKey {
                target: IndexTarget::Expression("lower(c)".into()),
                order: SortOrder::Descending,
                nulls: Some(NullsOrder::Last),
                opclass: Some("text_pattern_ops".into()),
                collation: Some("C".into()),
            },
            IndexKey::column("c".to_owned()),
        ],
        unique: true,
        predicate: Some(each),
        method: Some("gin".to_owned()),
        include: vec!["d0".to_owned()],
        nulls_not_distinct: true,
        with: [("fillfactor".to_owned(), "70".to_owned())].into(),
        ..fixture::index("i", &[])
    };
    table.indexes.insert("i".to_owned(), index);
    insta::assert_snapshot!(canonical::text(&table), @r#"
        table name="archive"."t.u" comment="back\\slash" strict=true without_rowid=true unlogged=true
        check "k" expression="c > 0" not_valid=true no_inherit=true
        column "c" type=raw:{"a \"b\"\n",-}[] null=true default=false identity=by_default start=-1 increment=2 min=-10 max=10 cache=3 cycle=true sequence="s" generated={"a \"b\"\n",-} collation="C" comment="c" autoincrement=true enforce_length=true
        column "d0" type=enum:"kind" default="1"
        column "d1" type=enum:"kind" default=1
        column "d2" type=enum:"kind" default=bytes:00ab
        column "d3" type=enum:"kind" default=sql:"1"
        foreign_key "f" columns=["c"] table="v" references=["w"] on_delete=set_null on_delete_columns=["c"] on_update=restrict match_full=true deferrable=immediate not_valid=true
        index "i" key=(expression sql="lower(c)" descending=true nulls=last opclass="text_pattern_ops" collation="C") key=(column "c") unique=true where={"a \"b\"\n",-} method="gin" include=["d0"] nulls_not_distinct=true with=["fillfactor","70"]
        primary_key "p" columns=["c","d1"] include=["d0"] deferrable=immediate
        unique "u" columns=["c"] nulls_not_distinct=true include=["d0"] deferrable=deferred
        "#);
}

#[test]
fn the_form_of_an_exclusion_is_frozen() {
    let mut table = Table::new(TableName::new("t"));
    let mut exclusion = fixture::exclusion("x", &[("room", "="), ("during", "&&")]);
    exclusion.elements[0].key.opclass = Some("gist_int4_ops".into());
    exclusion.method = Some("gist".to_owned());
    exclusion.predicate = Some("room > 0".into());
    exclusion.deferrable = Some(Deferrable::InitiallyDeferred);
    table.exclusions.insert("x".to_owned(), exclusion);
    insta::assert_snapshot!(canonical::text(&table), @r#"
        table name="t"
        exclusion "x" key=(column "room" opclass="gist_int4_ops") with="=" key=(column "during") with="&&" where="room > 0" method="gist" deferrable=deferred
        "#);
}

#[test]
fn the_form_of_comments_is_frozen() {
    let comment = Some("a \"b\"".to_owned());
    let mut table = Table::new(TableName::new("t"));
    let mut key = fixture::primary_key("p", &["a"]);
    key.comment.clone_from(&comment);
    table.primary_key = Some(key);
    let mut unique = fixture::unique("u", &["a"]);
    unique.comment.clone_from(&comment);
    table.unique.insert("u".to_owned(), unique);
    let mut key = fixture::foreign_key("f", &["a"], "v", &["w"]);
    key.comment.clone_from(&comment);
    table.foreign_keys.insert("f".to_owned(), key);
    let mut check = fixture::check("k", "a > 0");
    check.comment.clone_from(&comment);
    table.checks.insert("k".to_owned(), check);
    let mut exclusion = fixture::exclusion("x", &[("a", "=")]);
    exclusion.comment.clone_from(&comment);
    table.exclusions.insert("x".to_owned(), exclusion);
    let mut index = fixture::index("i", &["a"]);
    index.comment.clone_from(&comment);
    table.indexes.insert("i".to_owned(), index);
    insta::assert_snapshot!(canonical::text(&table), @r#"
        table name="t"
        check "k" expression="a > 0" comment="a \"b\""
        exclusion "x" key=(column "a") with="=" comment="a \"b\""
        foreign_key "f" columns=["a"] table="v" references=["w"] comment="a \"b\""
        index "i" key=(column "a") comment="a \"b\""
        primary_key "p" columns=["a"] comment="a \"b\""
        unique "u" columns=["a"] comment="a \"b\""
        "#);
    let kind = EnumType {
        comment,
        ..fixture::enum_type("kind", &["a"])
    };
    assert_eq!(
        canonical::enum_text(&kind),
        "enum name=\"kind\" values=[\"a\"] comment=\"a \\\"b\\\"\"\n"
    );
}

#[test]
fn the_form_of_what_is_beside_tables_is_frozen() {
    let mut schema = fixture::schema();
    let kind = EnumType {
        name: TableName {
            schema: Some("archive".to_owned()),
            name: "kind".to_owned(),
        },
        ..fixture::enum_type("kind", &["main", "a \"b\""])
    };
    assert_eq!(
        canonical::enum_text(&kind),
        "enum name=\"archive\".\"kind\" values=[\"main\",\"a \\\"b\\\"\"]\n"
    );
    assert_eq!(canonical::schema_text("archive"), "schema \"archive\"\n");
    schema.enums.insert(kind.name.clone(), kind);
    schema.schemas.insert("archive".to_owned());
    assert_eq!(schema.fingerprint().0, "s1:9bbf6f2cc162");
}

#[test]
fn the_form_of_objects_and_sequences_is_frozen() {
    let trigger = SqlObject {
        name: ObjectName {
            kind: ObjectKind::Trigger,
            name: TableName::new("touch"),
            table: Some("editions".to_owned()),
        },
        definition: PerDialect::Each {
            sqlite: None,
            postgres: Some("CREATE TRIGGER".to_owned()),
        },
        requires: vec!["function:touch()".to_owned()],
    };
    assert_eq!(
        canonical::object_text(&trigger),
        "object \"touch\" kind=trigger name=\"touch\" table=\"editions\" definition={-,\"CREATE TRIGGER\"} requires=[\"function:touch()\"]\n"
    );
    let mut sequence = Sequence::new(TableName::new("numbers"));
    assert_eq!(
        canonical::sequence_text(&sequence),
        "sequence name=\"numbers\"\n"
    );
    sequence.start = Some(5);
    sequence.cycle = true;
    sequence.owned_by = Some((TableName::new("editions"), "id".to_owned()));
    assert_eq!(
        canonical::sequence_text(&sequence),
        "sequence name=\"numbers\" start=5 cycle=true owned_by=\"editions\" column=\"id\"\n"
    );
}

proptest! {
    #[test]
    fn order_does_not_count(schema in schema()) {
        let mut reversed = schema.clone();
        for table in reversed.tables.values_mut() {
            table.columns.reverse();
            table.unique.reverse();
            table.checks.reverse();
            table.exclusions.reverse();
            table.foreign_keys.reverse();
            table.indexes.reverse();
        }
        prop_assert_eq!(reversed.fingerprint(), schema.fingerprint());
    }

    #[test]
    fn what_differs_has_another_fingerprint(left in schema(), right in schema()) {
        prop_assert_eq!(left == right, left.fingerprint() == right.fingerprint());
    }
}
