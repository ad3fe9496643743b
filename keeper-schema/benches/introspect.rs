//! Reading a catalog of a thousand tables and one of five thousand, in one chain of foreign
//! keys, beside the same queries run bare.
//!
//! `cargo bench --package keeper-schema --features postgres --bench introspect`. The ratio
//! is to be at most 1.5.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a benchmark looks at the clock, and nobody waits for its errors"
)]

use std::time::{Duration, Instant};

use keeper_schema::database_url::DatabaseUrl;
use keeper_schema::migrate::Executor;
use keeper_schema::postgres::{OpenOptions, PostgresExecutor};
use keeper_schema_core::schema::{PerDialect, Schema, SqlText};
use keeper_schema_testing::{Cluster, Database};
use postgres::{Client, NoTls};

const ROUNDS: usize = 15;

fn main() {
    let cluster = Cluster::start();
    // `cargo test --benches` only wants to know whether it runs.
    match std::env::args().any(|argument| argument == "--bench") {
        true => {
            measure(&cluster.database(), 1_000, ROUNDS);
            measure(&cluster.database(), 5_000, ROUNDS / 3);
        }
        false => measure(&cluster.database(), 10, 1),
    }
}

fn measure(database: &Database, tables: usize, rounds: usize) {
    create(database, tables);
    let DatabaseUrl::Postgres(url) = DatabaseUrl::parse(database.url()).unwrap() else {
        panic!("`{}` is PostgreSQL's", database.url());
    };
    let mut executor = PostgresExecutor::connect(&url, &OpenOptions::default()).unwrap();
    let queries = executor.catalog_queries().unwrap();
    let mut client = Client::connect(database.url(), NoTls).unwrap();

    let (mut bare, mut read) = (Vec::new(), Vec::new());
    let mut schema = Schema::default();
    for _ in 0..rounds {
        bare.push(time(|| run(&mut client, &queries)));
        read.push(time(|| {
            schema = executor.live_schema(&Schema::default()).unwrap().schema;
        }));
    }
    assert_eq!(schema.tables.len(), tables);
    let (bare, read) = (median(bare), median(read));
    println!(
        "{tables} tables, {} queries, median of {rounds}",
        queries.len() - 1
    );
    println!("  bare      {bare:>9.1?}");
    println!("  read      {read:>9.1?}");
    println!(
        "  ratio     {:>9.2}",
        read.as_secs_f64() / bare.as_secs_f64()
    );

    let same = time(|| {
        assert_eq!(executor.live_schema(&schema).unwrap().schema, schema);
    });
    println!("  compared  {same:>9.1?}  with itself");
    let reworded = reworded(&schema);
    let settled = time(|| {
        assert_eq!(executor.live_schema(&reworded).unwrap().schema, reworded);
    });
    println!("  compared  {settled:>9.1?}  with every expression in other words");
}

/// Ten columns, three indexes, a foreign key, and some texts.
fn create(database: &Database, tables: usize) {
    database.run(&format!(
        "DO $$ BEGIN FOR n IN 1..{tables} LOOP
             EXECUTE format('CREATE TABLE t%s (
                 id serial PRIMARY KEY, parent integer REFERENCES t%s,
                 c1 integer, c2 varchar(255) NOT NULL, c3 text DEFAULT ''x'',
                 c4 timestamptz DEFAULT now(), c5 numeric(10,2), c6 boolean, c7 jsonb,
                 c8 integer CHECK (c8 > 0))', n, greatest(n - 1, 1));
             EXECUTE format('CREATE INDEX t%s_a ON t%s (parent)', n, n);
             EXECUTE format('CREATE INDEX t%s_b ON t%s (lower(c2))', n, n);
             EXECUTE format('CREATE INDEX t%s_c ON t%s (c1) WHERE c6', n, n);
             IF n % 100 = 0 THEN COMMIT; END IF;
         END LOOP; END $$"
    ));
}

/// The same schema with checks and predicates that the server writes otherwise.
fn reworded(schema: &Schema) -> Schema {
    let mut schema = schema.clone();
    let reword = |text: &mut SqlText| {
        if let PerDialect::Common(text) = text {
            *text = format!("(({text}))::boolean -- reworded");
        }
    };
    for table in schema.tables.values_mut() {
        table
            .checks
            .values_mut()
            .for_each(|check| reword(&mut check.expression));
        let predicates = table
            .indexes
            .values_mut()
            .filter_map(|index| index.predicate.as_mut());
        predicates.for_each(reword);
    }
    schema
}

fn run(client: &mut Client, queries: &[String]) {
    client
        .batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        .unwrap();
    for query in queries {
        client.simple_query(query).unwrap();
    }
    client.batch_execute("ROLLBACK").unwrap();
}

fn time(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
