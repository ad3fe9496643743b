//! Rows that stand in the way.

use std::fmt;

use keeper_schema_core::dialect::Misfit;

/// Rows that stand against a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundRows {
    /// The table.
    pub table: String,
    /// How many rows, or groups of equal rows.
    pub count: u64,
    /// The first of them: the key, ready to show.
    pub examples: Vec<String>,
    /// What is wrong with them.
    pub misfit: Misfit,
}

/// Rows that refer to rows that are not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The table with the foreign key.
    pub table: String,
    /// Its columns.
    pub columns: Vec<String>,
    /// The table that they refer to.
    pub parent: String,
    /// How many rows more than before.
    pub count: u64,
    /// The rowids of the first ones; empty for a table without.
    pub rowids: Vec<i64>,
}

impl fmt::Display for FoundRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = match (&self.misfit, self.count) {
            (Misfit::Duplicate { .. }, 1) => "group of rows",
            (Misfit::Duplicate { .. }, _) => "groups of rows",
            (_, 1) => "row",
            (_, _) => "rows",
        };
        let (count, table) = (self.count, &self.table);
        write!(f, "{count} {rows} of `{table}` {}", self.misfit)?;
        if !self.examples.is_empty() {
            let more = if self.count > self.examples.len() as u64 {
                ", …"
            } else {
                ""
            };
            write!(f, " ({}{more})", self.examples.join(", "))?;
        }
        Ok(())
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = if self.count == 1 { "row" } else { "rows" };
        write!(
            f,
            "{} {rows} of `{}` (`{}`) to `{}`",
            self.count,
            self.table,
            self.columns.join("`, `"),
            self.parent
        )?;
        if !self.rowids.is_empty() {
            let rowids: Vec<String> = self.rowids.iter().map(ToString::to_string).collect();
            write!(f, ", rowid {}", rowids.join(", "))?;
        }
        Ok(())
    }
}
