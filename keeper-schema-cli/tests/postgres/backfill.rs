//! Rows that a revision fills some at a time.

use crate::sandbox::{Sandbox, ended, until};

const TABLE: (&str, &str) = (
    "000000000001",
    r#"[[upgrade]]
op = "create_table"
table = "books"
columns = [
    { name = "shelf", type = "text" },
    { name = "id", type = "integer" },
    { name = "fills", type = "integer", default = 0 },
]
primary_key = { name = "books_pkey", columns = ["shelf", "id"] }
[[upgrade]]
op = "execute"
sql.sqlite = "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1000) INSERT INTO books SELECT 'it''s ' || n % 3, n, 0 FROM numbers"
sql.postgres = "INSERT INTO books SELECT 'it''s ' || n % 3, n, 0 FROM generate_series(1, 1000) AS n"
down = "nothing"
"#,
);

/// Nothing but the log tells which rows are filled.
const FILL: &str = r#"[[upgrade]]
op = "add_column"
table = "books"
column = { name = "before", type = "integer", null = true }
[[upgrade]]
op = "backfill"
table = "books"
set = { fills = "fills + 1" }
where = "id > 0"
batch_size = 100
pause = 50
down = "UPDATE books SET fills = 0"
[[upgrade]]
op = "add_column"
table = "books"
column = { name = "after", type = "integer", null = true }
"#;

const SECOND: &str = "000000000002";
const FILLED: &str = "SELECT count(*) FROM books WHERE fills = 1";

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::with_history(&[TABLE, (SECOND, FILL)]);
    sandbox.done(&["upgrade", TABLE.0]);
    sandbox
}

fn check_done(sandbox: &Sandbox) {
    assert_eq!(sandbox.database.run(FILLED), ["1000"]);
    assert_eq!(sandbox.recorded(), [TABLE.0, SECOND]);
    assert_eq!(sandbox.database.run("SELECT * FROM keeper_steps"), [""; 0]);
    assert_eq!(
        sandbox.database.run("SELECT after FROM books LIMIT 1"),
        [""]
    );
}

#[test]
fn each_batch_is_a_transaction() {
    let sandbox = sandbox();
    sandbox.done(&["upgrade"]);
    check_done(&sandbox);
    let batches = "SELECT count(*) FROM books GROUP BY xmin::text";
    assert_eq!(sandbox.database.run(batches), ["100"; 10]);
    sandbox.done(&["downgrade", TABLE.0]);
    assert_eq!(sandbox.database.run(FILLED), ["0"]);
}

#[test]
fn a_killed_run_goes_on_where_it_was() {
    for batches in [0, 1, 4, 7] {
        let sandbox = sandbox();
        let mut migrator = sandbox.start(&["upgrade"]);
        let filled = || -> u32 { sandbox.database.run(FILLED)[0].parse().expect("a number") };
        until("some rows are filled", || {
            let begun = "SELECT 1 FROM keeper_steps WHERE step = 1";
            !sandbox.database.run(begun).is_empty() && filled() >= batches * 100
        });
        migrator.kill().expect("it runs");
        ended(migrator);
        until("its session is gone", || {
            let others = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
            sandbox.database.run(others).is_empty()
        });
        assert_eq!(sandbox.recorded(), [TABLE.0]);
        sandbox.done(&["upgrade"]);
        check_done(&sandbox);
    }
}

#[test]
fn one_that_was_edited_in_between_is_refused() {
    let sandbox = sandbox();
    let mut migrator = sandbox.start(&["upgrade"]);
    let begun = "SELECT 1 FROM keeper_steps WHERE detail LIKE 'after %'";
    until("it fills rows", || !sandbox.database.run(begun).is_empty());
    migrator.kill().expect("it runs");
    ended(migrator);
    let parent = format!("down_revision = \"{}\"\n", TABLE.0);
    sandbox.write(SECOND, &parent, &FILL.replace("fills + 1", "fills + 2"));
    sandbox.refused(&["upgrade"], &["part 2 of 3"]);
    sandbox.write(SECOND, &parent, FILL);
    sandbox.done(&["upgrade"]);
    check_done(&sandbox);
}

#[test]
fn in_a_script_it_is_one_statement() {
    let sandbox = sandbox();
    let range = format!("{}:{SECOND}", TABLE.0);
    let script = sandbox
        .done(&["upgrade", "--sql", "--dialect", "postgres", &range])
        .stdout;
    let update = "UPDATE \"books\" SET \"fills\" = (fills + 1) WHERE (id > 0)";
    assert!(script.contains(update), "{script}");
    assert!(
        script.contains("in transactions of 100 rows each"),
        "{script}"
    );
    assert_eq!(sandbox.database.psql(&script).status, 0);
    check_done(&sandbox);
}

#[test]
fn keys_that_cannot_be_gone_by_are_refused() {
    for (keys, message) in [
        (
            "key = [\"id\"]",
            "nothing keeps \"id\" unique in table `books`",
        ),
        (
            "key = [\"idd\"]",
            "table `books` has no column `idd`, did you mean `id`?",
        ),
        (
            "batch_size = 0",
            "expected a number of rows from 1 to 4294967295",
        ),
        (
            "pause = \"100ms\"",
            "expected a number of milliseconds, found a string",
        ),
    ] {
        let wrong = format!(
            "[[upgrade]]\nop = \"backfill\"\ntable = \"books\"\nset = {{ fills = \"1\" }}\nwhere = \"fills = 0\"\ndown = \"nothing\"\n{keys}\n"
        );
        let sandbox = Sandbox::with_history(&[TABLE, (SECOND, &wrong)]);
        sandbox.refused(&["upgrade"], &[message, "000000000002_x.toml:"]);
    }
}

const COPIED: &str = r#"[[upgrade]]
op = "add_column"
table = "books"
column = { name = "copy", type = "bigint", null = true }
[[upgrade]]
op = "copy_column"
table = "books"
column = "id"
to = "copy"
where = "id <= 900"
batch_size = 100
[[upgrade]]
op = "add_column"
table = "books"
column = { name = "kind", type = "varchar(9)", default = "it's" }
[[upgrade]]
op = "backfill"
table = "books"
set = { kind = "'b'" }
where = "id > 500"
[[upgrade]]
op = "rename_values"
table = "books"
column = "kind"
values = { "it's" = "b", b = "it's" }
batch_size = 100
[[upgrade]]
op = "rename_values"
table = "books"
column = "fills"
values = { 0 = 7 }
down = "UPDATE books SET fills = 0"
"#;

/// On both databases, and back again.
#[test]
fn columns_are_copied_and_values_renamed() {
    let sandbox = Sandbox::with_history(&[TABLE, (SECOND, COPIED)]);
    let file = sandbox.home().join("books.db");
    let sqlite = format!("sqlite:{}", file.display());
    let facts = "SELECT count(copy) || ' ' || sum(copy) || ' ' || sum(CASE WHEN kind = 'b' AND id <= 500 THEN 1 ELSE 0 END) || ' ' || sum(fills) FROM books";
    let of_sqlite = |sql: &str| -> String {
        let connection = rusqlite::Connection::open(&file).expect("it opens");
        let value = connection.query_row(sql, [], |row| row.get(0));
        value.expect("it is SQL")
    };
    for url in [sandbox.database.url(), &sqlite] {
        let ask = |sql: &str| match url == sqlite {
            true => of_sqlite(sql),
            false => sandbox.database.run(sql).concat(),
        };
        sandbox.done(&["upgrade", "--url", url]);
        assert_eq!(ask(facts), "900 405450 500 7000", "{url}");
        sandbox.done(&["downgrade", TABLE.0, "--url", url]);
        assert_eq!(ask("SELECT sum(fills) || '' FROM books"), "0", "{url}");
        let plan = sandbox.done(&["upgrade", "--plan", "--url", url]).stdout;
        for line in [
            "copy_column books id to copy where",
            "rename_values books fills \"0\" to \"7\"   (in no transaction)",
        ] {
            assert!(plan.contains(line), "{line}: {plan}");
        }
        sandbox.done(&["upgrade", "--url", url]);
    }
}
