//! What `#[derive(Model)]` knows of a struct: plain constants, made while compiling.
//!
//! They say what the model says, no more: a constraint that the model does not name
//! has no name here, since the naming convention applies only when a revision is
//! written.
//!
//! ```
//! use keeper_schema::Model;
//!
//! #[derive(Model)]
//! #[keeper(table = "tags")]
//! struct Tag {
//!     #[keeper(primary_key)]
//!     id: i32,
//!     #[keeper(length = 255, unique)]
//!     slug: String,
//! }
//!
//! let [id, slug] = Tag::TABLE.columns else { unreachable!() };
//! assert_eq!((id.name, id.column_type, id.null), ("id", "integer", false));
//! assert_eq!(slug.column_type, "varchar(255)");
//! assert_eq!(Tag::TABLE.unique[0].columns, ["slug"]);
//! ```

mod column;
mod constraint;
mod index;
mod sql;

pub use self::column::{Column, Default, Generated, Identity, IdentityKind};
pub use self::constraint::{
    Check, Deferrable, Exclusion, ExclusionElement, ForeignKey, Match, PrimaryKey, References,
    ReferentialAction, Unique,
};
pub use self::index::{Index, IndexKey, IndexTarget, NullsOrder, SortOrder};
pub use self::sql::Sql;

/// A table.
///
/// ```
/// use keeper_schema::Model;
///
/// #[derive(Model)]
/// #[keeper(table = "tags")]
/// struct Tag {
///     name: String,
/// }
///
/// assert_eq!(Tag::TABLE.name, "tags");
/// assert_eq!(Tag::TABLE.primary_key, None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Table {
    /// The table's name.
    pub name: &'static str,
    /// The database schema, if the model says one.
    pub schema: Option<&'static str>,
    /// The columns, in the order of the fields.
    pub columns: &'static [Column],
    /// The primary key.
    pub primary_key: Option<PrimaryKey>,
    /// The unique constraints.
    pub unique: &'static [Unique],
    /// The foreign keys.
    pub foreign_keys: &'static [ForeignKey],
    /// The checks.
    pub checks: &'static [Check],
    /// The exclusion constraints.
    pub exclusions: &'static [Exclusion],
    /// The indexes.
    pub indexes: &'static [Index],
    /// The comment.
    pub comment: Option<&'static str>,
    /// Whether it is a `STRICT` table on SQLite.
    pub strict: bool,
    /// Whether it is a `WITHOUT ROWID` table on SQLite.
    pub without_rowid: bool,
    /// Whether it is an `UNLOGGED` table on PostgreSQL.
    pub unlogged: bool,
}

impl Table {
    /// A table of that name with nothing in it.
    ///
    /// ```
    /// let table = keeper_schema::description::Table::new("tags");
    /// assert!(table.columns.is_empty());
    /// ```
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            schema: None,
            columns: &[],
            primary_key: None,
            unique: &[],
            foreign_keys: &[],
            checks: &[],
            exclusions: &[],
            indexes: &[],
            comment: None,
            strict: false,
            without_rowid: false,
            unlogged: false,
        }
    }

    /// The column of that name.
    ///
    /// ```
    /// let table = keeper_schema::description::Table::new("tags");
    /// assert_eq!(table.column("slug"), None);
    /// ```
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}
