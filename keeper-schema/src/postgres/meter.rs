//! Measures the statements of a transaction: how long they take, which locks they are the
//! first to take, and which tables they write anew.
//!
//! A lock is held to the end of its transaction, so asking after each statement misses none.

#![allow(
    clippy::disallowed_methods,
    reason = "the executor measures how long statements take"
)]

mod batches;

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use keeper_schema_core::dialect::Dialect;

pub(super) use self::batches::BatchMeter;

use super::PostgresExecutor;
use super::building::{self, Building};
use super::client::Client;
use super::second::Second;
use super::session::text;
use super::tables::literal;
use crate::migrate::{DatabaseError, HeldLock, MeasuredStatement, Observer, trace};

/// How often the locks of a statement are looked at that no transaction holds.
const EVERY: Duration = Duration::from_millis(2);

/// Measures statements, if the observer wants to know.
pub(super) struct Meter<'m> {
    executor: &'m PostgresExecutor,
    pub(super) observer: &'m mut dyn Observer,
    /// The tables that others know: nobody waits for one that this transaction makes.
    tables: Tables,
    held: BTreeSet<(String, String)>,
    statements: Vec<MeasuredStatement>,
    began: Instant,
}

impl<'m> Meter<'m> {
    /// For the transaction that is open.
    pub(super) fn begin(
        executor: &'m PostgresExecutor,
        observer: &'m mut dyn Observer,
    ) -> Result<Self, DatabaseError> {
        let tables = match observer.is_measuring() {
            true => Tables::read(executor, &executor.client)?,
            false => Tables::default(),
        };
        Ok(Self {
            executor,
            observer,
            tables,
            held: BTreeSet::new(),
            statements: Vec::new(),
            began: Instant::now(),
        })
    }

    /// A statement begins.
    pub(super) fn start(&mut self) {
        self.began = Instant::now();
    }

    /// It has run.
    pub(super) fn ran(&mut self, sql: &str) -> Result<(), DatabaseError> {
        if !self.observer.is_measuring() {
            return Ok(());
        }
        let took = self.began.elapsed();
        let locks = self.new_locks()?;
        let rewritten = self.tables.rewritten(&self.executor.client)?;
        self.statements.push(MeasuredStatement {
            sql: sql.to_owned(),
            began: self.began,
            took,
            locks,
            rewritten,
        });
        Ok(())
    }

    fn new_locks(&mut self) -> Result<Vec<HeldLock>, DatabaseError> {
        let mut locks = Vec::new();
        for (table, mode) in locks_of(&self.executor.client, "pg_backend_pid()")? {
            let Some(known) = self.tables.0.get(&table) else {
                continue;
            };
            if self.held.insert((table, mode.clone())) {
                locks.push(HeldLock {
                    table: known.name.clone(),
                    mode,
                    from: self.began,
                    until: self.began,
                });
            }
        }
        Ok(locks)
    }
}

impl Drop for Meter<'_> {
    /// The transaction has ended, one way or the other.
    fn drop(&mut self) {
        let until = Instant::now();
        for mut statement in self.statements.drain(..) {
            for lock in &mut statement.locks {
                lock.until = until;
            }
            self.observer.measured(statement);
        }
    }
}

/// Runs a statement that no transaction holds. A second connection looks at its locks while
/// it runs; one that is held for less than two milliseconds can be missed. On a connection that a
/// program lent, no locks are seen.
pub(super) fn run_alone(
    executor: &PostgresExecutor,
    observer: &mut dyn Observer,
    sql: &str,
) -> Result<(), DatabaseError> {
    let _span = trace::statement(Dialect::Postgres, sql);
    if !observer.is_measuring() {
        return run_told(executor, observer, sql);
    }
    let second = executor.reach.connect()?;
    let tables = match &second {
        Some(second) => Tables::read(executor, second)?,
        None => Tables::default(),
    };
    let pid = executor.session.process_id.to_string();
    let mut seen: BTreeMap<(String, String), (Instant, Instant)> = BTreeMap::new();
    let began = Instant::now();
    let result = executor.client.run_watched(sql, EVERY, &mut || {
        let now = Instant::now();
        let locks = second.as_ref().map(|second| locks_of(second, &pid));
        // What cannot be asked now is asked again soon.
        for lock in locks.and_then(Result::ok).unwrap_or_default() {
            seen.entry(lock).or_insert((now, now)).1 = Instant::now();
        }
    });
    let took = began.elapsed();
    let locks = seen
        .into_iter()
        .filter_map(|((table, mode), (from, until))| {
            let table = tables.0.get(&table)?.name.clone();
            Some(HeldLock {
                table,
                mode,
                from,
                until,
            })
        });
    observer.measured(MeasuredStatement {
        sql: sql.to_owned(),
        began,
        took,
        locks: locks.collect(),
        rewritten: Vec::new(),
    });
    result
}

/// Runs it, and tells how far it is.
fn run_told(
    executor: &PostgresExecutor,
    observer: &mut dyn Observer,
    sql: &str,
) -> Result<(), DatabaseError> {
    if !observer.is_watching() {
        return executor.client.run(sql);
    }
    let (mut second, mut building) = (Second::new(executor), Building::begin());
    let client = &executor.client;
    client.run_watched(sql, building::EVERY, &mut || {
        building.look(&mut second, observer);
    })
}

/// Tables by their object ids.
#[derive(Debug, Default)]
struct Tables(BTreeMap<String, Table>);

#[derive(Debug)]
struct Table {
    name: String,
    /// The file that its rows are in.
    file: String,
}

impl Tables {
    /// All but the server's and the bookkeeping's.
    fn read(executor: &PostgresExecutor, client: &Client) -> Result<Self, DatabaseError> {
        let names = &executor.tables.names;
        let own = executor.session.schema.as_deref().unwrap_or_default();
        let rows = client.rows(&format!(
            "SELECT c.oid, nullif(n.nspname, {own}), c.relname, c.relfilenode FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND NOT (n.nspname = {books} AND c.relname IN ({revisions}, {steps}, {meta}))",
            own = literal(own)?,
            books = literal(executor.tables.schema())?,
            revisions = literal(&names.revisions)?,
            steps = literal(&names.steps)?,
            meta = literal(&names.meta)?
        ))?;
        let tables = rows.iter().map(|row| {
            let table = text(row, 2);
            let table = Table {
                name: match row.get(1) {
                    Some(Some(schema)) => format!("{schema}.{table}"),
                    _ => table.to_owned(),
                },
                file: text(row, 3).to_owned(),
            };
            (text(row, 0).to_owned(), table)
        });
        Ok(Self(tables.collect()))
    }

    /// Those whose rows have come into another file since it was last asked.
    fn rewritten(&mut self, client: &Client) -> Result<Vec<String>, DatabaseError> {
        let mut rewritten = Vec::new();
        let sql = "SELECT oid, relfilenode FROM pg_class WHERE relkind IN ('r', 'm')";
        for row in client.rows(sql)? {
            let Some(table) = self.0.get_mut(text(&row, 0)) else {
                continue;
            };
            if table.file != text(&row, 1) {
                text(&row, 1).clone_into(&mut table.file);
                rewritten.push(table.name.clone());
            }
        }
        rewritten.sort();
        Ok(rewritten)
    }
}

/// The locks on tables that a process holds: the table's object id, and the mode.
fn locks_of(client: &Client, pid: &str) -> Result<Vec<(String, String)>, DatabaseError> {
    let rows = client.rows(&format!(
        "SELECT l.relation, l.mode FROM pg_locks AS l WHERE l.pid = {pid} AND l.granted AND l.locktype = 'relation' AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) ORDER BY l.relation, l.mode"
    ))?;
    let locks = rows.iter();
    Ok(locks
        .map(|row| (text(row, 0).to_owned(), text(row, 1).to_owned()))
        .collect())
}
