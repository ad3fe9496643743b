//! Rows that are made up are there whatever the schema, and the same each time. That no rule is
//! broken, the server sees to.

use std::collections::BTreeMap;

use keeper_schema::made_rows::{MadeTable, make_rows};
use keeper_schema::sampled_rows::{SampleSize, sample_rows};
use keeper_schema_core::dialect::quoted;
use keeper_schema_core::operation::Replay;
use keeper_schema_core::revision::read;
use keeper_schema_core::schema::{ForeignKey, Schema, TableName};
use proptest::prelude::*;

use super::live::Live;
use super::rows::relation;
use super::{cases, for_all};
use crate::forest;

const ROWS: u64 = 30;

impl Live {
    fn filled(&mut self, schema: &Schema) -> (Vec<MadeTable>, BTreeMap<String, Vec<String>>) {
        self.build(schema, &[]);
        let made = make_rows(&mut self.executor, schema, ROWS).unwrap();
        let tables = made.iter();
        let rows = tables.map(|made| (made.table.to_string(), self.rows(&made.table)));
        let rows = rows.collect();
        (made, rows)
    }

    /// The rows that refer to no row.
    fn dangling(&mut self, table: &TableName, key: &ForeignKey) -> Vec<String> {
        let pairs = key.columns.iter().zip(&key.references.columns);
        let equal: Vec<String> = pairs
            .map(|(own, other)| {
                format!("t.{} = o.{}", quoted(own).unwrap(), quoted(other).unwrap())
            })
            .collect();
        let equal = equal.join(" AND ");
        let null = key
            .columns
            .iter()
            .map(|own| format!("t.{} IS NULL", quoted(own).unwrap()));
        self.texts(&format!(
            "SELECT t::text FROM {} AS t WHERE NOT ({}) AND NOT EXISTS (SELECT FROM {} AS o WHERE {equal})",
            relation(table),
            null.collect::<Vec<_>>().join(" OR "),
            relation(&key.references.table),
        ))
    }
}

#[test]
fn rows_that_are_made_up_are_valid_and_the_same() {
    for_all(cases(), |live, case| {
        let (made, rows) = live.filled(&case.from);
        for MadeTable {
            table,
            rows: number,
            because,
        } in &made
        {
            prop_assert_eq!(rows[&table.to_string()].len() as u64, *number);
            prop_assert_eq!(*number < ROWS, because.is_some(), "{:?}", made);
        }
        prop_assert_eq!((made, rows), live.filled(&case.from));
        Ok(())
    });
}

#[test]
fn a_sample_has_all_that_it_refers_to() {
    for_all(cases(), |live, case| {
        let (made, _) = live.filled(&case.from);
        let sampled = sample_rows(&mut live.executor, &case.from, SampleSize::Rows(7)).unwrap();
        for made in made {
            let left = live.rows(&made.table).len() as u64;
            let sample = sampled.iter().find(|it| it.table == made.table);
            prop_assert_eq!(sample.map_or(made.rows, |it| it.rows), left);
            prop_assert!(left >= made.rows.min(7), "{:?}", sampled);
            for key in case.from.tables[&made.table].foreign_keys.values() {
                prop_assert_eq!(live.dangling(&made.table, key), Vec::<String>::new());
            }
        }
        Ok(())
    });
}

#[test]
fn a_sample_brings_along_what_it_refers_to() {
    let schema = forest::schema();
    let mut live = Live::new();
    live.build(&schema, &[]);
    make_rows(&mut live.executor, &schema, 500).unwrap();
    live.also(forest::SCATTERED);
    let sampled = sample_rows(&mut live.executor, &schema, SampleSize::Rows(10)).unwrap();
    for table in schema.tables.values() {
        for key in table.foreign_keys.values() {
            assert_eq!(live.dangling(&table.name, key), Vec::<String>::new());
        }
    }
    let rows: Vec<u64> = sampled.iter().map(|it| it.rows).collect();
    assert_eq!(rows[1], 10, "{sampled:?}");
    assert!(
        (20..200).contains(&rows[0]) && (20..200).contains(&rows[2]),
        "{sampled:?}"
    );
}

#[test]
fn every_type_has_values() {
    let types = [
        "smallint",
        "integer",
        "bigint",
        "real",
        "double",
        "numeric",
        "numeric(3,3)",
        "numeric(9,2)",
        "varchar(1)",
        "varchar(30)",
        "char(2)",
        "text",
        "boolean",
        "bytes",
        "date",
        "time",
        "timestamp",
        "timestamptz",
        "interval",
        "uuid",
        "json",
        "jsonb",
        "inet",
        "integer[]",
        "text[]",
        "enum:kind",
    ];
    let columns = types.iter().enumerate();
    let columns: Vec<String> = columns
        .map(|(at, of)| format!("{{ name = \"c{at}\", type = \"{of}\" }}"))
        .collect();
    let text = format!(
        "format = 1\nrevision = \"r1\"\nmessage = \"m\"
[[upgrade]]\nop = \"create_enum\"\nenum = \"kind\"\nvalues = [\"a\", \"it's\"]
[[upgrade]]\nop = \"create_table\"\ntable = \"t\"
columns = [{{ name = \"id\", type = \"bigint\", identity = \"always\" }}, {{ name = \"p\", type = \"integer\", identity = \"serial\" }}, {{ name = \"g\", type = \"integer\", null = true, generated = {{ expression = \"c1 + 1\", stored = true }} }}, {}]
primary_key = {{ name = \"t_pkey\", columns = [\"id\"] }}
unique = [{{ name = \"t_key\", columns = [\"c8\", \"c12\", \"c25\"] }}]
checks = [
    {{ name = \"c0\", expression = \"g > 100 AND c1 BETWEEN 100 AND 1000\" }},
    {{ name = \"c1\", expression = \"(c9)::text = ANY ((ARRAY['one'::character varying, 'two'::character varying])::text[])\" }},
    {{ name = \"c2\", expression = \"c17 > '2020-01-01 00:00:00+00'::timestamp with time zone\" }},
    {{ name = \"c3\", expression = \"char_length(c11) >= 20\" }},
]
",
        columns.join(", ")
    );
    let file = read::revision("r1.toml".as_ref(), &text).unwrap_or_else(|it| panic!("{it:#?}"));
    let mut replay = Replay::default();
    replay.apply_all(&file.revision.upgrade).unwrap();
    let mut live = Live::new();
    let (made, _) = live.filled(replay.schema());
    assert_eq!(made[0].because, None);
    // The next numbers are those after the rows.
    live.also("CREATE TABLE next AS SELECT nextval('t_id_seq') AS id, nextval('t_p_seq') AS p");
    let next = live.rows(&TableName::new("next"));
    assert_eq!(next, ["(31,31)"]);
}
