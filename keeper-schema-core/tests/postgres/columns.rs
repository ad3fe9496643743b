//! Every kind of column is altered to every other, over a row, a check and a unique index;
//! a server then has what it would have if the column had been made so.

use keeper_schema_core::dialect::postgres::{create_tables, statements};
use keeper_schema_core::operation::{
    ColumnAlteration, ColumnKeys, DroppableKey, Operation, Replay,
};
use keeper_schema_core::schema::{Column, TableName};
use keeper_schema_testing::Cluster;

use crate::catalog::facts;
use crate::operations::{operations, script};

const KINDS: [&str; 14] = [
    r#"type = "integer""#,
    r#"type = "integer", null = true, comment = "a comment""#,
    r#"type = "bigint", default = 7"#,
    r#"type = "text", null = true, default = "x""#,
    r#"type = "varchar(10)", collation = { postgres = "C" }"#,
    r#"type = "numeric(5,1)", default = { sql = "1 + 1" }"#,
    r#"type = "integer", identity = "serial""#,
    r#"type = "bigint", identity = { kind = "serial", start = 5, sequence = "numbers" }"#,
    r#"type = "integer", identity = "by_default""#,
    r#"type = "smallint", identity = { kind = "always", increment = 2 }"#,
    r#"type = "bigint", identity = { kind = "always", start = -1, increment = -1 }"#,
    r#"type = "integer", generated = { expression = "k * 2", stored = true }"#,
    r#"type = "text", null = true, generated = { expression = "k::text", stored = true }"#,
    r#"type = "smallint", null = true, default = "3""#,
];

/// The operations that create the table with a column of that kind.
fn table(name: &str, kind: &str) -> Vec<Operation> {
    // The name of a sequence is taken once.
    let kind = kind.replace("numbers", &format!("numbers_{name}"));
    operations(&format!(
        r#"
[[upgrade]]
op = "create_table"
table = "{name}"
columns = [
    {{ name = "k", type = "integer" }},
    {{ name = "c", {kind} }},
]
checks = [{{ name = "c_check", expression = "k > 0 OR c IS NULL" }}]

[[upgrade]]
op = "create_index"
table = "{name}"
name = "{name}_idx"
keys = ["c"]
unique = true
"#
    ))
}

fn column(replay: &Replay, name: &str) -> Column {
    let table = replay.schema().table(&TableName::new(name));
    table.unwrap().columns["c"].clone()
}

fn alteration(was: &Column, is: &Column) -> ColumnAlteration {
    fn changed<T: Clone + PartialEq>(was: &T, is: &T) -> (Option<T>, Option<T>) {
        (was != is).then(|| (was.clone(), is.clone())).unzip()
    }
    let (was_type, set_type) = changed(&was.column_type, &is.column_type);
    let (was_null, set_null) = changed(&was.null, &is.null);
    let (was_default, set_default) = changed(&was.default, &is.default);
    let (was_identity, set_identity) = changed(&was.identity, &is.identity);
    let (was_generated, set_generated) = changed(&was.generated, &is.generated);
    let (was_collation, set_collation) = changed(&was.collation, &is.collation);
    let (was_comment, set_comment) = changed(&was.comment, &is.comment);
    let dropped = [
        (DroppableKey::Default, set_default == Some(None)),
        (DroppableKey::Identity, set_identity == Some(None)),
        (DroppableKey::Generated, set_generated == Some(None)),
        (DroppableKey::Collation, set_collation == Some(None)),
        (DroppableKey::Comment, set_comment == Some(None)),
    ];
    let drop = dropped.into_iter().filter(|(_, is_dropped)| *is_dropped);
    ColumnAlteration {
        set: ColumnKeys {
            column_type: set_type,
            null: set_null,
            default: set_default.flatten(),
            identity: set_identity.flatten(),
            generated: set_generated.flatten(),
            collation: set_collation.flatten(),
            comment: set_comment.flatten(),
            ..ColumnKeys::default()
        },
        was: ColumnKeys {
            column_type: was_type,
            null: was_null,
            default: was_default.flatten(),
            identity: was_identity.flatten(),
            generated: was_generated.flatten(),
            collation: was_collation.flatten(),
            comment: was_comment.flatten(),
            ..ColumnKeys::default()
        },
        drop: drop.map(|(key, _)| key).collect(),
        ..ColumnAlteration::default()
    }
}

/// SQL that goes from each kind to each other, in a table for each pair, and the schema
/// that it comes to.
fn every_pair() -> (String, Replay) {
    let (mut sql, mut replay) = (String::new(), Replay::default());
    for (from, was) in KINDS.iter().enumerate() {
        for (to, is) in KINDS.iter().enumerate().filter(|(to, _)| *to != from) {
            let name = format!("t{from}_{to}");
            let mut wanted = Replay::default();
            wanted.apply_all(&table(&name, is)).unwrap();
            let created = statements(&mut replay, &table(&name, was)).unwrap();
            let (was, is) = (column(&replay, &name), column(&wanted, &name));
            let alter = Operation::AlterColumn {
                table: TableName::new(name.as_str()),
                column: "c".to_owned(),
                alteration: Box::new(alteration(&was, &is)),
            };
            let altered = statements(&mut replay, &[alter]).unwrap();
            assert_eq!(column(&replay, &name), is);

            sql += &script(&created);
            let fills_itself = was.identity.is_some() || was.generated.is_some();
            sql += &match fills_itself {
                true => format!("INSERT INTO {name} (k) VALUES (1), (2);\n"),
                false => format!("INSERT INTO {name} VALUES (1, '7'), (2, '8');\n"),
            };
            sql += &script(&altered);
            if is.identity.is_some() || is.generated.is_some() {
                // The next number is one that no row has.
                sql += &format!("INSERT INTO {name} (k) VALUES (9);\n");
            }
        }
    }
    (sql, replay)
}

#[test]
fn every_kind_of_column_becomes_every_other() {
    let (sql, replay) = every_pair();
    let database = Cluster::shared().database();
    let outcome = database.psql(&sql);
    assert_eq!(outcome.stderr, "");
    let built = Cluster::shared().database();
    built.run(&create_tables(replay.schema()).unwrap().join("\n;\n"));
    assert_eq!(facts(&database), facts(&built));
}
