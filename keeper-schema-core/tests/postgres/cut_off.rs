//! The script for psql, run whole, cut off, on the wrong database and past an error.

use keeper_schema_core::dialect::postgres::{script, statements};
use keeper_schema_core::dialect::{BookkeepingNames, Recorded, ScriptStep};
use keeper_schema_core::operation::{Operation, Replay};
use keeper_schema_core::revision::RevisionId;
use keeper_schema_testing::{Cluster, Database};

use crate::catalog::facts;
use crate::operations::operations;

/// Three revisions, the second of which is not one transaction.
const REVISIONS: [&str; 3] = [
    r#"
[[upgrade]]
op = "create_table"
table = "books"
columns = [
    { name = "id", type = "integer", identity = "serial" },
    { name = "title", type = "text" },
]

[[upgrade]]
op = "execute"
sql = "INSERT INTO books (title) VALUES ('One'), ('It''s \\ two -- $$')"
down = "nothing"
"#,
    r#"
[[upgrade]]
op = "add_column"
table = "books"
column = { name = "pages", type = "integer", null = true }

[[upgrade]]
op = "create_index"
table = "books"
name = "books_title_idx"
keys = ["title"]
unique = true
concurrently = true

[[upgrade]]
op = "execute"
sql = "UPDATE books SET pages = coalesce(pages, 0) + 1"
down = "nothing"

[[upgrade]]
op = "drop_index"
table = "books"
name = "books_title_idx"
concurrently = true

[[upgrade]]
op = "create_index"
table = "books"
name = "books_pages_idx"
keys = ["pages"]
concurrently = true
"#,
    r#"
[[upgrade]]
op = "add_column"
table = "books"
column = { name = "last", type = "boolean", default = true }
"#,
];

fn id(number: usize) -> RevisionId {
    RevisionId::new(&format!("{:012}", number + 1)).unwrap()
}

/// The script from after the first `from` revisions to the end.
fn upgrade(from: usize) -> String {
    upgrade_as(from, &BookkeepingNames::default())
}

fn upgrade_as(from: usize, names: &BookkeepingNames) -> String {
    let mut replay = Replay::default();
    let mut steps = Vec::new();
    for (number, operations) in REVISIONS.iter().map(|text| operations(text)).enumerate() {
        let statements = statements(&mut replay, &operations).unwrap();
        steps.push(step(number, statements, true));
    }
    let before: Vec<RevisionId> = (0..from).map(id).collect();
    script(&before, &steps[from..], names, "the tests").unwrap()
}

/// The script from the first `from` revisions down to none.
fn downgrade(from: usize) -> String {
    let mut replay = Replay::default();
    let mut reversed: Vec<(usize, Vec<Operation>)> = Vec::new();
    for (number, text) in REVISIONS.iter().enumerate().take(from) {
        let done = replay.apply_reversibly(&operations(text)).unwrap();
        reversed.push((number, done.reversed.unwrap()));
    }
    let mut steps = Vec::new();
    for (number, operations) in reversed.into_iter().rev() {
        let statements = statements(&mut replay, &operations).unwrap();
        steps.push(step(number, statements, false));
    }
    let before: Vec<RevisionId> = (0..from).map(id).collect();
    script(&before, &steps, &BookkeepingNames::default(), "the tests").unwrap()
}

fn step<S>(number: usize, statements: Vec<S>, up: bool) -> ScriptStep<S> {
    ScriptStep {
        revision: id(number),
        message: "it's\nthe \\ message; --".to_owned(),
        statements,
        foreign_keys_on: false,
        fills: false,
        recorded: match up {
            true => Recorded::Applied {
                checksum: format!("c1:{number}"),
                source: "it's \\ text $keeper$\n".to_owned(),
            },
            false => Recorded::Reverted,
        },
    }
}

fn whole() -> Vec<String> {
    let database = Cluster::shared().database();
    database.run(&upgrade(0));
    state(&database)
}

/// What there is, with the rows and the bookkeeping.
fn state(database: &Database) -> Vec<String> {
    let mut state = facts(database);
    state.extend(database.run(
        "SELECT * FROM books ORDER BY id;
         SELECT revision, seq, kind, checksum, source, applied_by, tool_version
         FROM keeper_revisions ORDER BY seq;
         SELECT * FROM keeper_steps;
         SELECT * FROM keeper_meta ORDER BY 1",
    ));
    state
}

fn recorded(database: &Database) -> usize {
    let count = database.psql("SELECT count(*) FROM keeper_revisions;");
    // No table, no revisions.
    count.stdout.trim().parse().unwrap_or(0)
}

/// The script up to every place where a statement ends.
fn beginnings(script: &str) -> impl Iterator<Item = &str> {
    let ends = script.match_indices('\n').map(|(end, _)| &script[..=end]);
    ends.filter(|text| {
        let ends = [";\n", "gset\n", "gexec\n"];
        ends.iter().any(|end| text.ends_with(end))
    })
}

#[test]
fn what_is_cut_off_anywhere_goes_on() {
    let expected = whole();
    let script = upgrade(0);
    let mut count = 0;
    for beginning in beginnings(&script) {
        let database = Cluster::shared().database();
        database.psql(beginning);
        let rest = upgrade(recorded(&database));
        let outcome = database.psql(&rest);
        assert_eq!(outcome.status, 0, "{}\n--- cut ---\n{rest}", outcome.stderr);
        assert_eq!(state(&database), expected, "{beginning}");
        count += 1;
    }
    assert!(count > 30, "cut {count} times");
}

#[test]
fn down_to_nothing_and_up_again() {
    let database = Cluster::shared().database();
    database.run(&upgrade(0));
    let before = facts(&database);
    let outcome = database.psql(&downgrade(3));
    assert_eq!(outcome.status, 0, "{}", outcome.stderr);
    assert_eq!(facts(&database), Vec::<String>::new());
    assert_eq!(recorded(&database), 0);
    database.run(&upgrade(0));
    assert_eq!(facts(&database), before);
}

#[test]
fn the_wrong_database_is_left_alone() {
    let database = Cluster::shared().database();
    database.run(&upgrade(0));
    let before = state(&database);
    for script in [upgrade(0), upgrade(1), downgrade(2)] {
        let outcome = database.psql(&script);
        assert_eq!(outcome.status, 3, "{outcome:?}");
        assert!(
            outcome.stderr.contains("other ones are recorded"),
            "{outcome:?}"
        );
        assert_eq!(state(&database), before);
    }
    let (missing, other) = ("000000000003", "00000000000f");
    database.run(&format!(
        "UPDATE keeper_revisions SET revision = '{other}' WHERE revision = '{missing}'"
    ));
    assert_eq!(database.psql(&downgrade(3)).status, 3);
}

#[test]
fn a_revision_that_is_half_done_is_finished_before_another() {
    let script = upgrade(0);
    let middle = script.find("CREATE UNIQUE INDEX CONCURRENTLY").unwrap();
    let database = Cluster::shared().database();
    database.psql(&script[..middle]);
    let outcome = database.psql(&downgrade(1));
    assert_eq!(outcome.status, 3, "{outcome:?}");
    assert!(outcome.stderr.contains("unfinished"), "{outcome:?}");
    assert_eq!(recorded(&database), 1);
}

#[test]
fn a_revision_that_was_edited_when_half_done_is_not_gone_on_with() {
    let script = upgrade(0);
    let middle = script.find("CREATE UNIQUE INDEX CONCURRENTLY").unwrap();
    let database = Cluster::shared().database();
    database.psql(&script[..middle]);
    database.run("UPDATE keeper_steps SET checksum = 'p1:0' WHERE step = 0");
    let outcome = database.psql(&upgrade(1));
    assert_eq!(outcome.status, 3, "{outcome:?}");
    assert!(outcome.stderr.contains("unfinished"), "{outcome:?}");
    assert_eq!(recorded(&database), 1);
}

#[test]
fn an_invalid_index_is_built_again() {
    let database = Cluster::shared().database();
    let script = upgrade(0);
    let second = script.find("\n-- 000000000002").unwrap();
    database.run(&script[..second]);
    database.run("INSERT INTO books (title) VALUES ('One')");
    let outcome = database.psql(&script[second..].replacen('\n', "\n\\set ON_ERROR_STOP on\n", 1));
    assert_eq!(outcome.status, 3, "{outcome:?}");
    let invalid = "SELECT count(*) FROM pg_index WHERE NOT indisvalid";
    assert_eq!(database.run(invalid), ["1"]);

    database.run("DELETE FROM books WHERE id > 2");
    let outcome = database.psql(&upgrade(1));
    assert_eq!(outcome.status, 0, "{outcome:?}");
    assert_eq!(database.run(invalid), ["0"]);
    assert_eq!(state(&database), whole());
}

#[test]
fn an_index_of_somebody_else_is_left_alone() {
    let database = Cluster::shared().database();
    let script = upgrade(0);
    let second = script.find("\n-- 000000000002").unwrap();
    database.run(&script[..second]);
    database.run("CREATE INDEX books_title_idx ON books (id)");
    // Cut off at each word of what asks whose it is.
    let rest = upgrade(1);
    let asks = rest
        .find("WHERE to_regclass('\"books_title_idx\"') IS NULL")
        .unwrap();
    let asks = rest[..asks].rfind('\n').unwrap();
    let end = asks + 1 + rest[asks + 1..].find('\n').unwrap();
    let words = rest[asks..end].match_indices(' ');
    for cut in words.map(|(space, _)| asks + space) {
        database.psql(&rest[..cut]);
    }
    for _ in 0..2 {
        let outcome = database.psql(&upgrade(1));
        assert_eq!(outcome.status, 3, "{outcome:?}");
        assert!(outcome.stderr.contains("already exists"), "{outcome:?}");
    }
    let index = "SELECT pg_get_indexdef('books_title_idx'::regclass)";
    assert!(database.run(index)[0].ends_with("(id)"));
}

#[test]
fn nothing_is_run_past_an_error() {
    let script = upgrade(0).replace("\\set ON_ERROR_STOP on\n", "");
    let broken = script.replace("INSERT INTO books", "INSERT INTO boks");
    assert_ne!(script, broken);
    let database = Cluster::shared().database();
    database.psql(&broken);
    assert_eq!(recorded(&database), 0);
    assert_eq!(facts(&database), Vec::<String>::new());

    let duplicates = script.replace("('One')", "('One'), ('One')");
    assert_ne!(script, duplicates);
    let database = Cluster::shared().database();
    database.psql(&duplicates);
    assert_eq!(recorded(&database), 1);
}

#[test]
fn the_bookkeeping_can_be_elsewhere() {
    let names = BookkeepingNames {
        schema: Some("it's $keeper$".to_owned()),
        revisions: "a \"b\"".to_owned(),
        ..BookkeepingNames::default()
    };
    let database = Cluster::shared().database();
    database.run("CREATE SCHEMA \"it's $keeper$\"");
    database.run(&upgrade_as(0, &names));
    let count = "SELECT count(*) FROM \"it's $keeper$\".\"a \"\"b\"\"\"";
    assert_eq!(database.run(count), ["3"]);
}
