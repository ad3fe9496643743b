//! `kill -9` at random points of a revision that changes the schema, fills rows and changes the
//! schema in a way that needs them filled: another run does the rest, and no row is filled twice.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use postgres::SimpleQueryMessage;

use crate::sandbox::{Sandbox, ended, until};

const POINTS: u32 = 100;
const ROWS: u32 = 600;
const BATCH: u32 = 50;

const TABLE: (&str, &str) = (
    "000000000001",
    r#"[[upgrade]]
op = "create_table"
table = "books"
columns = [
    { name = "id", type = "integer" },
    { name = "title", type = "text" },
    { name = "fills", type = "integer", default = 0 },
]
primary_key = { name = "books_pkey", columns = ["id"] }
[[upgrade]]
op = "execute"
sql.sqlite = "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 600) INSERT INTO books SELECT n, 'Title ' || n, 0 FROM numbers"
sql.postgres = "INSERT INTO books SELECT n, 'Title ' || n, 0 FROM generate_series(1, 600) AS n"
down = "nothing"
"#,
);

const FILL: (&str, &str) = (
    "000000000002",
    r#"[[upgrade]]
op = "add_column"
table = "books"
column = { name = "title_lower", type = "text", null = true }
[[upgrade]]
op = "backfill"
table = "books"
set = { title_lower = "lower(title)", fills = "fills + 1" }
where = "id > 0"
batch_size = 50
down = "UPDATE books SET fills = 0"
[[upgrade]]
op = "alter_column"
table = "books"
column = "title_lower"
set = { null = false }
was = { null = true }
"#,
);

/// Asks the database for one value, as text.
type Ask<'a> = &'a mut dyn FnMut(&str) -> String;

#[test]
fn on_postgres() {
    let sandbox = Sandbox::with_history(&[TABLE, FILL]);
    let mut client = sandbox.connect("looks");
    let mut ask = |sql: &str| {
        let rows = client.simple_query(sql).expect("it is SQL");
        let value = rows.iter().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        });
        value.unwrap_or_default()
    };
    let url = sandbox.database.url().to_owned();
    check("PostgreSQL", &sandbox, &url, &mut ask);
}

#[test]
fn on_sqlite() {
    let sandbox = Sandbox::with_history(&[TABLE, FILL]);
    let file = sandbox.home().join("books.db");
    let connection = rusqlite::Connection::open(&file).expect("it opens");
    let mut ask = |sql: &str| {
        let value = connection.query_row(sql, [], |row| row.get::<_, rusqlite::types::Value>(0));
        match value.expect("it is SQL") {
            rusqlite::types::Value::Text(text) => text,
            rusqlite::types::Value::Integer(number) => number.to_string(),
            other => panic!("{other:?}"),
        }
    };
    let url = format!("sqlite:{}", file.display());
    check("SQLite", &sandbox, &url, &mut ask);
}

fn check(name: &str, sandbox: &Sandbox, url: &str, ask: Ask<'_>) {
    let upgrade = ["upgrade", "--url", url];
    let downgrade = ["downgrade", TABLE.0, "--url", url];
    sandbox.done(&["upgrade", TABLE.0, "--url", url]);
    let mut longest = Duration::ZERO;
    for _ in 0..3 {
        let begun = Instant::now();
        sandbox.done(&upgrade);
        longest = longest.max(begun.elapsed());
        is_right(ask);
        sandbox.done(&downgrade);
    }
    // How long a run takes changes with what else the machine does. A kill that is late shortens
    // the time in which they come, and one that is early makes it longer.
    let mut within = longest;
    let mut points = Points(20_260_101);
    let mut hits = BTreeMap::new();
    let begun = Instant::now();
    for _ in 0..POINTS {
        let mut migrator = sandbox.start(&upgrade);
        std::thread::sleep(points.next_within(within));
        migrator.kill().expect("it was started");
        ended(migrator);
        if url.starts_with("postgres") {
            until("its session is gone", || {
                ask(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'",
                ) == "0"
            });
        }
        let place = hit(ask);
        within = match place.as_bytes() {
            [b'0', ..] => within.mul_f64(1.1),
            [b'4', ..] => within.mul_f64(0.9),
            _ => within,
        };
        *hits.entry(place).or_insert(0) += 1;
        sandbox.done(&upgrade);
        is_right(ask);
        sandbox.done(&downgrade);
    }
    println!(
        "{name}: {POINTS} kills within {longest:.0?}, at last {within:.0?}, in {:.0?}",
        begun.elapsed()
    );
    for (place, times) in &hits {
        println!("    {times:3} {place}");
    }
    let inside: u32 = hits
        .iter()
        .filter(|(place, _)| place.starts_with("2"))
        .map(|(_, times)| times)
        .sum();
    assert!(inside >= POINTS / 20, "{hits:?}");
}

/// Where a run was killed, by what it left.
fn hit(ask: Ask<'_>) -> String {
    let recorded = ask("SELECT count(*) FROM keeper_revisions");
    let steps = ask("SELECT count(*) FROM keeper_steps");
    let done = ask("SELECT count(*) FROM keeper_steps WHERE state = 'done'");
    let filled: u32 = ask("SELECT count(*) FROM books WHERE fills = 1")
        .parse()
        .expect("it is a number");
    assert_eq!(filled % BATCH, 0);
    match (recorded.as_str(), steps.as_str(), done.as_str()) {
        ("1", "0", _) => "0 before the first change of the schema".to_owned(),
        ("1", "1", _) => "1 between that and the backfill".to_owned(),
        ("1", "2", "1") => format!(
            "2 in the backfill, after {:2} of {} batches",
            filled / BATCH,
            ROWS / BATCH
        ),
        ("1", "2", "2") => "3 between the backfill and the second change".to_owned(),
        ("2", "0", _) => "4 after the end".to_owned(),
        other => panic!("{other:?}"),
    }
}

/// All is done, and every row is filled once.
fn is_right(ask: Ask<'_>) {
    let right = "SELECT count(*) FROM books WHERE fills = 1 AND title_lower = lower(title)";
    assert_eq!(ask(right), ROWS.to_string());
    assert_eq!(ask("SELECT count(*) FROM books"), ROWS.to_string());
    assert_eq!(ask("SELECT count(*) FROM keeper_revisions"), "2");
    assert_eq!(ask("SELECT count(*) FROM keeper_steps"), "0");
}

/// Points in time that are the same in each run of the test.
struct Points(u64);

impl Points {
    /// <https://en.wikipedia.org/wiki/Linear_congruential_generator>, with Knuth's numbers.
    fn next_within(&mut self, limit: Duration) -> Duration {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let fraction =
            f64::from(u32::try_from(self.0 >> 33).expect("31 bits")) / f64::from(1_u32 << 31);
        limit.mul_f64(fraction)
    }
}
