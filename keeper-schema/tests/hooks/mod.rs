//! Revisions that run hooks of a program, on any database.

use std::path::Path;

use keeper_schema::embedded::{Database, EmbeddedRevision, Migrations, Migrator};
use keeper_schema::migrate::{HookError, Interrupt, MigrateError, Options, Tx, Value};
use keeper_schema_core::diagnostic::Code;
use keeper_schema_core::revision::checksum::checksum;
use keeper_schema_core::revision::read;

type Rows<'d> = Box<dyn Fn(&str) -> Vec<String> + 'd>;

/// A database and a second way to it.
pub(crate) struct On<'d, D> {
    pub(crate) database: D,
    /// Runs a statement, and returns its rows of one column.
    pub(crate) run: Rows<'d>,
}

pub(crate) const PEOPLE: &str = r#"
[[upgrade]]
op = "create_table"
table = "people"
columns = [
    { name = "id", type = "integer" },
    { name = "name", type = "text", null = true },
]
primary_key = { name = "people_pkey", columns = ["id"] }
"#;

pub(crate) const SPLIT: &str = r#"
[[upgrade]]
op = "add_column"
table = "people"
column = { name = "first_name", type = "text", null = true }

[[upgrade]]
op = "add_column"
table = "people"
column = { name = "last_name", type = "text", null = true }

[[upgrade]]
op = "run"
hook = "split_names"
down = "join_names"

[[upgrade]]
op = "drop_column"
table = "people"
column = "name"
"#;

pub(crate) const FULL: [&str; 4] = [
    "1: Ada Lovelace",
    "2: Jean-Luc O'Neill \\ 1",
    "3: $1 */ -- x",
    "4: Grace 🦀",
];

/// Revisions `r1`, `r2` and so on, of which each has these operations.
pub(crate) fn migrations(revisions: &[&str]) -> Migrations {
    let revisions = revisions.iter().enumerate().map(|(position, operations)| {
        let id = format!("r{}", position + 1);
        let parent = match position {
            0 => String::new(),
            _ => format!("down_revision = \"r{position}\"\n"),
        };
        let source =
            format!("format = 1\nrevision = \"{id}\"\n{parent}message = \"m\"\n{operations}");
        let file = format!("migrations/{id}.toml");
        let read = read::revision(Path::new(&file), &source);
        let read = read.unwrap_or_else(|wrong| panic!("{wrong:#?} in {source}"));
        let checksum = checksum(&read.revision);
        EmbeddedRevision::new(id.leak(), file.leak(), checksum.leak(), source.leak())
    });
    Migrations::new("keeper-schema", revisions.collect::<Vec<_>>().leak())
}

pub(crate) fn split_names(tx: &mut Tx<'_>) -> Result<(), HookError> {
    for row in tx.query("SELECT id, name FROM people ORDER BY id", &[])? {
        let (id, name): (i64, String) = (row.get(0)?, row.get(1)?);
        let (first, last) = name.split_once(' ').ok_or("a name has two parts")?;
        let sql = "UPDATE people SET first_name = $2, last_name = $3 WHERE id = $1";
        let changed = tx.execute(sql, &[id.into(), first.into(), last.into()])?;
        assert_eq!(changed, 1);
    }
    Ok(())
}

pub(crate) fn join_names(tx: &mut Tx<'_>) -> Result<(), HookError> {
    let sql = "UPDATE people SET name = first_name || $1 || last_name";
    tx.execute(sql, &[" ".into()])?;
    Ok(())
}

impl<D: Database> On<'_, D> {
    pub(crate) fn rows(&self, sql: &str) -> Vec<String> {
        (self.run)(sql)
    }

    /// With the people of [`FULL`].
    pub(crate) fn fill(&mut self, migrations: &Migrations) {
        let mut migrator = Migrator::new(migrations);
        migrator.upgrade_to(&mut self.database, "r1").unwrap();
        for person in FULL {
            let (id, name) = person.split_once(": ").unwrap();
            let name = name.replace('\'', "''");
            self.rows(&format!(
                "INSERT INTO people (id, name) VALUES ({id}, '{name}')"
            ));
        }
    }

    pub(crate) fn names(&self) -> Vec<String> {
        self.rows("SELECT id || ': ' || name FROM people ORDER BY id")
    }

    /// What an upgrade with that hook for the split fails with; the people are as they were.
    pub(crate) fn fails(
        &mut self,
        split: impl Fn(&mut Tx<'_>) -> Result<(), HookError> + Send + Sync + 'static,
    ) -> MigrateError {
        let migrations = migrations(&[PEOPLE, SPLIT]);
        let mut migrator = Migrator::new(&migrations).hook("split_names", split);
        let error = migrator.upgrade(&mut self.database).unwrap_err();
        assert_eq!(self.names(), FULL);
        let recorded = self.rows("SELECT revision FROM keeper_revisions");
        assert_eq!(recorded, ["r1"]);
        error
    }
}

pub(crate) fn a_name_is_split_and_joined_again<D: Database>(mut on: On<'_, D>) {
    let migrations = migrations(&[PEOPLE, SPLIT]);
    on.fill(&migrations);
    let mut migrator = Migrator::new(&migrations)
        .hook("split_names", split_names)
        .hook("join_names", join_names);
    assert_eq!(migrator.upgrade(&mut on.database).unwrap().len(), 1);
    let split = "SELECT id || ': ' || first_name || '/' || last_name FROM people ORDER BY id";
    let parted = FULL.map(|person| {
        let (id, name) = person.split_once(' ').unwrap();
        format!("{id} {}", name.replacen(' ', "/", 1))
    });
    assert_eq!(on.rows(split), parted);
    migrator.verify(&mut on.database).unwrap();

    migrator.downgrade_to(&mut on.database, "r1").unwrap();
    assert_eq!(on.names(), FULL);
    migrator.upgrade(&mut on.database).unwrap();
    assert_eq!(on.rows(split), parted);
}

pub(crate) fn a_hook_that_is_not_there_is_refused_before_anything_runs<D: Database>(
    mut on: On<'_, D>,
) {
    let migrations = migrations(&[PEOPLE, SPLIT]);
    let mut migrator = Migrator::new(&migrations).hook("split_name", split_names);
    let error = migrator.upgrade(&mut on.database).unwrap_err();
    assert_eq!(error.code(), Code::HookNotThere);
    let message = "revision `r2` (migrations/r2.toml) runs the hook `split_names`, which this \
        program does not have, did you mean `split_name`?; nothing was changed";
    assert_eq!(error.to_string(), message);
    assert_eq!(migrator.pending(&mut on.database).unwrap().len(), 2);

    let mut migrator = Migrator::new(&migrations).hook("split_names", split_names);
    migrator.upgrade(&mut on.database).unwrap();
    let error = migrator.downgrade_to(&mut on.database, "base").unwrap_err();
    assert_eq!(error.code(), Code::HookNotThere);
    assert!(migrator.pending(&mut on.database).unwrap().is_empty());
}

pub(crate) fn a_hook_that_fails_leaves_nothing<D: Database>(mut on: On<'_, D>) {
    on.fill(&migrations(&[PEOPLE, SPLIT]));
    let error = on.fails(|tx| {
        tx.execute("DELETE FROM people WHERE id < $1", &[3.into()])?;
        Err("no more".into())
    });
    let message = "upgrade of revision `r2` failed: the hook `split_names`: no more";
    assert_eq!(error.to_string(), message);

    let error = on.fails(|tx| {
        tx.execute("DELETE FROM people", &[])?;
        panic!("at {}", 7)
    });
    let message = "upgrade of revision `r2` failed: the hook `split_names`: it panicked: at 7";
    assert_eq!(error.to_string(), message);

    let error = on.fails(|tx| {
        tx.execute("/* all */ COMMIT", &[])?;
        Ok(())
    });
    let message = "a transaction is the migrator's to begin and end";
    assert!(error.to_string().ends_with(message), "{error}");
    let error = on.fails(|tx| {
        tx.query("SELECT $2", &[1.into()])?;
        Ok(())
    });
    let message = "there is no value for the parameter `$2`";
    assert!(error.to_string().ends_with(message), "{error}");
    let error = on.fails(|tx| {
        let rows = tx.query("SELECT name FROM people WHERE id = $1", &[1.into()])?;
        rows[0].get::<i64>(0)?;
        Ok(())
    });
    let message = "column 0 holds a text, not an integer";
    assert!(error.to_string().ends_with(message), "{error}");
}

pub(crate) fn a_hook_is_interrupted_between_its_statements<D: Database>(mut on: On<'_, D>) {
    let migrations = migrations(&[PEOPLE, SPLIT]);
    on.fill(&migrations);
    let interrupt = Interrupt::default();
    let options = Options {
        interrupt: Some(interrupt.clone()),
        ..Options::default()
    };
    let mut migrator =
        Migrator::new(&migrations)
            .with_options(options)
            .hook("split_names", move |tx| {
                tx.execute("DELETE FROM people WHERE id = $1", &[1.into()])?;
                interrupt.request();
                // Too short for any look in between.
                tx.query("SELECT 1", &[])?;
                panic!("it goes on")
            });
    let error = migrator.upgrade(&mut on.database).unwrap_err();
    assert_eq!(error.code(), Code::Stopped, "{error}");
    let message = "interrupted: 0 of 1 revisions are applied, and `r2` is not";
    assert!(error.to_string().starts_with(message), "{error}");
    assert_eq!(on.names(), FULL);
}

const KEPT: &str = r#"
[[upgrade]]
op = "create_table"
table = "kept"
columns = [
    { name = "id", type = "integer" },
    { name = "number", type = "bigint", null = true },
    { name = "real", type = "double", null = true },
    { name = "words", type = "text", null = true },
    { name = "bytes", type = "bytes", null = true },
    { name = "flag", type = "boolean", null = true },
]
primary_key = { name = "kept_pkey", columns = ["id"] }

[[upgrade]]
op = "run"
hook = "keep"
down = "nothing"
"#;

type Kept = (i64, f64, String, Vec<u8>, bool);

fn keep(tx: &mut Tx<'_>) -> Result<(), HookError> {
    let hard = "\\'\"; DROP TABLE kept; -- $1 $$ */ /* ?1\n\t\u{7f}é🦀";
    let kept: [Kept; 2] = [
        (
            i64::MIN,
            -1.5e-300,
            hard.to_owned(),
            vec![0, 39, 92, 255],
            true,
        ),
        (i64::MAX, 0.1, String::new(), Vec::new(), false),
    ];
    let insert = "INSERT INTO kept VALUES ($6, $1, $2, $3, $4, $5)";
    let select = "SELECT number, real, words, bytes, flag FROM kept WHERE id = $1";
    for (id, (number, real, words, bytes, flag)) in (1..).zip(kept) {
        let values = [
            number.into(),
            real.into(),
            words.as_str().into(),
            bytes.as_slice().into(),
            flag.into(),
            Value::from(id),
        ];
        assert_eq!(tx.execute(insert, &values)?, 1);
        let rows = tx.query(select, &[id.into()])?;
        assert_eq!(rows[0].get::<i64>(0)?, number);
        assert_eq!(rows[0].get::<f64>(1)?, real);
        assert_eq!(rows[0].get::<String>(2)?, words);
        assert_eq!(rows[0].get::<Vec<u8>>(3)?, bytes);
        assert_eq!(rows[0].get::<bool>(4)?, flag);
    }
    tx.execute(
        "INSERT INTO kept (id, words) VALUES (3, $1)",
        &[None::<&str>.into()],
    )?;
    let rows = tx.query(select, &[3.into()])?;
    assert_eq!(rows[0].get::<Option<String>>(2)?, None);
    Ok(())
}

pub(crate) fn values_come_back_as_they_were<D: Database>(mut on: On<'_, D>) {
    let migrations = migrations(&[KEPT]);
    let mut migrator = Migrator::new(&migrations).hook("keep", keep);
    migrator.upgrade(&mut on.database).unwrap();
    assert_eq!(on.rows("SELECT count(*) FROM kept"), ["3"]);
}
