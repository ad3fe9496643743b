//! Values that may differ between the databases.

/// A value for both databases, or one for each that is covered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PerDialect<T> {
    /// The same on both databases.
    Common(T),
    /// One for each database; a database with `None` is not covered.
    Each {
        /// On SQLite.
        sqlite: Option<T>,
        /// On PostgreSQL.
        postgres: Option<T>,
    },
}

/// SQL text, taken as it is written: an expression, a predicate, a literal type.
pub type SqlText = PerDialect<String>;

impl<T> PerDialect<T> {
    /// The value on SQLite, if it is covered.
    pub fn sqlite(&self) -> Option<&T> {
        match self {
            Self::Common(value) => Some(value),
            Self::Each { sqlite, .. } => sqlite.as_ref(),
        }
    }

    /// The value on PostgreSQL, if it is covered.
    pub fn postgres(&self) -> Option<&T> {
        match self {
            Self::Common(value) => Some(value),
            Self::Each { postgres, .. } => postgres.as_ref(),
        }
    }

    /// Every value that is said, SQLite's first.
    pub fn all(&self) -> impl Iterator<Item = &T> {
        let (first, second) = match self {
            Self::Common(value) => (Some(value), None),
            Self::Each { sqlite, postgres } => (sqlite.as_ref(), postgres.as_ref()),
        };
        first.into_iter().chain(second)
    }
}

impl From<&str> for SqlText {
    fn from(text: &str) -> Self {
        Self::Common(text.to_owned())
    }
}
