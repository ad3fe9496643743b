//! SQL text.

/// SQL text.
///
/// ```
/// use keeper_schema::Model;
/// use keeper_schema::description::Sql;
///
/// #[derive(Model)]
/// #[keeper(check(sqlite = "size > 0", postgres = "size > 0::bigint"))]
/// struct Tag {
///     size: i64,
/// }
///
/// let expression = Tag::TABLE.checks[0].expression;
/// assert!(matches!(expression, Sql::Each { sqlite: Some("size > 0"), .. }));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sql {
    /// The same on every database.
    Common(&'static str),
    /// One for each database; one with `None` is not covered.
    Each {
        /// On SQLite.
        sqlite: Option<&'static str>,
        /// On PostgreSQL.
        postgres: Option<&'static str>,
    },
}
