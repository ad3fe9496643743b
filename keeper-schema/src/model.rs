//! The traits that the derives implement.

use std::error::Error;
use std::fmt;

use crate::description::Table;
use crate::private::{Head, fingerprint};

/// A struct whose fields are the columns of a table. Derived.
///
/// ```
/// use keeper_schema::Model;
///
/// #[derive(Model)]
/// #[keeper(table = "organizations")]
/// struct Organization {
///     #[keeper(primary_key)]
///     id: i32,
///     title: String,
/// }
///
/// #[derive(Model)]
/// #[keeper(table = "products")]
/// struct Product {
///     #[keeper(primary_key)]
///     id: i32,
///     #[keeper(references = Organization)]
///     organization_id: i32,
/// }
///
/// let key = Product::TABLE.foreign_keys[0];
/// assert_eq!(key.references.table, Organization::NAME);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a model",
    label = "no table",
    note = "add `#[derive(keeper_schema::Model)]` to it"
)]
pub trait Model {
    /// The table's name.
    const NAME: &'static str = Self::HEAD.name;
    /// The database schema, if the model says one.
    const SCHEMA: Option<&'static str> = Self::HEAD.schema;
    /// All that the struct says about the table.
    const TABLE: Table;

    #[doc(hidden)]
    const HEAD: Head;
    /// What is proved of the fields' types by being well-formed.
    #[doc(hidden)]
    type Proofs;
}

/// A view, function, trigger or the like, or a sequence, beside the tables. Derived.
///
/// ```
/// use keeper_schema::SqlObject;
///
/// /// The editions that readers see.
/// #[derive(SqlObject)]
/// #[keeper(
///     view = "current_editions",
///     sql = "CREATE VIEW current_editions AS SELECT id, slug FROM editions WHERE NOT deleted"
/// )]
/// struct CurrentEditions;
///
/// assert_eq!(CurrentEditions::NAME, "current_editions");
/// assert_eq!(CurrentEditions::KIND, "view");
/// ```
pub trait SqlObject {
    /// What it is: `view`, `materialized view`, `function`, `sequence`.
    const KIND: &'static str;
    /// The name; that of a function without the types of its arguments.
    const NAME: &'static str;
    /// The database schema, if the struct says one.
    const SCHEMA: Option<&'static str>;
}

/// A type whose values a column holds. Derived for newtypes, and with [`ColumnEnum`].
///
/// ```
/// use keeper_schema::{ColumnType, Model};
///
/// #[derive(ColumnType)]
/// #[keeper(length = 255)]
/// struct Slug(String);
///
/// #[derive(Model)]
/// struct Tag {
///     slug: Slug,
///     parent: Option<Slug>,
/// }
///
/// assert_eq!(Slug::TYPE, "varchar(255)");
/// assert_eq!(Tag::TABLE.columns[1].column_type, "varchar(255)");
/// assert!(Tag::TABLE.columns[1].null);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a column type",
    label = "no column holds this",
    note = "add `#[keeper(type = \"...\")]`, or derive `ColumnType` or `ColumnEnum` for it",
    note = "types of jiff need the feature `jiff` of keeper-schema"
)]
pub trait ColumnType {
    /// The column type, as revisions spell it.
    const TYPE: &'static str;
    /// Whether the column may be NULL.
    const NULLABLE: bool = false;

    /// Whether a primary key of this type is numbered by the database.
    #[doc(hidden)]
    const NUMBERED: bool = false;
    /// Type and NULL as one number, for proofs: it is computed once a type.
    #[doc(hidden)]
    const FINGERPRINT: u64 = fingerprint(Self::TYPE, Self::NULLABLE);
}

/// An enum that a column keeps as its integer. Derived, together with [`ColumnType`],
/// with `From` into the integer and `TryFrom` out of it.
///
/// The integer is an `i32`, or what `#[repr(i16)]` or `#[repr(i64)]` says.
///
/// ```
/// use keeper_schema::{ColumnEnum, ColumnType};
///
/// #[derive(ColumnEnum, Debug, PartialEq)]
/// enum Layout {
///     Subdomain = 1,
///     Path = 2,
/// }
///
/// assert_eq!(Layout::TYPE, "integer");
/// assert_eq!(Layout::VALUES, [("Subdomain", 1), ("Path", 2)]);
/// assert_eq!(Layout::from_value(2), Some(Layout::Path));
/// assert_eq!(i32::from(Layout::Subdomain), 1);
/// assert_eq!(Layout::try_from(3).unwrap_err().to_string(), "`3` is no value of `Layout`");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a column enum",
    note = "add `#[derive(keeper_schema::ColumnEnum)]` to it"
)]
pub trait ColumnEnum: ColumnType + Sized {
    /// The variants and their integers, in order.
    const VALUES: &'static [(&'static str, i64)];

    /// The variant that is kept as that integer.
    fn from_value(value: i64) -> Option<Self>;

    /// The integer it is kept as.
    fn to_value(&self) -> i64;
}

/// An enum that a column keeps as text: of an enum type of the database with
/// `#[keeper(native)]`, or as text with a check with `#[keeper(text)]`. Derived by
/// `ColumnEnum`, together with [`ColumnType`], with `From` into the text and `TryFrom` out
/// of it.
///
/// A value is the variant's name in snake case, or what `#[keeper(value = "...")]` says.
///
/// ```
/// use keeper_schema::{ColumnEnum, ColumnType, TextEnum};
///
/// #[derive(ColumnEnum, Debug, PartialEq)]
/// #[keeper(native = "edition_kind")]
/// enum Kind {
///     Main,
///     #[keeper(value = "rc")]
///     ReleaseCandidate,
/// }
///
/// assert_eq!(Kind::TYPE, "enum:edition_kind");
/// assert_eq!(Kind::VALUES, [("Main", "main"), ("ReleaseCandidate", "rc")]);
/// assert_eq!(Kind::Main.as_text(), "main");
/// assert_eq!(Kind::try_from("rc"), Ok(Kind::ReleaseCandidate));
/// assert_eq!(Kind::try_from("x").unwrap_err().to_string(), "`x` is no value of `Kind`");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no enum that a column keeps as text",
    note = "add `#[derive(keeper_schema::ColumnEnum)]` and `#[keeper(native)]` to it"
)]
pub trait TextEnum: ColumnType + Sized {
    /// The variants and their texts, in order.
    const VALUES: &'static [(&'static str, &'static str)];

    /// The variant that is kept as that text.
    fn from_text(text: &str) -> Option<Self>;

    /// The text it is kept as.
    fn as_text(&self) -> &'static str;
}

/// A text that is no variant of a [`TextEnum`].
///
/// ```
/// # use keeper_schema::UnknownText;
/// let error = UnknownText::new("x", "Kind");
/// assert_eq!(error.to_string(), "`x` is no value of `Kind`");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownText {
    /// The text.
    pub text: String,
    /// The enum's name.
    pub name: &'static str,
}

impl UnknownText {
    /// That `text` is no variant of the enum `name`.
    ///
    /// ```
    /// # use keeper_schema::UnknownText;
    /// assert_eq!(UnknownText::new("x", "Kind").text, "x");
    /// ```
    #[must_use]
    pub fn new(text: &str, name: &'static str) -> Self {
        Self {
            text: text.to_owned(),
            name,
        }
    }
}

impl fmt::Display for UnknownText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no value of `{}`", self.text, self.name)
    }
}

impl Error for UnknownText {}

/// An integer that is no variant of a [`ColumnEnum`].
///
/// ```
/// # use keeper_schema::UnknownValue;
/// let error = UnknownValue { value: 9, name: "Layout" };
/// assert_eq!(error.to_string(), "`9` is no value of `Layout`");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownValue {
    /// The integer.
    pub value: i64,
    /// The enum's name.
    pub name: &'static str,
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no value of `{}`", self.value, self.name)
    }
}

impl Error for UnknownValue {}
