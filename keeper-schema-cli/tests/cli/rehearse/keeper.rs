//! Keeper's own history from `4ace74bc8168` on, with 100,000 builds.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rusqlite::Connection;
use serde_json::Value;

use super::files;
use crate::sandbox::Sandbox;

const START: &str = "4ace74bc8168";

const BUILDS: u32 = 100_000;

/// A database at [`START`]: a product for each 1,000 builds, an edition for each ten.
fn keeper() -> Sandbox {
    let sandbox = Sandbox::keeper();
    sandbox.done(&["upgrade", START]);
    let numbers = |to: &str| {
        format!(
            "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {to})"
        )
    };
    let rows = format!(
        "INSERT INTO users (username, permissions) {users} SELECT 'user ' || n, n FROM numbers;
        INSERT INTO products (slug, doc_repo, title, root_domain, root_fastly_domain, bucket_name, surrogate_key)
            {products} SELECT 'product-' || n, 'https://example.org/' || n, 'Product ' || n, 'example.org', 'f.example.org', 'b', hex(n)
            FROM numbers;
        INSERT INTO builds (product_id, slug, date_created, git_refs, github_requester, uploaded, surrogate_key)
            {all} SELECT n / 1000 + 1, n, datetime('2018-05-01', n || ' minutes'), '[\"main\"]', 'jon', true, hex(n)
            FROM numbers;
        INSERT INTO editions (product_id, build_id, tracked_refs, slug, title, date_created, date_rebuilt, surrogate_key)
            {editions} SELECT n / 100 + 1, n * 10, '[\"main\"]', CASE n % 100 WHEN 1 THEN 'main' ELSE 'e' || n END, 'Edition ' || n,
                '2018-05-01', '2018-05-02', hex(n)
            FROM numbers;",
        users = numbers("50"),
        products = numbers(&format!("{BUILDS} / 1000 + 1")),
        all = numbers(&BUILDS.to_string()),
        editions = numbers(&format!("{BUILDS} / 10")),
    );
    let connection = sandbox.connection();
    connection.execute_batch(&rows).expect("the SQL runs");
    sandbox
}

/// The bytes of each table's pages of rows, by their number in the file.
type Pages = BTreeMap<String, BTreeMap<u64, Vec<u8>>>;

fn pages(database: &Path) -> Pages {
    let file = std::fs::read(database).expect("the file can be read");
    let connection = Connection::open(database).expect("the database opens");
    let sql = "SELECT m.name, s.pageno, s.pgsize FROM dbstat AS s JOIN sqlite_master AS m USING (name)
        WHERE m.type = 'table' AND s.pagetype = 'leaf' AND s.ncell > 0 AND m.name NOT LIKE 'keeper%'";
    let mut statement = connection.prepare(sql).expect("the query is SQL");
    let rows = statement.query_map([], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get(2)?))
    });
    let mut pages = Pages::new();
    for row in rows.expect("it runs") {
        let (table, number, size): (String, i64, i64) = row.expect("it has that form");
        let end = usize::try_from(number * size).expect("it is in the file");
        let start = end - usize::try_from(size).expect("it is in the file");
        let number = u64::try_from(number).expect("it is a number of pages");
        let bytes = file[start..end].to_vec();
        pages.entry(table).or_default().insert(number, bytes);
    }
    pages
}

/// The tables that have no page of rows left as it was.
fn written(before: &Pages, after: &Pages) -> BTreeSet<String> {
    let is_written = |table: &&String| {
        let (before, after) = (&before[*table], &after[*table]);
        !before
            .iter()
            .any(|(number, bytes)| after.get(number) == Some(bytes))
    };
    let tables = before.keys().filter(|table| after.contains_key(*table));
    tables.filter(is_written).cloned().collect()
}

fn told(revision: &Value) -> BTreeSet<String> {
    let tables = revision["rewritten"].as_array().expect("it is a list");
    let tables = tables.iter().filter_map(Value::as_str);
    tables.map(str::to_owned).collect()
}

#[test]
fn the_tables_are_those_whose_pages_are_others() {
    let sandbox = keeper();
    let before = files(sandbox.folder.path());
    let outcome = sandbox.done(&["rehearse", "--format", "json"]);
    assert!(
        files(sandbox.folder.path()) == before,
        "the original changed"
    );
    let report: Value = serde_json::from_str(&outcome.stdout).expect("it is JSON");
    for (pass, verb) in [(0, "upgrade"), (1, "downgrade")] {
        let revisions = report["passes"][pass]["revisions"].as_array();
        for revision in revisions.expect("it is a list") {
            let before = pages(&sandbox.database());
            let step = if verb == "upgrade" { "+1" } else { "-1" };
            sandbox.done(&[verb, step]);
            let written = written(&before, &pages(&sandbox.database()));
            assert_eq!(told(revision), written, "{verb} {revision:#}");
            let lock = &revision["locks"][0];
            assert_eq!(lock["table"], "the whole file");
            assert_eq!(lock["mode"], "WriteLock");
        }
    }
    let first = told(&report["passes"][0]["revisions"][0]);
    let expected = ["builds", "editions", "products"].map(str::to_owned);
    assert_eq!(first, BTreeSet::from(expected));
}

/// `ix_users_username` is made unique by the second revision.
#[test]
fn a_duplicate_under_a_new_unique_is_counted() {
    let sandbox = Sandbox::keeper();
    sandbox.done(&["upgrade", "aa9e2d2736c8"]);
    let rows = "INSERT INTO users (username)
        WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 60)
        SELECT 'user ' || (n % 40) FROM numbers";
    let connection = sandbox.connection();
    connection.execute_batch(rows).expect("the SQL runs");
    let outcome = sandbox.call(&["rehearse"]);
    assert_eq!(outcome.status, 1, "{outcome:?}");
    let found = "upgrade of revision `d9a390ebdf1e` failed: 20 groups of rows of `users` with the same `username`, which must be unique";
    assert!(outcome.stderr.contains(found), "{outcome:?}");
}
