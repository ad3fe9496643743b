//! Constraints and indexes of a table: which are the same, whatever their names.

use crate::schema::{
    Check, Exclusion, ForeignKey, Index, IndexKey, IndexTarget, PrimaryKey, Unique,
};

use super::text;

/// A part of a table that has a name and means the same without it.
pub(super) trait Element {
    fn name(&self) -> &str;

    fn comment(&self) -> Option<&String>;

    /// Whether the two mean the same, but for their names and comments and for whether
    /// old rows were checked.
    fn same_definition(&self, other: &Self) -> bool;

    /// Whether rows that were there before it may break it.
    fn not_valid(&self) -> bool {
        false
    }
}

/// How the elements of one kind in one table change.
#[derive(Debug)]
pub(super) struct ElementChanges<'a, T> {
    /// In both, with the same meaning.
    pub kept: Vec<Kept<'a, T>>,
    /// Only in history.
    pub dropped: Vec<&'a T>,
    /// Only in the models.
    pub created: Vec<&'a T>,
}

/// An element that stays.
#[derive(Debug)]
pub(super) struct Kept<'a, T> {
    pub before: &'a T,
    pub after: &'a T,
    /// Whether it gets the name it has in the models.
    pub is_renamed: bool,
}

impl<'a, T: Element> Kept<'a, T> {
    /// The name that it has when it has got the one it gets.
    pub(super) fn name(&self) -> &'a str {
        match self.is_renamed {
            true => self.after.name(),
            false => self.before.name(),
        }
    }

    /// Whether its old rows are to be checked now.
    pub(super) fn is_validated(&self) -> bool {
        self.before.not_valid() && !self.after.not_valid()
    }

    /// Whether it gets another comment, or loses the one it has.
    pub(super) fn is_commented(&self) -> bool {
        self.before.comment() != self.after.comment()
    }
}

impl<'a, T> ElementChanges<'a, T> {
    /// The elements that stay, and whose old rows are to be checked now.
    pub(super) fn validated(&self) -> impl Iterator<Item = &Kept<'a, T>>
    where
        T: Element,
    {
        self.kept.iter().filter(|kept| kept.is_validated())
    }

    pub(super) fn is_empty(&self) -> bool
    where
        T: Element,
    {
        let is_unchanged =
            |kept: &Kept<'_, T>| !kept.is_renamed && !kept.is_validated() && !kept.is_commented();
        self.dropped.is_empty() && self.created.is_empty() && self.kept.iter().all(is_unchanged)
    }
}

/// Pairs the elements that mean the same: by name first, then each with the first
/// that is left. A name that nobody spelled never makes a rename.
pub(super) fn pair<'a, T: Element>(
    before: impl IntoIterator<Item = &'a T>,
    after: impl IntoIterator<Item = &'a T>,
    is_implied: impl Fn(&str) -> bool,
) -> ElementChanges<'a, T> {
    let mut dropped: Vec<&T> = before.into_iter().collect();
    let mut kept = Vec::new();
    let mut unpaired = Vec::new();
    for after in after {
        let same = |before: &&T| before.name() == after.name() && is_kept(*before, after);
        match dropped.iter().position(same) {
            Some(at) => kept.push(Kept {
                before: dropped.remove(at),
                after,
                is_renamed: false,
            }),
            None => unpaired.push(after),
        }
    }
    let mut created = Vec::new();
    for after in unpaired {
        match dropped.iter().position(|before| is_kept(*before, after)) {
            Some(at) => kept.push(Kept {
                before: dropped.remove(at),
                after,
                is_renamed: !is_implied(after.name()),
            }),
            None => created.push(after),
        }
    }
    ElementChanges {
        kept,
        dropped,
        created,
    }
}

/// What is valid cannot be made not valid again.
fn is_kept<T: Element>(before: &T, after: &T) -> bool {
    before.same_definition(after) && (before.not_valid() || !after.not_valid())
}

impl Element for PrimaryKey {
    fn name(&self) -> &str {
        &self.name
    }

    fn comment(&self) -> Option<&String> {
        self.comment.as_ref()
    }

    fn same_definition(&self, other: &Self) -> bool {
        self.columns == other.columns
            && self.include == other.include
            && self.deferrable == other.deferrable
    }
}

impl Element for Unique {
    fn name(&self) -> &str {
        &self.name
    }

    fn comment(&self) -> Option<&String> {
        self.comment.as_ref()
    }

    fn same_definition(&self, other: &Self) -> bool {
        self.columns == other.columns
            && self.nulls_not_distinct == other.nulls_not_distinct
            && self.include == other.include
            && self.deferrable == other.deferrable
    }
}

impl Element for ForeignKey {
    fn name(&self) -> &str {
        &self.name
    }

    fn comment(&self) -> Option<&String> {
        self.comment.as_ref()
    }

    fn same_definition(&self, other: &Self) -> bool {
        self.columns == other.columns
            && self.references == other.references
            && self.on_delete == other.on_delete
            && self.on_delete_columns == other.on_delete_columns
            && self.on_update == other.on_update
            && self.match_type == other.match_type
            && self.deferrable == other.deferrable
    }

    fn not_valid(&self) -> bool {
        self.not_valid
    }
}

impl Element for Check {
    fn name(&self) -> &str {
        &self.name
    }

    fn comment(&self) -> Option<&String> {
        self.comment.as_ref()
    }

    fn same_definition(&self, other: &Self) -> bool {
        text::same(&self.expression, &other.expression) && self.no_inherit == other.no_inherit
    }

    fn not_valid(&self) -> bool {
        self.not_valid
    }
}

impl Element for Exclusion {
    fn name(&self) -> &str {
        &self.name
    }

    fn comment(&self) -> Option<&String> {
        self.comment.as_ref()
    }

    fn same_definition(&self, other: &Self) -> bool {
        let mut elements = self.elements.iter().zip(&other.elements);
        self.elements.len() == other.elements.len()
            && elements.all(|(left, right)| {
                left.operator == right.operator && same_key(&left.key, &right.key)
            })
            && method(self.method.as_ref()) == method(other.method.as_ref())
            && text::same_optional(self.predicate.as_ref(), other.predicate.as_ref())
            && self.deferrable == other.deferrable
    }
}

impl Element for Index {
    fn name(&self) -> &str {
        &self.name
    }

    fn comment(&self) -> Option<&String> {
        self.comment.as_ref()
    }

    fn same_definition(&self, other: &Self) -> bool {
        self.unique == other.unique
            && self.keys.len() == other.keys.len()
            && self
                .keys
                .iter()
                .zip(&other.keys)
                .all(|(left, right)| same_key(left, right))
            && text::same_optional(self.predicate.as_ref(), other.predicate.as_ref())
            && method(self.method.as_ref()) == method(other.method.as_ref())
            && self.include == other.include
            && self.nulls_not_distinct == other.nulls_not_distinct
            && self.with == other.with
    }
}

fn same_key(left: &IndexKey, right: &IndexKey) -> bool {
    let same_target = match (&left.target, &right.target) {
        (IndexTarget::Column(left), IndexTarget::Column(right)) => left == right,
        (IndexTarget::Expression(left), IndexTarget::Expression(right)) => text::same(left, right),
        (IndexTarget::Column(_) | IndexTarget::Expression(_), _) => false,
    };
    same_target
        && left.order == right.order
        && left.nulls == right.nulls
        && text::same_optional_opclass(left.opclass.as_ref(), right.opclass.as_ref())
        && text::same_optional_name(left.collation.as_ref(), right.collation.as_ref())
}

fn method(method: Option<&String>) -> &str {
    method.map_or("btree", String::as_str)
}

#[cfg(test)]
mod tests {
    use super::Element;
    use crate::operation::fixture::exclusion;
    use crate::schema::{Deferrable, Exclusion};

    #[test]
    fn exclusions_are_compared_by_what_they_mean() {
        let one = || Exclusion {
            predicate: Some("room > 0".into()),
            ..exclusion("x", &[("room", "="), ("during", "&&")])
        };
        let of = |elements: &[(&str, &str)]| Exclusion {
            elements: exclusion("x", elements).elements,
            ..one()
        };
        let method = |method: &str| Exclusion {
            method: Some(method.to_owned()),
            ..one()
        };
        let predicate = |predicate: &str| Exclusion {
            predicate: Some(predicate.into()),
            ..one()
        };
        let deferrable = Exclusion {
            deferrable: Some(Deferrable::Deferrable),
            ..one()
        };
        let cases = [
            (
                Exclusion {
                    name: "y".to_owned(),
                    ..one()
                },
                true,
            ),
            (method("btree"), true),
            (predicate("room>0 -- all"), true),
            (method("gist"), false),
            (predicate("room > 1"), false),
            (of(&[("room", "="), ("during", "=")]), false),
            (of(&[("room", "="), ("until", "&&")]), false),
            (of(&[("room", "=")]), false),
            (of(&[("during", "&&"), ("room", "=")]), false),
            (deferrable, false),
        ];
        for (other, expected) in cases {
            assert_eq!(one().same_definition(&other), expected, "{other:?}");
        }
    }
}
