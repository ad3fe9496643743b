//! Sequences that are declared by themselves.

use super::TableName;

/// A sequence. Those of numbered columns are part of their columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sequence {
    /// The name. It is in one namespace with the tables of its database schema.
    pub name: TableName,
    /// The first number, if it is not the lowest, or downwards the highest.
    pub start: Option<i64>,
    /// The step, if it is not 1.
    pub increment: Option<i64>,
    /// The lowest number, if it is not the database's.
    pub min: Option<i64>,
    /// The highest number, if it is not the database's.
    pub max: Option<i64>,
    /// How many numbers a session takes at once, if it is not one.
    pub cache: Option<i64>,
    /// Whether it begins anew after its last number.
    pub cycle: bool,
    /// The table and column that it goes with when they are dropped.
    pub owned_by: Option<(TableName, String)>,
}

impl Sequence {
    /// A sequence with nothing said but its name.
    pub fn new(name: TableName) -> Self {
        Self {
            name,
            start: None,
            increment: None,
            min: None,
            max: None,
            cache: None,
            cycle: false,
            owned_by: None,
        }
    }

    /// The number that it begins with.
    pub fn first(&self) -> i64 {
        let is_falling = self.increment.is_some_and(|step| step < 0);
        let end = if is_falling { self.max } else { self.min };
        let usual = if is_falling { -1 } else { 1 };
        self.start.or(end).unwrap_or(usual)
    }
}
