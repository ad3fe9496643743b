//! A database of a test.

use crate::psql::{Outcome, psql};

/// A database.
#[derive(Debug)]
pub struct Database {
    url: String,
    dropped: Option<Dropped>,
}

/// How the database is removed.
#[derive(Debug)]
struct Dropped {
    name: String,
    server: String,
}

impl Database {
    pub(crate) fn attached(url: String) -> Self {
        Self { url, dropped: None }
    }

    pub(crate) fn dropped_in_the_end(url: String, name: String, server: String) -> Self {
        let dropped = Some(Dropped { name, server });
        Self { url, dropped }
    }

    /// Its address: `postgresql:///name?host=/folder&user=postgres`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Feeds a script to psql, which goes on after an error unless the script says
    /// otherwise.
    pub fn psql(&self, script: &str) -> Outcome {
        psql(&self.url, script)
    }

    /// Runs SQL that must succeed, and returns its rows, a line each, columns between `|`.
    ///
    /// # Panics
    /// If a statement fails.
    pub fn run(&self, sql: &str) -> Vec<String> {
        let outcome = self.psql(&format!("\\set ON_ERROR_STOP on\n{sql}\n;"));
        assert_eq!(outcome.status, 0, "{sql}: {}", outcome.stderr);
        outcome.stdout.lines().map(str::to_owned).collect()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(Dropped { name, server }) = &self.dropped {
            psql(server, &format!("DROP DATABASE {name} WITH (FORCE);"));
        }
    }
}
