//! What means the same to SQLite, whatever it is called.

use keeper_schema_core::schema::{
    Check, Default, ForeignKey, Generated, Index, IndexKey, IndexTarget, SqlText, Unique,
};

use super::text;

/// A part of a table, with its name.
pub(super) trait Named: Clone {
    fn name(&self) -> &str;

    /// The same under another name.
    fn named(&self, name: String) -> Self;
}

/// A part of a table that means the same under any name.
pub(super) trait Part: Named {
    fn means_the_same(&self, other: &Self) -> bool;
}

macro_rules! named {
    ($($part:ty),*) => {$(
        impl Named for $part {
            fn name(&self) -> &str {
                &self.name
            }

            fn named(&self, name: String) -> Self {
                Self {
                    name,
                    ..self.clone()
                }
            }
        }
    )*};
}

named!(Unique, ForeignKey, Check, Index);

impl Part for Unique {
    fn means_the_same(&self, other: &Self) -> bool {
        self.columns == other.columns
    }
}

impl Part for ForeignKey {
    fn means_the_same(&self, other: &Self) -> bool {
        self.columns == other.columns
            && self.references == other.references
            && self.on_delete == other.on_delete
            && self.on_update == other.on_update
            && self.deferrable == other.deferrable
    }
}

impl Part for Check {
    fn means_the_same(&self, other: &Self) -> bool {
        expressions(&self.expression, &other.expression)
    }
}

impl Part for Index {
    fn means_the_same(&self, other: &Self) -> bool {
        let mut keys = self.keys.iter().zip(&other.keys);
        self.unique == other.unique
            && self.keys.len() == other.keys.len()
            && keys.all(|(left, right)| index_keys(left, right))
            && optional(
                self.predicate.as_ref(),
                other.predicate.as_ref(),
                expressions,
            )
    }
}

fn index_keys(left: &IndexKey, right: &IndexKey) -> bool {
    let same_target = match (&left.target, &right.target) {
        (IndexTarget::Column(left), IndexTarget::Column(right)) => left == right,
        (IndexTarget::Expression(left), IndexTarget::Expression(right)) => expressions(left, right),
        (IndexTarget::Column(_) | IndexTarget::Expression(_), _) => false,
    };
    same_target
        && left.order == right.order
        && optional(
            left.collation.as_ref(),
            right.collation.as_ref(),
            collations,
        )
}

/// Whether two that may be absent are the same.
pub(super) fn optional<T>(
    left: Option<&T>,
    right: Option<&T>,
    same: impl Fn(&T, &T) -> bool,
) -> bool {
    match (left, right) {
        (None, None) => true,
        (Some(left), Some(right)) => same(left, right),
        (Some(_), None) | (None, Some(_)) => false,
    }
}

pub(super) fn defaults(left: &Default, right: &Default) -> bool {
    match (left, right) {
        (Default::Expression(left), Default::Expression(right)) => expressions(left, right),
        (Default::Literal(_) | Default::Bytes(_) | Default::Expression(_), _) => left == right,
    }
}

pub(super) fn generated(left: &Generated, right: &Generated) -> bool {
    left.stored == right.stored && expressions(&left.expression, &right.expression)
}

pub(super) fn collations(left: &SqlText, right: &SqlText) -> bool {
    optional(left.sqlite(), right.sqlite(), |left, right| {
        left.eq_ignore_ascii_case(right)
    })
}

fn expressions(left: &SqlText, right: &SqlText) -> bool {
    optional(left.sqlite(), right.sqlite(), |left, right| {
        text::normal(left) == text::normal(right)
    })
}
