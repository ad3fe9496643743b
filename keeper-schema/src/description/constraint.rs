//! Constraints of a table.

use super::{IndexKey, Sql};

/// A primary key.
///
/// ```
/// use keeper_schema::Model;
///
/// #[derive(Model)]
/// #[keeper(primary_key(tag, product))]
/// struct Tag {
///     tag: i32,
///     product: i32,
/// }
///
/// let columns = Tag::TABLE.primary_key.map(|key| key.columns);
/// assert_eq!(columns, Some(["tag", "product"].as_slice()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrimaryKey {
    /// The constraint's name, if the model spells it.
    pub name: Option<&'static str>,
    /// The key columns.
    pub columns: &'static [&'static str],
    /// Columns carried in the index beside the key.
    pub include: &'static [&'static str],
    /// Whether it can be checked at the end of a transaction.
    pub deferrable: Option<Deferrable>,
    /// The comment.
    pub comment: Option<&'static str>,
}

impl PrimaryKey {
    /// A key of those columns of which nothing else is said.
    ///
    /// ```
    /// let key = keeper_schema::description::PrimaryKey::new(&["id"]);
    /// assert_eq!(key.name, None);
    /// ```
    #[must_use]
    pub const fn new(columns: &'static [&'static str]) -> Self {
        Self {
            name: None,
            columns,
            include: &[],
            deferrable: None,
            comment: None,
        }
    }
}

/// A unique constraint.
///
/// ```
/// use keeper_schema::Model;
///
/// #[derive(Model)]
/// #[keeper(unique(slug, product, name = "one_each"))]
/// struct Tag {
///     slug: String,
///     product: i32,
/// }
///
/// assert_eq!(Tag::TABLE.unique[0].name, Some("one_each"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unique {
    /// The constraint's name, if the model spells it.
    pub name: Option<&'static str>,
    /// The columns.
    pub columns: &'static [&'static str],
    /// Whether two NULLs are the same.
    pub nulls_not_distinct: bool,
    /// Columns carried in the index beside the key.
    pub include: &'static [&'static str],
    /// Whether it can be checked at the end of a transaction.
    pub deferrable: Option<Deferrable>,
    /// The comment.
    pub comment: Option<&'static str>,
}

impl Unique {
    /// A constraint on those columns of which nothing else is said.
    ///
    /// ```
    /// let unique = keeper_schema::description::Unique::new(&["slug"]);
    /// assert!(!unique.nulls_not_distinct);
    /// ```
    #[must_use]
    pub const fn new(columns: &'static [&'static str]) -> Self {
        Self {
            name: None,
            columns,
            nulls_not_distinct: false,
            include: &[],
            deferrable: None,
            comment: None,
        }
    }
}

/// A foreign key.
///
/// ```
/// use keeper_schema::Model;
///
/// #[derive(Model)]
/// struct Tag {
///     #[keeper(primary_key)]
///     id: i32,
///     #[keeper(references = Self)]
///     parent: Option<i32>,
/// }
///
/// let key = Tag::TABLE.foreign_keys[0];
/// assert_eq!((key.name, key.columns), (None, ["parent"].as_slice()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ForeignKey {
    /// The constraint's name, if the model spells it.
    pub name: Option<&'static str>,
    /// The referring columns.
    pub columns: &'static [&'static str],
    /// What they refer to.
    pub references: References,
    /// What happens to a row when the row it refers to is deleted.
    pub on_delete: ReferentialAction,
    /// The columns that `set null` and `set default` on delete are limited to; empty for all.
    pub on_delete_columns: &'static [&'static str],
    /// What happens to a row when the key it refers to changes.
    pub on_update: ReferentialAction,
    /// How NULLs in a key of several columns count.
    pub match_type: Match,
    /// Whether it can be checked at the end of a transaction.
    pub deferrable: Option<Deferrable>,
    /// Whether rows that were there before it may break it.
    pub not_valid: bool,
    /// The comment.
    pub comment: Option<&'static str>,
}

impl ForeignKey {
    /// A key of those columns of which nothing else is said.
    ///
    /// ```
    /// use keeper_schema::description::{ForeignKey, References, ReferentialAction};
    ///
    /// let references = References { schema: None, table: "products", columns: &["id"] };
    /// let key = ForeignKey::new(&["product_id"], references);
    /// assert_eq!(key.on_delete, ReferentialAction::NoAction);
    /// ```
    #[must_use]
    pub const fn new(columns: &'static [&'static str], references: References) -> Self {
        Self {
            name: None,
            columns,
            references,
            on_delete: ReferentialAction::NoAction,
            on_delete_columns: &[],
            on_update: ReferentialAction::NoAction,
            match_type: Match::Simple,
            deferrable: None,
            not_valid: false,
            comment: None,
        }
    }
}

/// The target of a foreign key.
///
/// ```
/// use keeper_schema::Model;
///
/// #[derive(Model)]
/// struct Tag {
///     #[keeper(primary_key)]
///     id: i32,
///     #[keeper(references = Self)]
///     parent: Option<i32>,
/// }
///
/// let references = Tag::TABLE.foreign_keys[0].references;
/// assert_eq!((references.table, references.columns), ("tag", ["id"].as_slice()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct References {
    /// The database schema of the table, if its model says one.
    pub schema: Option<&'static str>,
    /// The table.
    pub table: &'static str,
    /// Its columns.
    pub columns: &'static [&'static str],
}

/// What a foreign key does when its target goes or changes.
///
/// ```
/// use keeper_schema::Model;
/// use keeper_schema::description::ReferentialAction;
///
/// #[derive(Model)]
/// struct Tag {
///     #[keeper(primary_key)]
///     id: i32,
///     #[keeper(references = Self, on_delete = "set null")]
///     parent: Option<i32>,
/// }
///
/// let key = Tag::TABLE.foreign_keys[0];
/// assert_eq!(key.on_delete, ReferentialAction::SetNull);
/// assert_eq!(key.on_update, ReferentialAction::NoAction);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the variants are SQL's own words")]
pub enum ReferentialAction {
    NoAction,
    Restrict,
    Cascade,
    SetNull,
    SetDefault,
}

/// How a foreign key of several columns treats NULLs.
///
/// ```
/// use keeper_schema::Model;
/// use keeper_schema::description::Match;
///
/// #[derive(Model)]
/// #[keeper(foreign_key(a, b, references = Tag(x, y), match = "full"))]
/// struct Tag {
///     a: Option<i32>,
///     b: Option<i32>,
///     x: i32,
///     y: i32,
/// }
///
/// assert_eq!(Tag::TABLE.foreign_keys[0].match_type, Match::Full);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    /// A NULL in any column satisfies the key.
    Simple,
    /// All columns are NULL or none.
    Full,
}

/// That a constraint can be checked at the end of a transaction.
///
/// ```
/// use keeper_schema::Model;
/// use keeper_schema::description::Deferrable;
///
/// #[derive(Model)]
/// struct Tag {
///     #[keeper(primary_key)]
///     id: i32,
///     #[keeper(references = Self, deferrable = "initially deferred")]
///     parent: Option<i32>,
/// }
///
/// let deferrable = Tag::TABLE.foreign_keys[0].deferrable;
/// assert_eq!(deferrable, Some(Deferrable::InitiallyDeferred));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deferrable {
    /// `DEFERRABLE INITIALLY IMMEDIATE`
    Deferrable,
    /// `DEFERRABLE INITIALLY DEFERRED`
    InitiallyDeferred,
}

/// A check.
///
/// ```
/// use keeper_schema::Model;
/// use keeper_schema::description::Sql;
///
/// #[derive(Model)]
/// struct Tag {
///     #[keeper(check("size > 0", name = "positive"))]
///     size: i32,
/// }
///
/// let check = Tag::TABLE.checks[0];
/// assert_eq!(check.name, Some("positive"));
/// assert_eq!(check.expression, Sql::Common("size > 0"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Check {
    /// The constraint's name, if the model spells it.
    pub name: Option<&'static str>,
    /// The condition.
    pub expression: Sql,
    /// Whether rows that were there before it may break it.
    pub not_valid: bool,
    /// Whether child tables do not have it.
    pub no_inherit: bool,
    /// The comment.
    pub comment: Option<&'static str>,
}

impl Check {
    /// A check of that expression of which nothing else is said.
    ///
    /// ```
    /// use keeper_schema::description::{Check, Sql};
    ///
    /// let check = Check::new(Sql::Common("price > 0"));
    /// assert!(!check.not_valid);
    /// ```
    #[must_use]
    pub const fn new(expression: Sql) -> Self {
        Self {
            name: None,
            expression,
            not_valid: false,
            no_inherit: false,
            comment: None,
        }
    }
}

/// An exclusion constraint: of any two rows, at least one element does not hold.
///
/// ```
/// use keeper_schema::Model;
///
/// #[derive(Model)]
/// #[keeper(exclude(key(room, with = "="), key(during, with = "&&"), method = "gist"))]
/// struct Booking {
///     room: i32,
///     #[keeper(type = "raw:tsrange")]
///     during: String,
/// }
///
/// let exclusion = Booking::TABLE.exclusions[0];
/// assert_eq!(exclusion.elements[1].operator, "&&");
/// assert_eq!(exclusion.method, Some("gist"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exclusion {
    /// The constraint's name, if the model spells it.
    pub name: Option<&'static str>,
    /// What is compared.
    pub elements: &'static [ExclusionElement],
    /// The access method of its index, if the model says one.
    pub method: Option<&'static str>,
    /// The predicate of the rows that count.
    pub predicate: Option<Sql>,
    /// Whether it can be checked at the end of a transaction.
    pub deferrable: Option<Deferrable>,
    /// The comment.
    pub comment: Option<&'static str>,
}

impl Exclusion {
    /// A constraint on those elements of which nothing else is said.
    ///
    /// ```
    /// let exclusion = keeper_schema::description::Exclusion::new(&[]);
    /// assert_eq!(exclusion.method, None);
    /// ```
    #[must_use]
    pub const fn new(elements: &'static [ExclusionElement]) -> Self {
        Self {
            name: None,
            elements,
            method: None,
            predicate: None,
            deferrable: None,
            comment: None,
        }
    }
}

/// One comparison of an exclusion constraint.
///
/// ```
/// use keeper_schema::Model;
/// use keeper_schema::description::IndexTarget;
///
/// #[derive(Model)]
/// #[keeper(exclude(key(room, with = "=")))]
/// struct Booking {
///     room: i32,
/// }
///
/// let element = Booking::TABLE.exclusions[0].elements[0];
/// assert_eq!(element.key.target, IndexTarget::Column("room"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExclusionElement {
    /// What is compared.
    pub key: IndexKey,
    /// The operator that two rows are compared by.
    pub operator: &'static str,
}
