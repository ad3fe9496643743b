//! Many tables, and long chains of them.

use super::super::{Scope, found};
use super::Counting;
use keeper_schema_testing::Cluster;

/// What reading sends, whatever there is to read: the beginning and the end, the settings,
/// and the queries.
const MESSAGES: usize = 11;

fn check(sql: &str, tables: usize) {
    let database = Cluster::shared().database();
    database.run(sql);
    let connection = Counting::open(&database);
    let schema = found(&connection, &Scope::default()).unwrap().schema;
    assert_eq!(schema.tables.len(), tables);
    assert_eq!(connection.messages.get(), MESSAGES);
}

#[test]
fn one_table() {
    check("CREATE TABLE t (id serial PRIMARY KEY)", 1);
}

#[test]
fn a_thousand_tables() {
    check(
        r#"DO $$ BEGIN FOR n IN 1..1000 LOOP
             EXECUTE format('CREATE TABLE t%s (id serial PRIMARY KEY, parent integer REFERENCES t%s,
                 c1 integer, c2 varchar(255) NOT NULL, c3 text DEFAULT ''x'', c4 timestamptz DEFAULT now(),
                 c5 numeric(10,2), c6 boolean, c7 jsonb, c8 integer CHECK (c8 > 0))', n, greatest(n - 1, 1));
             EXECUTE format('CREATE INDEX t%s_a ON t%s (parent)', n, n);
             EXECUTE format('CREATE INDEX t%s_b ON t%s (lower(c2))', n, n);
             EXECUTE format('CREATE INDEX t%s_c ON t%s (c1) WHERE c6', n, n);
             IF n % 100 = 0 THEN COMMIT; END IF;
         END LOOP; END $$"#,
        1000,
    );
}

#[test]
fn a_chain_of_five_thousand() {
    check(
        "DO $$ BEGIN
             CREATE TABLE t0 (id integer PRIMARY KEY);
             FOR n IN 1..4999 LOOP
                 EXECUTE format('CREATE TABLE t%s (id integer PRIMARY KEY REFERENCES t%s)', n, n - 1);
                 IF n % 500 = 0 THEN COMMIT; END IF;
             END LOOP;
         END $$",
        5000,
    );
}
