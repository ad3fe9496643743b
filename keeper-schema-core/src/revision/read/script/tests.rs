use super::{Database, statements};

/// The refused words and the number of statements, on SQLite and on PostgreSQL.
fn check(sql: &str, sqlite: (usize, &[&str]), postgres: (usize, &[&str])) {
    for (database, (count, words)) in [(Database::Sqlite, sqlite), (Database::Postgres, postgres)] {
        let (found_count, refusals) = statements(sql, database);
        let found: Vec<_> = refusals
            .iter()
            .map(|refusal| &sql[refusal.span.clone()])
            .collect();
        assert_eq!(
            (found_count, found.as_slice()),
            (count, words),
            "{database:?}: {sql}"
        );
    }
}

fn both(sql: &str, count: usize, words: &[&str]) {
    check(sql, (count, words), (count, words));
}

#[test]
fn plain_statements_pass() {
    both("UPDATE editions SET kind = 3", 1, &[]);
    both("UPDATE a SET b = 1; DELETE FROM c;", 2, &[]);
    both("SELECT CASE WHEN a THEN b END FROM c; SELECT 1", 2, &[]);
    both("INSERT INTO t VALUES ('x; COMMIT; ''; ROLLBACK')", 1, &[]);
    both("SELECT \"; COMMIT; \" FROM t", 1, &[]);
    both("-- COMMIT;\nSELECT 1 /* ; ROLLBACK; */", 1, &[]);
    both("", 0, &[]);
    both(" ;; -- nothing\n;", 0, &[]);
    both("CREATE TABLE t (\"begin\" text, commit_id text)", 1, &[]);
    both(
        "INSERT INTO savepoints VALUES (1); INSERT INTO t SELECT 1",
        2,
        &[],
    );
}

#[test]
fn transaction_control_is_refused() {
    for word in ["BEGIN", "COMMIT", "ROLLBACK", "END", "SAVEPOINT", "RELEASE"] {
        both(&format!("SELECT 1; {word} x; SELECT 2"), 3, &[word]);
    }
    both("commit", 1, &["commit"]);
    both("/* c */ Rollback -- x", 1, &["Rollback"]);
    both("SELECT 1;COMMIT;BEGIN", 3, &["COMMIT", "BEGIN"]);
    check("START TRANSACTION", (1, &[]), (1, &["START"]));
    check(
        "PREPARE TRANSACTION 'x'",
        (1, &[]),
        (1, &["PREPARE TRANSACTION"]),
    );
    both("PREPARE p AS SELECT 1", 1, &[]);
}

#[test]
fn the_session_is_left_alone() {
    check("SET search_path = x", (1, &[]), (1, &["SET"]));
    check(
        "set local search_path = x",
        (1, &[]),
        (1, &["set local search_path"]),
    );
    both("SET LOCAL lock_timeout = '5s'", 1, &[]);
    both("SET CONSTRAINTS ALL DEFERRED", 1, &[]);
    check("RESET ALL", (1, &[]), (1, &["RESET"]));
    check("PRAGMA foreign_keys = ON", (1, &["PRAGMA"]), (1, &[]));
    check("PRAGMA main.foreign_keys(1)", (1, &["PRAGMA"]), (1, &[]));
    both("PRAGMA foreign_key_check(t)", 1, &[]);
    both("PRAGMA user_version = 3", 1, &[]);
    check(
        "ATTACH 'x' AS y; DETACH y",
        (2, &["ATTACH", "DETACH"]),
        (2, &[]),
    );
    both("VACUUM", 1, &["VACUUM"]);
}

#[test]
fn bodies_of_triggers_and_functions_pass() {
    let trigger =
        "CREATE TRIGGER t AFTER UPDATE ON e BEGIN UPDATE e SET x = CASE WHEN 1 THEN 2 END; END";
    let temporary = "CREATE TEMP TRIGGER t AFTER INSERT ON e BEGIN SELECT 1; SELECT 2; END; COMMIT";
    both(trigger, 1, &[]);
    both(temporary, 2, &["COMMIT"]);
    let atomic =
        "CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END; COMMIT";
    assert_eq!(statements(atomic, Database::Postgres).0, 2);
    let quoted = "CREATE FUNCTION f() RETURNS trigger AS $body$ BEGIN COMMIT; END $body$ LANGUAGE plpgsql; SELECT 1";
    assert_eq!(statements(quoted, Database::Postgres), (2, vec![]));
}

#[test]
fn quotes_follow_the_database() {
    check(
        "SELECT [;COMMIT;] FROM `;ROLLBACK;`",
        (1, &[]),
        (5, &["COMMIT", "ROLLBACK"]),
    );
    check(r"SELECT E'\'; COMMIT; --'", (2, &["COMMIT"]), (1, &[]));
    check("/* /* */ COMMIT; */", (2, &["COMMIT"]), (0, &[]));
    check("SELECT $1, $$ ; COMMIT; $$", (3, &["COMMIT"]), (1, &[]));
    check("SELECT $a$ $b$ ; COMMIT $a$", (2, &["COMMIT"]), (1, &[]));
    check(
        "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); COMMIT",
        (3, &["COMMIT"]),
        (2, &["COMMIT"]),
    );
}

#[test]
fn what_is_not_closed_reaches_the_end() {
    for sql in [
        "'x", "\"x", "/* x", "$$ x", "[x", "E'\\", "é'", "$é", "(((", ")))", "e",
    ] {
        for database in [Database::Sqlite, Database::Postgres] {
            statements(sql, database);
        }
    }
}
