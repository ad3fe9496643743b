//! `rehearse` on PostgreSQL: the locks are those that the server tells, the original stays
//! as it is, and the copy goes away however the call ends.

mod copies;
mod keeper;
mod misfits;
#[cfg(unix)]
mod private;

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

use crate::sandbox::{DECLARED, Sandbox};

const BASE: (&str, &str) = (
    "000000000001",
    r#"
[[upgrade]]
op = "create_table"
table = "authors"
columns = [{ name = "id", type = "integer" }, { name = "name", type = "text" }]
primary_key = { name = "authors_pkey", columns = ["id"] }

[[upgrade]]
op = "create_table"
table = "books"
columns = [
    { name = "id", type = "integer" },
    { name = "title", type = "text" },
    { name = "pages", type = "integer", null = true },
    { name = "author_id", type = "integer", null = true },
]
primary_key = { name = "books_pkey", columns = ["id"] }

[[upgrade]]
op = "create_table"
table = "shelves"
columns = [{ name = "id", type = "integer" }]
primary_key = { name = "shelves_pkey", columns = ["id"] }
"#,
);

const ROWS: &str = "INSERT INTO authors SELECT n, 'author ' || n FROM generate_series(1, 10) AS n;
    INSERT INTO books SELECT n, 'title ' || n / 2, n, n % 10 + 1 FROM generate_series(1, 50000) AS n";

const REFERENCE: &str = r#"
[[upgrade]]
op = "create_foreign_key"
table = "books"
name = "books_author_id_fkey"
columns = ["author_id"]
references = { table = "authors", columns = ["id"] }
"#;

const WIDER: &str = r#"
[[upgrade]]
op = "alter_column"
table = "books"
column = "pages"
set = { type = "bigint" }
was = { type = "integer" }
"#;

const UNIQUE: &str = r#"
[[upgrade]]
op = "create_unique_constraint"
table = "books"
name = "books_title_key"
columns = ["title"]
"#;

/// A database with rows at the first revision, and further revisions that are pending.
fn with(pending: &[&str]) -> Sandbox {
    let ids: Vec<String> = (2..)
        .take(pending.len())
        .map(|n| format!("{n:012}"))
        .collect();
    let pending = ids.iter().map(String::as_str).zip(pending.iter().copied());
    let history: Vec<(&str, &str)> = [BASE].into_iter().chain(pending).collect();
    let sandbox = Sandbox::with_history(&history);
    sandbox.done(&["upgrade", BASE.0]);
    sandbox.database.run(ROWS);
    sandbox
}

/// The report of a rehearsal that must leave nothing behind and the original as it is.
fn rehearsed(sandbox: &Sandbox, arguments: &[&str], status: i32) -> Value {
    let before = everything(sandbox);
    let arguments = [&["rehearse", "--format", "json"], arguments].concat();
    let outcome = sandbox.call(&arguments);
    assert_eq!(outcome.status, status, "{outcome:?}");
    assert_eq!(everything(sandbox), before, "the original changed");
    assert_eq!(copies(sandbox), Vec::<String>::new(), "the copy is left");
    serde_json::from_str(&outcome.stdout).expect("it is JSON")
}

/// The whole original as `pg_dump` writes it, or psql where the server is newer than that.
fn everything(sandbox: &Sandbox) -> String {
    let dump = Command::new("pg_dump")
        .args(["--dbname", sandbox.database.url()])
        .output()
        .expect("`pg_dump` runs");
    if dump.status.success() {
        let text = String::from_utf8_lossy(&dump.stdout);
        // Newer ones fence their output off by a random word.
        let lines = text.lines().filter(|line| !line.contains("restrict "));
        return lines.collect::<Vec<_>>().join("\n");
    }
    let said = String::from_utf8_lossy(&dump.stderr).into_owned();
    assert!(said.contains("server version mismatch"), "{said}");
    let rows =
        "SELECT format('SELECT t::text FROM %s AS t ORDER BY 1', oid::regclass) FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname \\gexec";
    [sandbox.database.run(DECLARED), sandbox.database.run(rows)]
        .concat()
        .join("\n")
}

/// The copies of the database that are there.
fn copies(sandbox: &Sandbox) -> Vec<String> {
    let sql = "SELECT datname FROM pg_database WHERE datname LIKE current_database() || '\\_rehearsal\\_%'";
    sandbox.database.run(sql)
}

/// Table and mode of each lock.
fn locks(of: &Value) -> BTreeSet<String> {
    let locks = of["locks"].as_array().expect("it is a list").iter();
    locks
        .map(|lock| format!("{} {}", lock["table"], lock["mode"]).replace('"', ""))
        .collect()
}

/// The same of statements as the server tells it to psql, which rolls them back.
fn told_by_the_server(sandbox: &Sandbox, sql: &[&str]) -> BTreeSet<String> {
    let script = format!(
        "BEGIN;
        CREATE TEMPORARY TABLE known AS SELECT oid, relname FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace;
        {};
        SELECT k.relname || ' ' || l.mode FROM pg_locks AS l JOIN known AS k ON k.oid = l.relation
        WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation';
        ROLLBACK",
        sql.join(";\n")
    );
    sandbox.database.run(&script).into_iter().collect()
}

#[test]
fn locks_are_those_that_the_server_tells() {
    let rename = "[[upgrade]]\nop = \"rename_column\"\ntable = \"authors\"\ncolumn = \"name\"\nto = \"called\"\n";
    let index =
        "[[upgrade]]\nop = \"create_index\"\ntable = \"books\"\nname = \"i\"\nkeys = [\"title\"]\n";
    let drop = "[[upgrade]]\nop = \"drop_table\"\ntable = \"shelves\"\n";
    let update = "[[upgrade]]\nop = \"execute\"\nsql = \"UPDATE authors SET name = name\"\ndown = \"nothing\"\n";
    for operations in [
        REFERENCE,
        WIDER,
        rename,
        index,
        drop,
        update,
        &[update, WIDER].concat(),
    ] {
        let sandbox = with(&[operations]);
        let report = rehearsed(&sandbox, &[], 0);
        let revision = &report["passes"][0]["revisions"][0];
        let statements = revision["statements"].as_array().expect("it is a list");
        let sql = statements.iter().filter_map(|it| it["sql"].as_str());
        let told = told_by_the_server(&sandbox, &sql.collect::<Vec<_>>());
        assert!(!told.is_empty(), "{operations}");
        assert_eq!(locks(revision), told, "{operations}");
    }
}

#[test]
fn each_lock_is_told_with_the_statement_that_takes_it() {
    let report = rehearsed(&with(&[&[REFERENCE, WIDER].concat()]), &[], 0);
    let revision = &report["passes"][0]["revisions"][0];
    let first = locks(&revision["statements"][0]);
    assert!(first.contains("authors ShareRowExclusiveLock"), "{first:?}");
    assert!(!first.contains("books AccessExclusiveLock"), "{first:?}");
    assert_eq!(
        revision["statements"][0]["rewritten"],
        serde_json::json!([])
    );
    assert_eq!(revision["statements"][0]["operation"], 0);
    assert_eq!(revision["statements"][1]["operation"], 1);
    let second = locks(&revision["statements"][1]);
    assert!(second.contains("books AccessExclusiveLock"), "{second:?}");
    assert_eq!(
        revision["statements"][1]["rewritten"],
        serde_json::json!(["books"])
    );
    for lock in revision["locks"].as_array().expect("it is a list") {
        let (from, until) = (lock["from_ms"].as_f64(), lock["until_ms"].as_f64());
        assert!(from < until, "{lock}");
    }
}

#[test]
fn goes_up_down_and_up_again() {
    let drop = "[[upgrade]]\nop = \"drop_table\"\ntable = \"shelves\"\n";
    let add = "[[upgrade]]\nop = \"add_column\"\ntable = \"books\"\ncolumn = { name = \"isbn\", type = \"text\", null = true }\n";
    let report = rehearsed(&with(&[WIDER, add, drop]), &[], 0);
    let phases: Vec<&str> = (report["passes"].as_array().expect("it is a list").iter())
        .filter_map(|pass| pass["phase"].as_str())
        .collect();
    assert_eq!(phases, ["up", "down", "up again"]);
    let books = &report["tables"][1];
    assert_eq!(books["table"], "books");
    assert_eq!(
        books["untouched_columns"],
        serde_json::json!(["id", "title", "author_id"])
    );
    assert_eq!(books["changed"], serde_json::json!([]));
    assert_eq!(books["rows"]["up again"], 50000);
    assert_eq!(report["tables"][2]["fate"], "dropped");
    assert!(report["bytes"]["up"].as_u64() > report["bytes"]["before"].as_u64());
}

#[test]
fn tables_that_say_their_schema_are_followed() {
    let operations = "[[upgrade]]\nop = \"create_table\"\nschema = \"public\"\ntable = \"books\"\ncolumns = [\n{ name = \"id\", type = \"integer\" },\n{ name = \"pages\", type = \"integer\", null = true },\n]\n";
    let drop = "[[upgrade]]\nop = \"drop_column\"\nschema = \"public\"\ntable = \"books\"\ncolumn = \"pages\"\n";
    let rename = "[[upgrade]]\nop = \"rename_table\"\nschema = \"public\"\ntable = \"books\"\nto = \"volumes\"\n";
    let sandbox = Sandbox::with_history(&[
        (BASE.0, operations),
        ("000000000002", &[drop, rename].concat()),
    ]);
    sandbox.done(&["upgrade", BASE.0]);
    sandbox.database.run("INSERT INTO books VALUES (1, 100)");
    let report = rehearsed(&sandbox, &[], 0);
    let tables = report["tables"].as_array().expect("it is a list");
    assert_eq!(tables.len(), 1, "{report:#}");
    assert_eq!(tables[0]["table"], "public.volumes");
    assert_eq!(tables[0]["untouched_columns"], serde_json::json!(["id"]));
    assert_eq!(tables[0]["changed"], serde_json::json!([]));
}

#[test]
fn rows_that_do_not_fit_fail_the_rehearsal() {
    let report = rehearsed(&with(&[WIDER, UNIQUE]), &[], 1);
    let finding = report["findings"][0].as_str().expect("it is text");
    assert!(
        finding.contains("24999 groups of rows of `books` with the same `title`"),
        "{finding}"
    );
    assert_eq!(
        report["passes"][0]["revisions"][1]["duration_ms"],
        Value::Null
    );
}

#[test]
fn an_index_that_is_built_beside_others_is_measured() {
    let index = "[[upgrade]]\nop = \"create_index\"\ntable = \"books\"\nname = \"i\"\nkeys = [\"title\"]\nconcurrently = true\n";
    let report = rehearsed(&with(&[index]), &[], 0);
    let locks = locks(&report["passes"][0]["revisions"][0]);
    assert_eq!(
        locks,
        BTreeSet::from(["books ShareUpdateExclusiveLock".to_owned()])
    );
}

#[test]
fn models_that_are_ahead_of_the_history_are_found() {
    let model = "#[derive(keeper_schema::Model)]
        #[keeper(table = \"books\")]
        pub struct Book { #[keeper(primary_key)] pub id: i32 }";
    let sandbox = Sandbox::with_models("", model);
    sandbox.done(&["migrate", "-m", "books"]);
    let outcome = sandbox.done(&["rehearse"]);
    assert!(
        outcome.stdout.ends_with("verdict: may be run\n"),
        "{outcome:?}"
    );
    sandbox.write_models(&model.replace("id: i32", "id: i32, pub pages: Option<i32>"));
    let outcome = sandbox.call(&["rehearse"]);
    assert_eq!(outcome.status, 1, "{outcome:?}");
    assert!(outcome.stderr.contains("`books.pages`"), "{outcome:?}");
    assert_eq!(copies(&sandbox), Vec::<String>::new());
}

#[test]
fn rows_that_a_revision_brings_and_fills_are_measured_by_operation() {
    let operations = "
[[upgrade]]
op = \"bulk_insert\"
table = \"shelves\"
rows = [{ id = 1 }, { id = 2 }]

[[upgrade]]
op = \"backfill\"
table = \"books\"
set = { title = \"title || '!'\" }
where = \"true\"
batch_size = 10000

[[upgrade]]
op = \"create_index\"
table = \"shelves\"
name = \"i\"
keys = [\"id\"]
";
    let report = rehearsed(&with(&[operations]), &[], 0);
    let revision = &report["passes"][0]["revisions"][0];
    let statements = revision["statements"].as_array().expect("it is a list");
    let operations: Vec<&Value> = statements.iter().map(|it| &it["operation"]).collect();
    assert_eq!(operations, [0, 1, 2], "{revision}");
    let backfill = &statements[1];
    let held = locks(backfill);
    assert!(held.contains("books RowExclusiveLock"), "{held:?}");
    // No longer than a batch takes, of which there are five.
    for lock in backfill["locks"].as_array().expect("it is a list") {
        let (held, all) = (lock["held_ms"].as_f64(), backfill["duration_ms"].as_f64());
        assert!(held < all, "{backfill}");
    }
    assert_eq!(report["tables"][1]["table"], "books");
    assert_eq!(report["tables"][1]["changed"], serde_json::json!([]));
}
