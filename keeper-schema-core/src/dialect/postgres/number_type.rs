//! The type that a sequence counts in.
//!
//! PostgreSQL keeps it beside the limits, which are those of the type where none are said. So
//! a limit that is the end of a type stands for the type.

use crate::schema::{Column, Identity, Sequence};

/// A type that numbers have, from the smallest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum NumberType {
    SmallInt,
    Integer,
    BigInt,
}

impl NumberType {
    const ALL: [Self; 3] = [Self::SmallInt, Self::Integer, Self::BigInt];

    /// Of a sequence that no column is numbered by.
    pub(super) fn of(sequence: &Sequence) -> Self {
        let is_falling = sequence.increment.is_some_and(|step| step < 0);
        let end = if is_falling {
            sequence.min
        } else {
            sequence.max
        };
        Self::ending(end).unwrap_or(Self::BigInt)
    }

    /// Of the sequence of a column: its own, unless a limit is the end of another or beyond it.
    pub(super) fn of_identity(column: &Column, identity: &Identity) -> Self {
        let own = Self::holding(column.column_type.whole_numbers().1);
        let end = match identity.is_falling() {
            true => identity.min,
            false => identity.max,
        };
        let limits = [identity.min, identity.max].into_iter().flatten();
        let needed = limits.map(Self::holding).max().unwrap_or(own);
        Self::ending(end).unwrap_or(own.max(needed))
    }

    /// As it is written.
    pub(super) fn sql(self) -> &'static str {
        match self {
            Self::SmallInt => "smallint",
            Self::Integer => "integer",
            Self::BigInt => "bigint",
        }
    }

    fn ending(limit: Option<i64>) -> Option<Self> {
        let mut types = Self::ALL.into_iter();
        types.find(|it| limit.is_some_and(|limit| [it.ends().0, it.ends().1].contains(&limit)))
    }

    fn holding(limit: i64) -> Self {
        let mut types = Self::ALL.into_iter();
        let holds = |it: &Self| (it.ends().0..=it.ends().1).contains(&limit);
        types.find(holds).unwrap_or(Self::BigInt)
    }

    fn ends(self) -> (i64, i64) {
        match self {
            Self::SmallInt => (i16::MIN.into(), i16::MAX.into()),
            Self::Integer => (i32::MIN.into(), i32::MAX.into()),
            Self::BigInt => (i64::MIN, i64::MAX),
        }
    }
}
