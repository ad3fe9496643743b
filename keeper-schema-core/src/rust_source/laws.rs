//! What is written is read as the schema that it was written from, and is rustfmt's already.

use std::io::Write as _;
use std::process::{Command, Stdio};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample;

use super::{Crates, Options, RustSource, fit, write};
use crate::arbitrary;
use crate::config::Config;
use crate::files::Memory;
use crate::lower::{self, Models};
use crate::schema::{ObjectKind, ObjectName, Schema, Sequence, SqlObject, SqlText, TableName};
use crate::source::scan_files;

const CRATES: [Crates; 2] = [
    Crates {
        jiff: false,
        chrono: false,
        uuid: false,
        serde_json: false,
        rust_decimal: false,
        known_jiff: false,
    },
    Crates {
        jiff: true,
        chrono: true,
        uuid: true,
        serde_json: true,
        rust_decimal: true,
        known_jiff: true,
    },
];

/// What the models in the files declare, in a package for these databases.
pub(super) fn read(source: &RustSource, dialects: &str, settings: &str) -> Models {
    let manifest = format!(
        "[package]\nname = \"app\"\nedition = \"2024\"\n[package.metadata.keeper-schema]\n\
         dialects = {dialects}\n{settings}\n"
    );
    let others = [
        ("Cargo.toml".to_owned(), manifest),
        ("src/lib.rs".to_owned(), "pub mod models;\n".to_owned()),
    ];
    let models =
        (source.files.iter()).map(|(file, text)| (format!("src/models/{file}"), text.clone()));
    let files: Memory = others.into_iter().chain(models).collect();
    let config = Config::read_from("".as_ref(), &files).expect("the manifest is right");
    let scan = match scan_files(&config, &files) {
        Ok(scan) => scan,
        Err(error) => panic!("{:#?}\n{source:#?}", error.diagnostics),
    };
    match lower::schema(&scan, &config) {
        Ok(models) => models,
        Err(diagnostics) => panic!("{diagnostics:#?}\n{source:#?}"),
    }
}

/// The text as rustfmt has it.
pub(super) fn formatted(text: &str) -> String {
    let mut rustfmt = Command::new("rustfmt")
        .args(["--edition", "2024"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("rustfmt is there");
    let mut stdin = rustfmt.stdin.take().expect("it is piped");
    stdin.write_all(text.as_bytes()).expect("it reads");
    drop(stdin);
    let output = rustfmt.wait_with_output().expect("it ends");
    String::from_utf8(output.stdout).expect("it is text")
}

/// What models can say of a schema; they say nothing of schemas that nothing is in.
fn expected(schema: &Schema) -> Schema {
    let (mut fitted, _) = fit::fitted(schema);
    let objects = fitted.objects.keys().map(|object| &object.name);
    let names = (fitted.tables.keys().chain(fitted.enums.keys()))
        .chain(objects)
        .chain(fitted.sequences.keys());
    let schemas = names.filter_map(|name| name.schema.clone());
    fitted.schemas = schemas.filter(|schema| schema != "public").collect();
    fitted
}

/// A schema without the tables that no package for PostgreSQL could have: they have SQL in
/// them that is for SQLite alone.
fn of_postgres() -> impl Strategy<Value = Schema> {
    arbitrary::schema().prop_map(|mut schema| {
        let tables = &mut schema.tables;
        tables.retain(|_, table| !format!("{table:?}").contains("postgres: None"));
        schema
    })
}

/// The same with views, functions and the like, and sequences.
fn with_objects() -> impl Strategy<Value = Schema> {
    let text = sample::select(vec![
        SqlText::Common("CREATE VIEW \"v\" AS SELECT 1".to_owned()),
        SqlText::Common("CREATE VIEW v AS\n  SELECT '\"#' -- it's\n  FROM t".to_owned()),
        SqlText::Common("CREATE VIEW v AS \n\tSELECT 1".to_owned()),
        SqlText::Each {
            sqlite: None,
            postgres: Some("CREATE FUNCTION f() $$\nBEGIN\nEND\n$$".to_owned()),
        },
        SqlText::Common(format!(
            "CREATE VIEW v AS SELECT {}\nFROM t",
            "a, ".repeat(30)
        )),
        SqlText::Each {
            sqlite: None,
            postgres: Some(format!(
                "CREATE VIEW v AS SELECT {}\nFROM t",
                "a, ".repeat(15)
            )),
        },
        SqlText::Each {
            sqlite: Some(format!("SELECT {}", "a, ".repeat(60))),
            postgres: Some("SELECT\n1".to_owned()),
        },
    ]);
    let kind = sample::select(ObjectKind::ALL.to_vec());
    let name = sample::select(vec![
        "v",
        "Order",
        "touch(integer)",
        "touch(text)",
        "a b",
        "7",
    ]);
    let schema = sample::select(vec![None, Some("audit"), Some("public")]);
    let object = (
        kind,
        name,
        schema,
        text,
        any::<sample::Index>(),
        any::<bool>(),
    );
    let number = prop::option::of(-9..9_i64);
    let sequence = (
        number.clone(),
        number,
        any::<sample::Index>(),
        any::<bool>(),
    );
    let beside = (vec(object, 0..4), prop::option::of(sequence));
    (of_postgres(), beside).prop_map(|(mut of, (objects, sequence))| {
        for (kind, name, schema, definition, table, requires) in objects {
            let mut name = TableName {
                schema: schema.map(str::to_owned),
                name: name.to_owned(),
            };
            let tables: Vec<&TableName> = of.tables.keys().collect();
            let table = match (kind.is_of_a_table(), tables.is_empty()) {
                (true, true) => continue,
                (true, false) => Some(table.get(&tables)),
                (false, _) => None,
            };
            name.schema = table.map_or(name.schema, |table| table.schema.clone());
            let name = ObjectName {
                kind,
                table: table.map(|table| table.name.clone()),
                name,
            };
            let is_taken = of.tables.contains_key(&name.name);
            let mut others = of.objects.keys();
            if !is_taken && !others.any(|other| other.name == name.name) {
                let requires = requires.then(|| "table:t".to_owned()).into_iter().collect();
                let object = SqlObject {
                    name: name.clone(),
                    definition,
                    requires,
                };
                of.objects.insert(name, object);
            }
        }
        let name = TableName::new("own_numbers");
        let owned_by = |at: sample::Index| {
            let tables: Vec<_> = of
                .tables
                .values()
                .filter(|it| it.name.schema.is_none())
                .collect();
            let table = (!tables.is_empty()).then(|| at.get(&tables))?;
            Some((table.name.clone(), table.columns.keys().next()?.clone()))
        };
        if let Some((start, max, owner, cycle)) = sequence {
            let sequence = Sequence {
                start,
                max,
                cycle,
                owned_by: owned_by(owner),
                ..Sequence::new(name.clone())
            };
            of.sequences.insert(name, sequence);
        }
        of
    })
}

proptest! {
    #[test]
    fn models_say_the_schema(schema in with_objects(), doc_comments: bool, known: bool) {
        let options = Options {
            doc_comments,
            crates: CRATES[usize::from(known)],
            ..Options::default()
        };
        let source = write(&schema, &options);
        prop_assert_eq!(&source, &write(&schema, &options));
        let settings = format!("doc_comments = {doc_comments}");
        let models = read(&source, "[\"postgres\"]", &settings);
        prop_assert_eq!(models.schema, expected(&schema), "{:#?}", source);
        // What can be said is left as it is.
        let again = fit::fitted(&expected(&schema));
        prop_assert_eq!(again, (Schema { schemas: Default::default(), ..expected(&schema) }, Vec::new()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn the_layout_is_rustfmts(schema in with_objects()) {
        let source = write(&schema, &Options::default());
        for text in source.files.values() {
            prop_assert_eq!(text, &formatted(text));
        }
    }
}
