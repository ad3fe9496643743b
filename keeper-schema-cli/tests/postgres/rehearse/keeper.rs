//! Keeper's own history from `4ace74bc8168` on, with 100,000 builds.

use std::collections::BTreeSet;

use keeper_schema_testing::psql;
use serde_json::Value;

use super::{locks, rehearsed};
use crate::sandbox::Sandbox;

const START: &str = "4ace74bc8168";

const BUILDS: u32 = 100_000;

/// A database at [`START`]: a product for each 1,000 builds, an edition for each ten.
fn keeper() -> Sandbox {
    let sandbox = Sandbox::keeper();
    sandbox.done(&["upgrade", START]);
    sandbox.database.run(&format!(
        "INSERT INTO users (username, permissions) SELECT 'user ' || n, n FROM generate_series(1, 50) AS n;
        INSERT INTO products (slug, doc_repo, title, root_domain, root_fastly_domain, bucket_name, surrogate_key)
            SELECT 'product-' || n, 'https://example.org/' || n, 'Product ' || n, 'example.org', 'f.example.org', 'b', md5(n::text)
            FROM generate_series(1, {BUILDS} / 1000 + 1) AS n;
        INSERT INTO builds (product_id, slug, date_created, git_refs, github_requester, uploaded, surrogate_key)
            SELECT n / 1000 + 1, n::text, timestamp '2018-05-01' + n * interval '1 minute', '[\"main\"]', 'jon', true, md5(n::text)
            FROM generate_series(1, {BUILDS}) AS n;
        INSERT INTO editions (product_id, build_id, tracked_refs, slug, title, date_created, date_rebuilt, surrogate_key)
            SELECT n / 100 + 1, n * 10, '[\"main\"]', CASE n % 100 WHEN 1 THEN 'main' ELSE 'e' || n END, 'Edition ' || n,
                timestamp '2018-05-01', timestamp '2018-05-02', md5(n::text)
            FROM generate_series(1, {BUILDS} / 10) AS n"
    ));
    sandbox
}

/// A copy of the database, to run by hand what a report says; it goes with this.
struct ByHand {
    url: String,
    name: String,
    service: String,
}

impl ByHand {
    fn copy(of: &Sandbox) -> Self {
        let (original, service) = (of.name(), of.url_of("postgres"));
        let name = format!("{original}_by_hand");
        let made = psql(
            &service,
            &format!("CREATE DATABASE {name} TEMPLATE {original};"),
        );
        assert_eq!(made.status, 0, "{made:?}");
        Self {
            url: of.url_of(&name),
            name,
            service,
        }
    }

    /// Commits a revision's statements, and returns what `pg_locks` and the catalog say of
    /// the tables that were there: those that are locked, and those with another file.
    fn commit(&self, sql: &[&str]) -> (BTreeSet<String>, BTreeSet<String>) {
        let outcome = psql(
            &self.url,
            &format!(
                "\\set ON_ERROR_STOP on
                BEGIN;
                CREATE TEMPORARY TABLE known ON COMMIT DROP AS SELECT oid, relname, pg_relation_filenode(oid) AS file
                FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace;
                {};
                SELECT 'locked ' || k.relname || ' ' || l.mode FROM pg_locks AS l JOIN known AS k ON k.oid = l.relation
                WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation';
                SELECT 'written ' || k.relname FROM known AS k JOIN pg_class AS c USING (oid)
                WHERE pg_relation_filenode(oid) <> k.file;
                COMMIT;",
                sql.join(";\n")
            ),
        );
        assert_eq!(outcome.status, 0, "{outcome:?}");
        let said = |word: &str| {
            let lines = outcome.stdout.lines();
            lines
                .filter_map(|it| it.strip_prefix(word))
                .map(str::to_owned)
                .collect()
        };
        (said("locked "), said("written "))
    }
}

impl Drop for ByHand {
    fn drop(&mut self) {
        psql(&self.service, &format!("DROP DATABASE {};", self.name));
    }
}

#[test]
fn the_tables_are_those_that_the_server_tells() {
    let sandbox = keeper();
    let report = rehearsed(&sandbox, &[], 0);
    let by_hand = ByHand::copy(&sandbox);
    let revisions = &report["passes"][0]["revisions"];
    for revision in revisions.as_array().expect("it is a list") {
        let statements = revision["statements"].as_array().expect("it is a list");
        let sql: Vec<&str> = statements
            .iter()
            .filter_map(|it| it["sql"].as_str())
            .collect();
        let (locked, written) = by_hand.commit(&sql);
        assert_eq!(locks(revision), locked, "{revision:#}");
        assert_eq!(rewritten(revision), written, "{revision:#}");
    }
    let second = locks(&revisions[0]);
    for lock in [
        "builds AccessExclusiveLock",
        "editions AccessExclusiveLock",
        "products AccessExclusiveLock",
        "users ShareRowExclusiveLock",
    ] {
        assert!(second.contains(lock), "{second:?}");
    }
    assert_eq!(report["tables"][0]["rows"]["up again"], BUILDS);
}

fn rewritten(revision: &Value) -> BTreeSet<String> {
    let tables = revision["rewritten"].as_array().expect("it is a list");
    let tables = tables.iter().filter_map(Value::as_str);
    tables.map(str::to_owned).collect()
}

/// `ix_users_username` is made unique by the second revision.
#[test]
fn a_duplicate_under_a_new_unique_is_counted() {
    let sandbox = Sandbox::keeper();
    sandbox.done(&["upgrade", "aa9e2d2736c8"]);
    sandbox.database.run(
        "INSERT INTO users (username) SELECT 'user ' || n % 40 FROM generate_series(1, 60) AS n",
    );
    let report = rehearsed(&sandbox, &[], 1);
    let finding = report["findings"][0].as_str().expect("it is text");
    assert!(
        finding.starts_with("upgrade of revision `d9a390ebdf1e` failed: 20 groups of rows of `users` with the same `username`, which must be unique"),
        "{finding}"
    );
}
