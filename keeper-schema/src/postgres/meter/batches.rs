//! Measures statements that run as many transactions.

#![allow(
    clippy::disallowed_methods,
    reason = "the executor measures how long statements take"
)]

use std::time::{Duration, Instant};

use super::{Tables, locks_of};
use crate::migrate::{DatabaseError, HeldLock, MeasuredStatement, Observer};
use crate::postgres::PostgresExecutor;

/// Measures batches, if the observer wants to know, and tells them as one statement. Nobody
/// waits for longer than one of them takes: the locks are those of the longest.
pub(in crate::postgres) struct BatchMeter<'m> {
    executor: &'m PostgresExecutor,
    pub(in crate::postgres) observer: &'m mut dyn Observer,
    tables: Tables,
    sql: String,
    began: Instant,
    batch_began: Instant,
    longest: Duration,
    locks: Vec<HeldLock>,
}

impl<'m> BatchMeter<'m> {
    /// For batches that together are that statement.
    pub(in crate::postgres) fn begin(
        executor: &'m PostgresExecutor,
        observer: &'m mut dyn Observer,
        sql: String,
    ) -> Result<Self, DatabaseError> {
        let tables = match observer.is_measuring() {
            true => Tables::read(executor, &executor.client)?,
            false => Tables::default(),
        };
        let now = Instant::now();
        Ok(Self {
            executor,
            observer,
            tables,
            sql,
            began: now,
            batch_began: now,
            longest: Duration::ZERO,
            locks: Vec::new(),
        })
    }

    /// A batch begins.
    pub(in crate::postgres) fn start(&mut self) {
        self.batch_began = Instant::now();
    }

    /// A batch has run, and is about to be committed.
    pub(in crate::postgres) fn ran(&mut self) -> Result<(), DatabaseError> {
        let took = self.batch_began.elapsed();
        if !self.observer.is_measuring() || took <= self.longest {
            return Ok(());
        }
        self.longest = took;
        let held = locks_of(&self.executor.client, "pg_backend_pid()")?.into_iter();
        let held = held.filter_map(|(table, mode)| {
            Some(HeldLock {
                table: self.tables.0.get(&table)?.name.clone(),
                mode,
                from: self.batch_began,
                until: self.batch_began + took,
            })
        });
        self.locks = held.collect();
        Ok(())
    }
}

impl Drop for BatchMeter<'_> {
    /// All of them have run, or one has failed.
    fn drop(&mut self) {
        if self.observer.is_measuring() {
            self.observer.measured(MeasuredStatement {
                sql: std::mem::take(&mut self.sql),
                began: self.began,
                took: self.began.elapsed(),
                locks: std::mem::take(&mut self.locks),
                rewritten: Vec::new(),
            });
        }
    }
}
