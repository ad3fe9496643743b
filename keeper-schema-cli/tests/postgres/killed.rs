//! `kill -9` of the process at any point, on the way up and on the way down.

use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use postgres::SimpleQueryMessage;

use crate::sandbox::{DECLARED, Sandbox, ended, until};

/// How many upgrades are killed. Of the downgrades between them each second one is.
const KILLS: u32 = 50;

/// Where the points lie, unless this names another seed.
const SEED_VARIABLE: &str = "KEEPER_TEST_KILL_SEED";
const SEED: u64 = 20_160_429;

const TABLE: &str = r#"
[[upgrade]]
op = "create_table"
table = "books"
columns = [{ name = "id", type = "integer" }, { name = "title", type = "text" }]
primary_key = { name = "books_pkey", columns = ["id"] }
[[upgrade]]
op = "execute"
sql = { postgres = "INSERT INTO books SELECT n, md5(n::text) FROM generate_series(1, 1000) AS n", sqlite = "SELECT 1" }
down = "nothing"
"#;

/// Five parts. What the indexes are over takes them long enough to be hit.
const PARTS: &str = r#"
[[upgrade]]
op = "add_column"
table = "books"
column = { name = "pages", type = "integer", null = true }
[[upgrade]]
op = "create_index"
table = "books"
name = "books_title_idx"
keys = [{ expression = "md5(repeat(title, 300))" }]
unique = true
concurrently = true
[[upgrade]]
op = "execute"
sql = "UPDATE books SET pages = coalesce(pages, 0) + length(title) + id"
down = "nothing"
[[upgrade]]
op = "create_index"
table = "books"
name = "books_pages_idx"
keys = ["pages", { expression = "md5(repeat(title, 300))" }]
concurrently = true
"#;

const ROWS: &str = r#"
[[upgrade]]
op = "execute"
sql = "UPDATE books SET title = title || 'x', pages = pages + 1"
down = "nothing"
[[upgrade]]
op = "alter_column"
table = "books"
column = "pages"
set = { null = false }
was = { null = true }
"#;

/// With small revisions before and after the change of rows: enough that a kill falls
/// between two.
fn history() -> Sandbox {
    let small = |number: u32| {
        format!(
            "[[upgrade]]\nop = \"add_column\"\ntable = \"books\"\ncolumn = {{ name = \"small_{number}\", type = \"integer\", default = {number} }}\n"
        )
    };
    let mut operations = vec![TABLE.to_owned(), PARTS.to_owned()];
    operations.extend((0..8).map(small));
    operations.push(ROWS.to_owned());
    operations.extend((8..16).map(small));
    let revisions: Vec<(String, String)> = (1..)
        .zip(operations)
        .map(|(number, operations): (u32, _)| (format!("{number:012}"), operations))
        .collect();
    let revisions: Vec<(&str, &str)> = revisions
        .iter()
        .map(|(id, operations)| (id.as_str(), operations.as_str()))
        .collect();
    Sandbox::with_history(&revisions)
}

/// Pseudo-random numbers: <https://prng.di.unimi.it/splitmix64.c>.
struct Points {
    state: u64,
}

impl Points {
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// One in a part of the whole. Over `KILLS` rounds no part of a run is spared.
    fn within(&mut self, whole: Duration, round: u32) -> Duration {
        let thousandths = u32::try_from(self.next() % 1000).expect("it is small");
        whole * (round % KILLS * 1000 + thousandths) / (KILLS * 1000)
    }
}

/// Where a kill hit, as the database shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hit {
    /// A part that is no transaction was begun, and is not recorded as done.
    Concurrent,
    /// A transaction was open, and was rolled back.
    Transaction,
    /// No transaction was open, some revisions are recorded and none is done in part.
    BetweenRevisions,
    /// Before the first revision, after the last one, or between two parts.
    Elsewhere,
}

/// What is seen from another session.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    /// The transaction that is open, if it has an id.
    transaction: Option<String>,
    revisions: usize,
    /// The states of the parts of a revision.
    steps: Vec<String>,
}

fn seen(observer: &mut postgres::Client) -> Seen {
    let mut column = |sql: &str| -> Vec<String> {
        let rows = observer.query(sql, &[]).expect("it is a query");
        rows.iter().map(|row| row.get(0)).collect()
    };
    let mut transactions = column(
        "SELECT backend_xid::text FROM pg_stat_activity WHERE application_name = 'keeper-schema'
         AND datname = current_database() AND backend_xid IS NOT NULL",
    );
    let is_there = column("SELECT 'yes' WHERE to_regclass('keeper_steps') IS NOT NULL");
    let mut when_there = |sql: &str| match is_there.is_empty() {
        true => Vec::new(),
        false => column(sql),
    };
    Seen {
        revisions: when_there("SELECT revision FROM keeper_revisions").len(),
        steps: when_there("SELECT state FROM keeper_steps"),
        transaction: transactions.pop(),
    }
}

/// Kills a run at a moment and says what it hit; nothing if it had ended.
///
/// It is stopped first: what a process does that was stopped is what one does that is dead,
/// and the server shows where it is meanwhile.
fn kill(
    sandbox: &Sandbox,
    arguments: &[&str],
    after: Duration,
    observer: &mut postgres::Client,
) -> Option<Hit> {
    let start = Instant::now();
    let mut migrator = sandbox.start(arguments);
    thread::sleep(after.saturating_sub(start.elapsed()));
    if migrator.try_wait().expect("it can be asked").is_some() {
        return None;
    }
    let stop = format!("kill -STOP {}", migrator.id());
    let stopped = Command::new("sh").args(["-c", &stop]).status();
    // It is not waited for yet, and so there even if it has ended.
    assert!(stopped.expect("`sh` runs").success());
    let before = seen(observer);
    migrator.kill().expect("it can be killed");
    ended(migrator);
    until("the server noticed", || {
        let others = "SELECT pid FROM pg_stat_activity
            WHERE application_name = 'keeper-schema' AND datname = current_database()";
        observer
            .query(others, &[])
            .expect("it is a query")
            .is_empty()
    });
    let after = seen(observer);
    let is_rolled_back = before.transaction.as_ref().is_some_and(|transaction| {
        let status = format!("SELECT pg_xact_status('{transaction}'::xid8)");
        let status = observer.query_one(&status, &[]).expect("it is a query");
        status.get::<_, Option<String>>(0).as_deref() == Some("aborted")
    });
    Some(match after.steps.iter().any(|state| state == "running") {
        true => Hit::Concurrent,
        false if is_rolled_back => Hit::Transaction,
        false if before == after && after.revisions > 0 && after.steps.is_empty() => {
            Hit::BetweenRevisions
        }
        false => Hit::Elsewhere,
    })
}

/// The declared schema, the rows if there are any, and the bookkeeping.
fn state(observer: &mut postgres::Client) -> Vec<String> {
    let mut rows = |sql: &str| -> Vec<String> {
        let messages = observer.simple_query(sql).expect("it is a query");
        let rows = messages.iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => {
                let columns = (0..row.len()).map(|column| row.get(column).unwrap_or("NULL"));
                Some(columns.collect::<Vec<_>>().join("|"))
            }
            _ => None,
        });
        rows.collect()
    };
    let mut state = rows(DECLARED);
    if rows("SELECT to_regclass('books')") != ["NULL"] {
        state.extend(rows(
            "SELECT count(*), sum(pages), md5(string_agg(b::text, ',' ORDER BY id)) FROM books AS b",
        ));
    }
    state.extend(rows(
        "SELECT revision, seq, kind, checksum FROM keeper_revisions ORDER BY seq;
         SELECT * FROM keeper_steps",
    ));
    state
}

/// One of the two ways.
struct Way {
    arguments: &'static [&'static str],
    /// In which rounds it is killed.
    every: u32,
    /// The shortest that a run took that nobody disturbed.
    whole: Duration,
    expected: Vec<String>,
    hits: Vec<Hit>,
}

impl Way {
    /// Goes it three times with the other one between, which leaves the database where
    /// it begins.
    fn new(
        arguments: &'static [&'static str],
        every: u32,
        back: &[&str],
        sandbox: &Sandbox,
        observer: &mut postgres::Client,
    ) -> Self {
        let mut way = Self {
            arguments,
            every,
            whole: Duration::MAX,
            expected: Vec::new(),
            hits: Vec::new(),
        };
        for _ in 0..3 {
            let start = Instant::now();
            sandbox.done(arguments);
            way.whole = way.whole.min(start.elapsed());
            way.expected = state(observer);
            sandbox.done(back);
        }
        way
    }

    /// Kills it, goes the rest, and compares where that leads.
    fn go(
        &mut self,
        round: u32,
        points: &mut Points,
        sandbox: &Sandbox,
        observer: &mut postgres::Client,
    ) {
        if !round.is_multiple_of(self.every) {
            sandbox.done(self.arguments);
            return;
        }
        let (arguments, whole) = (self.arguments, self.whole);
        let after = points.within(whole, round);
        let hit = kill(sandbox, arguments, after, observer);
        let place = format!("{arguments:?}, round {round}, after {after:?} of {whole:?}: {hit:?}");
        let rest = sandbox.call(arguments);
        assert_eq!(rest.status, 0, "{place}: {}", rest.stderr);
        assert_eq!(state(observer), self.expected, "{place}");
        match hit {
            Some(hit) => self.hits.push(hit),
            // The machine has become quicker.
            None => self.whole = whole * 9 / 10,
        }
    }
}

/// Says the seed when a test fails.
struct Seed(u64);

impl Drop for Seed {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("again with the same points: {SEED_VARIABLE}={}", self.0);
        }
    }
}

/// The places that no kill hit, on either way.
fn missed(up: &Way, down: &Way) -> Vec<Hit> {
    let mut missed = vec![Hit::Concurrent, Hit::Transaction, Hit::BetweenRevisions];
    missed.retain(|place| !up.hits.contains(place));
    // Nothing of it takes long: indexes are only dropped.
    if !down.hits.contains(&Hit::BetweenRevisions) {
        missed.push(Hit::BetweenRevisions);
    }
    missed
}

#[test]
fn a_rerun_reaches_its_end_wherever_the_kill_was() {
    const UP: &[&str] = &["upgrade"];
    const DOWN: &[&str] = &["downgrade", "base"];
    let seed = std::env::var(SEED_VARIABLE).map_or(SEED, |seed| seed.parse().expect("a number"));
    let _seed = Seed(seed);
    let mut points = Points { state: seed };
    let sandbox = history();
    let mut observer = sandbox.connect("observer");
    let mut up = Way::new(UP, 1, DOWN, &sandbox, &mut observer);
    sandbox.done(UP);
    let mut down = Way::new(DOWN, 2, UP, &sandbox, &mut observer);
    sandbox.done(DOWN);

    // A run that ended before its kill is none of them. Between two revisions there is little
    // time: where the kills spare a place, more come.
    for round in 0.. {
        let is_enough = up.hits.len() >= KILLS as usize;
        if is_enough && (missed(&up, &down).is_empty() || round >= 8 * KILLS) {
            break;
        }
        assert!(is_enough || round < 2 * KILLS, "the kills come too late");
        for way in [&mut up, &mut down] {
            way.go(round, &mut points, &sandbox, &mut observer);
        }
    }
    let missed = missed(&up, &down);
    assert!(
        missed.is_empty(),
        "{missed:?} of {:?}",
        (up.hits, down.hits)
    );
}
