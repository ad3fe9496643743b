//! What one transaction holds, what user SQL may not do in it, and the settings of the
//! connection afterwards.

use keeper_schema::migrate::{Migrator, Observer, Options, TransactionMode};
use keeper_schema::sqlite::{OpenOptions, SqliteExecutor};
use keeper_schema_core::graph::RevisionSpec;
use keeper_schema_core::revision::RevisionId;
use rusqlite::Connection;

use crate::support::{Database, history, rows, upgrade};

const TABLE: &str = r#"
op = "create_table"
table = "tags"
columns = [{ name = "id", type = "integer", identity = "serial" }, { name = "slug", type = "text", null = true }]
primary_key = { name = "tags_pkey", columns = ["id"] }
"#;

const REBUILD: &str = r#"
op = "create_check_constraint"
table = "tags"
name = "tags_id_check"
expression = "id > 0"
"#;

fn execute(sql: &str) -> String {
    format!("op = \"execute\"\nsql = \"{sql}\"\ndown = \"nothing\"")
}

fn per_revision() -> Options {
    Options {
        transactions: TransactionMode::PerRevision,
        ..Options::default()
    }
}

#[test]
fn all_revisions_are_one_transaction() {
    let history = history(&[TABLE, REBUILD, &execute("SELECT * FROM nowhere")]);
    let database = Database::new();
    let error = database.upgrade(&history).unwrap_err().to_string();
    assert_eq!(
        error,
        "upgrade of revision `r3` failed: no such table: nowhere, in `SELECT * FROM nowhere`"
    );
    assert_eq!(database.rows("SELECT count(*) FROM sqlite_master"), "0");
}

#[test]
fn each_revision_is_one_by_choice() {
    let history = history(&[TABLE, REBUILD, &execute("SELECT * FROM nowhere")]);
    let database = Database::new();
    let result = database.upgrade_with(&history, "heads", &per_revision());
    result.unwrap_err();
    assert_eq!(database.recorded(), "r1 r2");
}

#[test]
fn one_with_foreign_keys_is_a_transaction_of_its_own() {
    let enforced = format!("foreign_keys = \"on\"\n{}", execute("SELECT 1"));
    let history = history(&[TABLE, REBUILD, &enforced, &execute("SELECT * FROM nowhere")]);
    let database = Database::new();
    database.upgrade(&history).unwrap_err();
    assert_eq!(database.recorded(), "r1 r2 r3");
}

#[test]
fn settings_are_as_they_were() {
    let enforced = format!("foreign_keys = \"on\"\n{}", execute("SELECT 1"));
    let fails = execute("SELECT * FROM nowhere");
    let works = execute("SELECT 1");
    for (foreign_keys, legacy) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
        for last in [&works, &fails] {
            for options in [Options::default(), per_revision()] {
                let history = history(&[TABLE, REBUILD, &enforced, last]);
                let connection = Connection::open_in_memory().unwrap();
                connection
                    .pragma_update(None, "foreign_keys", foreign_keys)
                    .unwrap();
                connection
                    .pragma_update(None, "legacy_alter_table", legacy)
                    .unwrap();
                let mut executor =
                    SqliteExecutor::from_connection(connection, &OpenOptions::default()).unwrap();
                let result = upgrade(&mut executor, &history, "heads", &options);
                assert_eq!(result.is_ok(), *last == works);
                let connection = executor.into_connection().unwrap();
                let settings = "SELECT * FROM pragma_foreign_keys, pragma_legacy_alter_table";
                let expected = format!("{foreign_keys}|{legacy}");
                assert_eq!(rows(&connection, settings), expected);
                assert!(connection.is_autocommit());
            }
        }
    }
}

#[test]
fn a_transaction_of_the_caller_is_left_alone() {
    let history = history(&[TABLE]);
    let connection = Connection::open_in_memory().unwrap();
    connection
        .execute_batch("BEGIN; CREATE TABLE theirs (x)")
        .unwrap();
    let mut executor =
        SqliteExecutor::from_connection(connection, &OpenOptions::default()).unwrap();
    let error = upgrade(&mut executor, &history, "heads", &Options::default());
    assert_eq!(
        error.unwrap_err().to_string(),
        "the connection is in a transaction; commit it or roll it back first"
    );
    let connection = executor.into_connection().unwrap();
    assert!(!connection.is_autocommit());
    connection
        .execute_batch("COMMIT; SELECT * FROM theirs")
        .unwrap();
}

/// Reading a file refuses what it sees; what it does not see, the executor does.
#[test]
fn user_sql_has_no_parameters() {
    for (sql, expected) in [
        (
            "UPDATE tags SET slug = ?1",
            "`UPDATE tags SET slug = ?1` has parameters, and there are no values for them",
        ),
        (
            "SELECT 1; UPDATE tags SET slug = :slug; SELECT 2",
            "`SELECT 1; UPDATE tags SET slug = :slug; SELECT 2` has parameters, and there are no values for them",
        ),
    ] {
        let history = history(&[TABLE, &execute(sql)]);
        let database = Database::at(&history, "r1", "");
        let expected = format!("upgrade of revision `r2` failed: {expected}");
        assert_eq!(database.refused(&history), expected);
    }
}

#[test]
fn user_sql_that_rolls_back_is_an_error() {
    let trigger = execute(
        "CREATE TRIGGER t BEFORE DELETE ON tags BEGIN SELECT RAISE(ROLLBACK, 'not that'); END",
    );
    for (sql, expected) in [
        ("DELETE FROM tags", "not that, in `DELETE FROM tags`"),
        (
            "INSERT OR ROLLBACK INTO tags VALUES (1, 'again')",
            "UNIQUE constraint failed: tags.id, in `INSERT OR ROLLBACK INTO tags VALUES (1, 'again')`",
        ),
    ] {
        let history = history(&[TABLE, &trigger, REBUILD, &execute(sql)]);
        let database = Database::at(&history, "r2", "INSERT INTO tags VALUES (1, 'a')");
        let expected = format!("upgrade of revision `r4` failed: {expected}");
        assert_eq!(database.refused(&history), expected);
    }
}

#[test]
fn user_sql_of_several_statements_with_comments_and_rows() {
    let sql = "-- first;\\nINSERT INTO tags (slug) VALUES ('a;b'); /* ; */ SELECT * FROM tags;\\n;INSERT INTO tags (slug) VALUES ('c') -- last";
    let history = history(&[TABLE, &execute(sql), REBUILD]);
    let database = Database::new();
    database.upgrade(&history).unwrap();
    assert_eq!(database.rows("SELECT slug FROM tags"), "a;b\nc");
}

#[test]
fn a_name_in_double_quotes_is_no_string() {
    let history = history(&[TABLE, &execute("UPDATE tags SET slug = \\\"text\\\"")]);
    let database = Database::at(&history, "r1", "");
    assert_eq!(
        database.refused(&history),
        "upgrade of revision `r2` failed: no such column: \"text\" - should this be a string literal in single-quotes?, in `UPDATE tags SET slug = \"text\"`"
    );
}

#[test]
fn there_and_back_again() {
    let history = history(&[TABLE, REBUILD]);
    let database = Database::at(&history, "r1", "INSERT INTO tags (slug) VALUES ('a')");
    let before = database.rows("SELECT type, name, sql FROM sqlite_master WHERE tbl_name = 'tags'");
    assert_eq!(database.upgrade(&history).unwrap(), ["r2"]);
    assert_eq!(database.upgrade(&history).unwrap(), [""; 0]);
    assert_eq!(database.downgrade_to(&history, "r1").unwrap(), ["r2"]);
    let after = database.rows("SELECT type, name, sql FROM sqlite_master WHERE tbl_name = 'tags'");
    assert_eq!(after, before);
    assert_eq!(database.rows("SELECT * FROM tags"), "1|a");
    assert_eq!(database.downgrade_to(&history, "base").unwrap(), ["r1"]);
    assert_eq!(database.recorded(), "NULL");
}

#[test]
fn an_irreversible_downgrade_changes_nothing() {
    let history = history(&[
        TABLE,
        &format!("irreversible = true\n{REBUILD}"),
        &execute("SELECT 1"),
    ]);
    let database = Database::at(&history, "heads", "");
    let before = database.contents();
    let error = database
        .downgrade_to(&history, "base")
        .unwrap_err()
        .to_string();
    assert_eq!(error, "revision `r2` cannot be reverted: it says so");
    assert_eq!(database.contents(), before);
}

#[test]
fn a_downgrade_that_does_not_fit_the_rows() {
    let relax = r#"
        op = "alter_column"
        table = "tags"
        column = "slug"
        set = { null = true }
        was = { null = false }
    "#;
    let history = history(&[&TABLE.replace("null = true", "null = false"), relax]);
    let database = Database::at(&history, "heads", "INSERT INTO tags (slug) VALUES (NULL)");
    let before = database.contents();
    let error = database
        .downgrade_to(&history, "r1")
        .unwrap_err()
        .to_string();
    assert_eq!(
        error,
        "downgrade of revision `r2` failed: 1 row of `tags` with NULL in `slug`, which must not be NULL (id 1)"
    );
    assert_eq!(database.contents(), before);
}

/// Commits by hand after the first revision, as another program would.
struct Interfering<'d>(&'d Database);

impl Observer for Interfering<'_> {
    fn committed(&mut self, _: &[RevisionId]) {
        self.0.run("INSERT INTO notes VALUES (1)");
    }
}

#[test]
fn steps_are_counted_from_where_the_database_was() {
    let table = |name: &str| {
        format!(
            "op = \"create_table\"\ntable = \"{name}\"\ncolumns = [{{ name = \"x\", type = \"text\" }}]"
        )
    };
    let history = history(&[&table("a"), &table("b"), &table("c"), &table("d")]);
    let database = Database::at(&history, "r1", "CREATE TABLE notes (x)");
    let options = Options {
        transactions: TransactionMode::PerRevision,
        ..Options::default()
    };
    let (target, mut executor) = (RevisionSpec::parse("+2").unwrap(), database.executor());
    let migrator = Migrator::new(&history);
    let mut observer = Interfering(&database);
    let done = migrator.upgrade(&mut executor, &target, &options, &mut observer);
    assert_eq!(done.unwrap().len(), 2);
    assert_eq!(database.recorded(), "r1 r2 r3");
    let target = RevisionSpec::parse("-2").unwrap();
    let done = migrator.downgrade(&mut executor, &target, &options, &mut observer);
    assert_eq!(done.unwrap().len(), 2);
    assert_eq!(database.recorded(), "r1");
}
