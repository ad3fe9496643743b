//! The statements of a backfill. The rows are gone through by their key; where a batch ends is
//! asked of the database.

use super::filling::fill;
use super::quote::parenthesised;
use super::rows::Spelling;
use super::{Dialect, DialectError, quoted};
use crate::operation::Backfill;
use crate::schema::{ElementPath, SqlText};

/// A backfill as SQL. A place in it is the literals of a key: what was filled last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batches {
    dialect: Dialect,
    table: String,
    key: Vec<String>,
    set: String,
    predicate: String,
    /// How many rows a batch has at most.
    pub size: u32,
    /// How many milliseconds pass between two batches.
    pub pause: u32,
}

impl Batches {
    /// `text` is what the database has of an expression, which is what of which element.
    pub(super) fn new<'a>(
        dialect: Dialect,
        backfill: &'a Backfill,
        spelling: &Spelling<'_>,
        text: impl Fn(&'a SqlText, ElementPath, &'static str) -> Result<&'a str, DialectError>,
    ) -> Result<Self, DialectError> {
        let table = spelling.table;
        let filled = fill(&backfill.filling, spelling, |column, expression| {
            let element = ElementPath::Column(table.name.clone(), column.to_owned());
            text(expression, element, "the `set`")
        })?;
        let mut predicates = filled.predicate;
        if let Some(predicate) = &backfill.predicate {
            let element = ElementPath::Table(table.name.clone());
            let predicate = text(predicate, element, "the `where` of a `backfill`")?;
            predicates.push(parenthesised(predicate));
        }
        if predicates.is_empty() {
            predicates.push("true".to_owned());
        }
        let key = backfill.key_in(table).iter();
        let key: Result<Vec<String>, DialectError> = key.map(|name| quoted(name)).collect();
        Ok(Self {
            dialect,
            table: spelling.name.clone(),
            key: key?,
            set: filled.set.join(", "),
            predicate: predicates.join(" AND "),
            size: backfill.batch_size.unwrap_or(Backfill::BATCH_SIZE),
            pause: backfill.pause.unwrap_or(0),
        })
    }

    /// The table whose rows are filled, quoted.
    pub fn table(&self) -> &str {
        &self.table
    }

    /// How many rows are left to fill after a place.
    pub fn count(&self, after: Option<&str>) -> String {
        let (table, predicate, after) = (&self.table, &self.predicate, self.after(after));
        format!("SELECT count(*) FROM {table} WHERE {predicate}{after}")
    }

    /// All batches in one statement.
    pub fn at_once(&self) -> String {
        let (table, set, predicate) = (&self.table, &self.set, &self.predicate);
        format!("UPDATE {table} SET {set} WHERE {predicate}")
    }

    /// Where the batch ends that begins after a place, or no row where fewer rows are left than
    /// it would have.
    pub fn end(&self, after: Option<&str>) -> String {
        let (table, predicate, before) = (&self.table, &self.predicate, self.size - 1);
        let key = self.key.join(", ");
        let literals: Vec<String> = self.key.iter().map(|name| self.literal(name)).collect();
        let literals = literals.join(" || ', ' || ");
        let after = self.after(after);
        format!(
            "SELECT {literals} FROM {table} WHERE {predicate}{after} ORDER BY {key} LIMIT 1 OFFSET {before}"
        )
    }

    /// Fills the rows after a place and up to another, or all that are left.
    pub fn update(&self, after: Option<&str>, end: Option<&str>) -> String {
        let (key, after) = (self.key.join(", "), self.after(after));
        let end = end.map_or(String::new(), |end| format!(" AND ({key}) <= ({end})"));
        format!("{}{after}{end}", self.at_once())
    }

    /// The expression for the literal of a column's value.
    fn literal(&self, name: &str) -> String {
        match self.dialect {
            Dialect::Postgres => format!("quote_literal({name}::text)"),
            // `quote` ends a text at a NUL character.
            Dialect::Sqlite => format!(
                "CASE WHEN typeof({name}) = 'text' AND instr({name}, char(0)) THEN 'CAST(X''' || hex({name}) || ''' AS TEXT)' ELSE quote({name}) END"
            ),
        }
    }

    fn after(&self, place: Option<&str>) -> String {
        let key = self.key.join(", ");
        place.map_or(String::new(), |place| format!(" AND ({key}) > ({place})"))
    }
}
