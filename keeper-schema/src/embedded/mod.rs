//! A history that a program carries, and brings its database along by itself.
//!
//! [`embed_migrations!`](crate::embed_migrations) reads the folder of revisions when the
//! program is compiled: a revision that cannot apply is an error there. A program that
//! starts and finds nothing to do parses none of them.
#![cfg_attr(
    all(feature = "postgres", feature = "sqlite"),
    doc = include_str!("../../docs/embedding.md")
)]

#[cfg(feature = "postgres")]
mod asynchronous;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod database;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod migrator;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod served;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod verify;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod waiting;

#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub use self::database::Database;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub use self::migrator::Migrator;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub use self::verify::VerifyError;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub use keeper_schema_core::revision::Phase;

/// Revisions that were compiled in. Made by
/// [`embed_migrations!`](crate::embed_migrations).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Migrations {
    application: &'static str,
    revisions: &'static [EmbeddedRevision],
    replaced: &'static [EmbeddedRevision],
}

/// A revision that was compiled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EmbeddedRevision {
    /// Its id.
    pub id: &'static str,
    /// Its file, relative to the package's folder.
    pub file: &'static str,
    /// The checksum of what it says.
    pub checksum: &'static str,
    /// The text of its file.
    pub source: &'static str,
}

impl Migrations {
    /// What `embed_migrations!` calls.
    #[doc(hidden)]
    pub const fn new(application: &'static str, revisions: &'static [EmbeddedRevision]) -> Self {
        Self {
            application,
            revisions,
            replaced: &[],
        }
    }

    /// What `embed_migrations!` calls where revisions are replaced by others.
    #[doc(hidden)]
    #[must_use]
    pub const fn with_replaced(mut self, replaced: &'static [EmbeddedRevision]) -> Self {
        self.replaced = replaced;
        self
    }

    /// Whose databases are brought along: the package's name, or what
    /// `application` in its settings says.
    pub const fn application(&self) -> &'static str {
        self.application
    }

    /// The revisions, in an order in which they can be applied.
    pub const fn revisions(&self) -> &'static [EmbeddedRevision] {
        self.revisions
    }

    /// The revisions that others replace, for databases that have a part of them.
    pub const fn replaced(&self) -> &'static [EmbeddedRevision] {
        self.replaced
    }
}

impl EmbeddedRevision {
    /// What `embed_migrations!` calls.
    #[doc(hidden)]
    pub const fn new(
        id: &'static str,
        file: &'static str,
        checksum: &'static str,
        source: &'static str,
    ) -> Self {
        Self {
            id,
            file,
            checksum,
            source,
        }
    }
}
