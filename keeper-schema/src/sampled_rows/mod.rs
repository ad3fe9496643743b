//! A sample of a database's rows: those of large tables that are spread evenly over them, and all
//! that they refer to. The rest is deleted, which is for a copy that nobody else uses.

mod statement;

use std::fmt;

use keeper_schema_core::schema::{Schema, Table, TableName};

use self::statement::Places;
use crate::made_rows::order;
use crate::migrate::{Executor, MigrateError, TableColumns};

/// How many rows a table keeps, but for those that others refer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SampleSize {
    /// So many.
    Rows(u64),
    /// So many of ten thousand, and 1,000 at least.
    PerTenThousand(u64),
}

/// What became of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampledTable {
    /// The table.
    pub table: TableName,
    /// How many rows it had.
    pub of: u64,
    /// How many it has.
    pub rows: u64,
}

/// Leaves a sample of the rows in the tables of a schema. Foreign keys that held hold; no trigger
/// runs.
///
/// # Errors
/// If the database cannot be written, or the role may not keep triggers from running.
pub fn sample_rows(
    executor: &mut dyn Executor,
    schema: &Schema,
    size: SampleSize,
) -> Result<Vec<SampledTable>, MigrateError> {
    executor.set_rules_off()?;
    let mut tables = Vec::new();
    // Children before their parents: rows that one refers to are known when its turn comes.
    for table in order::tables(schema).into_iter().rev() {
        let counted = executor.content(&TableColumns {
            table: table.name.clone(),
            columns: Vec::new(),
        })?;
        tables.push(Counted {
            table,
            rows: counted.rows,
            kept: None,
        });
    }
    let mut sample = Sample { executor, tables };
    sample.choose(size)?;
    while sample.follow()? > 0 {}
    sample.delete()
}

struct Sample<'s> {
    executor: &'s mut dyn Executor,
    tables: Vec<Counted<'s>>,
}

struct Counted<'s> {
    table: &'s Table,
    rows: u64,
    /// The places of the rows that stay, if not all do.
    kept: Option<Places>,
}

impl Sample<'_> {
    /// Takes down which rows of the large tables stay.
    fn choose(&mut self, size: SampleSize) -> Result<(), MigrateError> {
        let dialect = self.executor.dialect();
        for (number, counted) in self.tables.iter_mut().enumerate() {
            let wanted = size.of(counted.rows);
            let places = Places::new(dialect, counted.table, number);
            if let Some(places) = places.filter(|_| wanted < counted.rows) {
                for sql in places.choose(wanted, counted.rows)? {
                    self.executor.change_rows(&sql)?;
                }
                counted.kept = Some(places);
            }
        }
        Ok(())
    }

    /// Adds the rows that those that stay refer to, and returns how many.
    fn follow(&mut self) -> Result<u64, MigrateError> {
        let mut added = 0;
        for child in &self.tables {
            for key in child.table.foreign_keys.values() {
                let target = &key.references.table;
                let parent = self.tables.iter().find(|it| it.table.name == *target);
                let Some(places) = parent.and_then(|parent| parent.kept.as_ref()) else {
                    continue;
                };
                let sql = places.referred_to(child.table, child.kept.as_ref(), key)?;
                added += self.executor.change_rows(&sql)?;
            }
        }
        Ok(added)
    }

    /// Deletes the others, and gives their room back.
    fn delete(self) -> Result<Vec<SampledTable>, MigrateError> {
        let mut sampled = Vec::new();
        for counted in &self.tables {
            let Some(places) = &counted.kept else {
                continue;
            };
            let deleted = self.executor.change_rows(&places.delete()?)?;
            sampled.push(SampledTable {
                table: counted.table.name.clone(),
                of: counted.rows,
                rows: counted.rows.saturating_sub(deleted),
            });
        }
        for places in self.tables.iter().filter_map(|it| it.kept.as_ref()) {
            self.executor.change_rows(&places.forget())?;
            self.executor.change_rows(&places.vacuum()?)?;
        }
        sampled.sort_by(|one, other| one.table.cmp(&other.table));
        Ok(sampled)
    }
}

impl SampleSize {
    /// Reads `1000` or `2.5%`.
    pub fn parse(written: &str) -> Option<Self> {
        let Some(percent) = written.strip_suffix('%') else {
            return written.parse().ok().map(Self::Rows);
        };
        let percent: f64 = percent.trim().parse().ok()?;
        let is_part = percent > 0.0 && percent <= 100.0;
        is_part.then(|| Self::PerTenThousand((percent * 100.0).ceil() as u64))
    }

    /// How many rows stay of so many.
    fn of(self, rows: u64) -> u64 {
        match self {
            Self::Rows(wanted) => wanted.min(rows),
            Self::PerTenThousand(part) => {
                let wanted = u128::from(rows) * u128::from(part) / 10_000;
                u64::try_from(wanted).unwrap_or(rows).max(1_000).min(rows)
            }
        }
    }
}

impl fmt::Display for SampleSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rows(rows) => write!(f, "{rows} rows"),
            Self::PerTenThousand(part) => write!(f, "{} %", *part as f64 / 100.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SampleSize;

    #[test]
    fn a_number_or_a_part_is_read() {
        for (written, expected) in [
            ("1000", Some(SampleSize::Rows(1000))),
            ("0", Some(SampleSize::Rows(0))),
            ("5%", Some(SampleSize::PerTenThousand(500))),
            ("0.5 %", Some(SampleSize::PerTenThousand(50))),
            ("0%", None),
            ("101%", None),
            ("-5", None),
            ("many", None),
        ] {
            assert_eq!(SampleSize::parse(written), expected, "{written}");
        }
    }
}
