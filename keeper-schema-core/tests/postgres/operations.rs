//! Operations as they stand in revision files, and the statements for them.

use std::fs;
use std::path::{Path, PathBuf};

use keeper_schema_core::dialect::RowCheck;
use keeper_schema_core::dialect::postgres::{self, Part, Statement, parts};
use keeper_schema_core::operation::{Operation, Replay, reverse_all};
use keeper_schema_core::revision::read;
use keeper_schema_core::schema::Schema;

/// The folder of this test program.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/postgres")
}

/// A file in the folder.
pub(crate) fn file(name: &str) -> String {
    let path = folder().join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The `[[upgrade]]` of a revision of which nothing else is written.
pub(crate) fn operations(upgrade: &str) -> Vec<Operation> {
    let source =
        format!("format = 1\nrevision = \"000000000001\"\nmessage = \"a case\"\n{upgrade}");
    let read = read::revision(Path::new("case.toml"), &source);
    let file = read.unwrap_or_else(|errors| panic!("{errors:#?}"));
    file.revision.upgrade
}

/// The schema that every case begins with.
pub(crate) fn before() -> Schema {
    let mut replay = Replay::default();
    replay.apply_all(&operations(&file("before.toml"))).unwrap();
    replay.into_schema()
}

/// Some operations with what undoes them, and the schema on either side.
pub(crate) struct Change {
    pub(crate) upgrade: Vec<Operation>,
    pub(crate) downgrade: Vec<Operation>,
    pub(crate) before: Schema,
    pub(crate) after: Schema,
}

impl Change {
    pub(crate) fn read(upgrade: &str) -> Self {
        let upgrade = operations(upgrade);
        let before = before();
        let downgrade = reverse_all(&upgrade, &before).unwrap();
        let mut replay = Replay::new(before.clone());
        replay.apply_all(&upgrade).unwrap();
        Self {
            upgrade,
            downgrade,
            before,
            after: replay.into_schema(),
        }
    }

    pub(crate) fn up(&self) -> Vec<Statement> {
        let mut replay = Replay::new(self.before.clone());
        let statements = postgres::statements(&mut replay, &self.upgrade).unwrap();
        assert_eq!(*replay.schema(), self.after);
        statements
    }

    pub(crate) fn down(&self) -> Vec<Statement> {
        let mut replay = Replay::new(self.after.clone());
        let statements = postgres::statements(&mut replay, &self.downgrade).unwrap();
        assert_eq!(*replay.schema(), self.before);
        statements
    }
}

/// What psql is to run: each part in its transaction, and before each statement the
/// queries that may explain its failure, which must run as well.
pub(crate) fn script(statements: &[Statement]) -> String {
    let mut script = String::new();
    for part in parts(statements) {
        match part {
            Part::Together(statements) => {
                script += "BEGIN;\n";
                for statement in statements {
                    for check in explain(statement) {
                        script += &format!("{};\n", check.rows);
                    }
                    script += &format!("{}\n;\n", sql(statement));
                }
                script += "COMMIT;\n";
            }
            Part::Alone(alone) => script += &format!("{};\n", alone.sql),
        }
    }
    script
}

pub(crate) fn sql(statement: &Statement) -> &str {
    match statement {
        Statement::Sql { sql, .. } | Statement::UserSql(sql) | Statement::Hook(sql) => sql,
        Statement::Alone(alone) => &alone.sql,
    }
}

pub(crate) fn explain(statement: &Statement) -> &[RowCheck] {
    match statement {
        Statement::Sql { explain, .. } => explain,
        Statement::UserSql(_) | Statement::Hook(_) | Statement::Alone(_) => &[],
    }
}
