//! Work on a table that takes long if the table is large. SQLite tells that it is at work, and not
//! how far it is: what is told is the beginning and the end.

#![allow(
    clippy::disallowed_methods,
    reason = "the executor measures how long a statement takes"
)]

use std::time::Instant;

use keeper_schema_core::schema::sql_tokens::sqlite_tokens;

use crate::migrate::{Activity, Observer, Progress, ProgressUnit};

/// What is done to fewer rows is done in no time, and not told of.
const FEW: u64 = 10_000;

/// One piece of such work.
pub(super) struct Long<'t> {
    activity: Activity,
    table: &'t str,
    rows: u64,
    began: Instant,
}

impl<'t> Long<'t> {
    /// It begins, on a table of that many rows.
    pub(super) fn begin(
        activity: Activity,
        table: &'t str,
        rows: u64,
        observer: &mut dyn Observer,
    ) -> Self {
        let long = Self {
            activity,
            table,
            rows,
            began: Instant::now(),
        };
        long.tell(0, observer);
        long
    }

    /// It is done.
    pub(super) fn end(self, observer: &mut dyn Observer) {
        self.tell(self.rows, observer);
    }

    fn tell(&self, done: u64, observer: &mut dyn Observer) {
        if self.rows >= FEW {
            observer.progressed(&Progress {
                activity: self.activity,
                of: self.table,
                phase: None,
                unit: ProgressUnit::Rows,
                done,
                total: Some(self.rows),
                took: self.began.elapsed(),
            });
        }
    }
}

/// The table that a statement makes an index of, if it makes one.
pub(super) fn indexed(sql: &str) -> Option<String> {
    let mut tokens = sqlite_tokens(sql);
    if !tokens.next()?.is_word("create") {
        return None;
    }
    let what = tokens.by_ref().find(|token| !token.is_word("unique"))?;
    if !what.is_word("index") {
        return None;
    }
    tokens.find(|token| token.is_word("on"))?;
    tokens.next()?.identifier()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_an_index_is_told_from_its_statement() {
        let check = |sql: &str, expected: Option<&str>| {
            assert_eq!(indexed(sql).as_deref(), expected, "{sql}");
        };
        check(
            r#"CREATE INDEX "on" ON "my books" ("title")"#,
            Some("my books"),
        );
        check("CREATE UNIQUE INDEX i ON books (title)", Some("books"));
        check("CREATE TABLE books (a ON CONFLICT)", None);
        check("DROP INDEX i", None);
        check("CREATE", None);
    }
}
