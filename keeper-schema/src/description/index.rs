//! Indexes.

use super::Sql;

/// An index.
///
/// ```
/// use keeper_schema::Model;
/// use keeper_schema::description::Sql;
///
/// #[derive(Model)]
/// struct Tag {
///     #[keeper(index(unique, where = "live"))]
///     slug: String,
///     live: bool,
/// }
///
/// let index = Tag::TABLE.indexes[0];
/// assert!(index.unique && index.predicate == Some(Sql::Common("live")));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Index {
    /// The index's name, if the model spells it.
    pub name: Option<&'static str>,
    /// What it is over.
    pub keys: &'static [IndexKey],
    /// Whether two rows may not have the same key.
    pub unique: bool,
    /// The predicate of a partial index.
    pub predicate: Option<Sql>,
    /// The access method, if the model says one.
    pub method: Option<&'static str>,
    /// Columns carried beside the key.
    pub include: &'static [&'static str],
    /// Whether two NULLs are the same to a unique index.
    pub nulls_not_distinct: bool,
    /// Storage parameters with their values.
    pub with: &'static [(&'static str, &'static str)],
    /// The comment.
    pub comment: Option<&'static str>,
}

impl Index {
    /// An index of those keys of which nothing else is said.
    ///
    /// ```
    /// let index = keeper_schema::description::Index::new(&[]);
    /// assert!(!index.unique);
    /// ```
    #[must_use]
    pub const fn new(keys: &'static [IndexKey]) -> Self {
        Self {
            name: None,
            keys,
            unique: false,
            predicate: None,
            method: None,
            include: &[],
            nulls_not_distinct: false,
            with: &[],
            comment: None,
        }
    }
}

/// One key of an index.
///
/// ```
/// use keeper_schema::Model;
///
/// #[derive(Model)]
/// #[keeper(index(slug, size))]
/// struct Tag {
///     slug: String,
///     size: i32,
/// }
///
/// assert_eq!(Tag::TABLE.indexes[0].keys.len(), 2);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndexKey {
    /// What is indexed.
    pub target: IndexTarget,
    /// The direction.
    pub order: SortOrder,
    /// Where NULLs go, if the model says it.
    pub nulls: Option<NullsOrder>,
    /// The operator class.
    pub opclass: Option<Sql>,
    /// The collation.
    pub collation: Option<Sql>,
}

impl IndexKey {
    /// A key of that target of which nothing else is said.
    ///
    /// ```
    /// use keeper_schema::description::{IndexKey, IndexTarget, SortOrder};
    ///
    /// let key = IndexKey::new(IndexTarget::Column("slug"));
    /// assert_eq!(key.order, SortOrder::Ascending);
    /// ```
    #[must_use]
    pub const fn new(target: IndexTarget) -> Self {
        Self {
            target,
            order: SortOrder::Ascending,
            nulls: None,
            opclass: None,
            collation: None,
        }
    }
}

/// What an index key is over.
///
/// ```
/// use keeper_schema::Model;
/// use keeper_schema::description::{IndexTarget, Sql};
///
/// #[derive(Model)]
/// #[keeper(index("lower(slug)"))]
/// struct Tag {
///     slug: String,
/// }
///
/// let lower = IndexTarget::Expression(Sql::Common("lower(slug)"));
/// assert_eq!(Tag::TABLE.indexes[0].keys[0].target, lower);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexTarget {
    /// A column.
    Column(&'static str),
    /// An expression.
    Expression(Sql),
}

/// The direction of an index key.
///
/// ```
/// use keeper_schema::Model;
/// use keeper_schema::description::SortOrder;
///
/// #[derive(Model)]
/// #[keeper(index(desc(size)))]
/// struct Tag {
///     size: i32,
/// }
///
/// assert_eq!(Tag::TABLE.indexes[0].keys[0].order, SortOrder::Descending);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the variants are SQL's own words")]
pub enum SortOrder {
    Ascending,
    Descending,
}

/// Where an index key keeps NULLs.
///
/// ```
/// use keeper_schema::Model;
/// use keeper_schema::description::NullsOrder;
///
/// #[derive(Model)]
/// #[keeper(index(desc(size, nulls = "last")))]
/// struct Tag {
///     size: Option<i32>,
/// }
///
/// assert_eq!(Tag::TABLE.indexes[0].keys[0].nulls, Some(NullsOrder::Last));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the variants are SQL's own words")]
pub enum NullsOrder {
    First,
    Last,
}
