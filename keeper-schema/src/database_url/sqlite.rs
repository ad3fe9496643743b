//! URLs of SQLite databases, read as sqlx reads them.

use std::fmt;
use std::path::{Path, PathBuf};

use super::{UrlError, percent_decoded};

/// An SQLite database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SqliteUrl {
    /// The file, or none.
    pub location: SqliteLocation,
    /// How it is opened, if the URL says so.
    pub mode: Option<SqliteMode>,
    /// Whether nothing else can change the file (`immutable=true`).
    pub immutable: bool,
}

/// What an SQLite database is kept in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SqliteLocation {
    /// A file.
    File(PathBuf),
    /// Memory, for as long as the connection lives.
    Memory,
}

/// How an SQLite file is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SqliteMode {
    /// `ro`: for reading.
    ReadOnly,
    /// `rw`: for writing, if it exists.
    ReadWrite,
    /// `rwc`: for writing, created if it does not exist.
    ReadWriteCreate,
}

impl SqliteUrl {
    /// A file, opened as the caller likes.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self {
            location: SqliteLocation::File(path.into()),
            mode: None,
            immutable: false,
        }
    }

    pub(super) fn bare(path: &str) -> Result<Self, UrlError> {
        match path {
            "" => Err(UrlError::Empty),
            ":memory:" => Ok(Self {
                location: SqliteLocation::Memory,
                ..Self::file("")
            }),
            _ if path.contains('\0') => Err(UrlError::Malformed),
            _ => Ok(Self::file(path)),
        }
    }

    pub(super) fn parse(rest: &str) -> Result<Self, UrlError> {
        let (path, parameters) = rest.split_once('?').unwrap_or((rest, ""));
        let path = match path.strip_prefix("//") {
            // More slashes than needed do no harm.
            Some(path) if path.starts_with('/') => format!("/{}", path.trim_start_matches('/')),
            Some(path) => path.to_owned(),
            None => path.to_owned(),
        };
        let mut url = Self::bare(&percent_decoded(&path)?)?;
        for parameter in parameters
            .split('&')
            .filter(|parameter| !parameter.is_empty())
        {
            let (key, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            url.set(key, value)?;
        }
        Ok(url)
    }

    fn set(&mut self, key: &str, value: &str) -> Result<(), UrlError> {
        match (key, value) {
            ("mode", "ro") => self.mode = Some(SqliteMode::ReadOnly),
            ("mode", "rw") => self.mode = Some(SqliteMode::ReadWrite),
            ("mode", "rwc") => self.mode = Some(SqliteMode::ReadWriteCreate),
            ("mode", "memory") => self.location = SqliteLocation::Memory,
            ("mode", _) => {
                return Err(UrlError::BadParameter {
                    parameter: "mode",
                    expected: "`ro`, `rw`, `rwc` or `memory`",
                });
            }
            ("immutable", "true" | "1") => self.immutable = true,
            ("immutable", "false" | "0") => self.immutable = false,
            ("immutable", _) => {
                return Err(UrlError::BadParameter {
                    parameter: "immutable",
                    expected: "`true` or `false`",
                });
            }
            // One connection shares its cache with nobody, so both mean the same.
            ("cache", "shared" | "private") => {}
            ("cache", _) => {
                return Err(UrlError::BadParameter {
                    parameter: "cache",
                    expected: "`private` or `shared`",
                });
            }
            _ => {
                return Err(UrlError::UnknownParameter {
                    parameter: key.escape_debug().to_string(),
                    known: "known are `mode`, `immutable` and `cache`".to_owned(),
                });
            }
        }
        Ok(())
    }

    /// The file, if there is one.
    pub fn path(&self) -> Option<&Path> {
        match &self.location {
            SqliteLocation::File(path) => Some(path),
            SqliteLocation::Memory => None,
        }
    }
}

impl fmt::Display for SqliteUrl {
    /// The file for a message.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.location {
            SqliteLocation::File(path) => write!(f, "{}", path.display()),
            SqliteLocation::Memory => f.write_str(":memory:"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{SqliteLocation, SqliteMode};
    use crate::database_url::DatabaseUrl;

    fn parsed(written: &str) -> super::SqliteUrl {
        match DatabaseUrl::parse(written).unwrap() {
            DatabaseUrl::Sqlite(url) => url,
            DatabaseUrl::Postgres(url) => panic!("{url}"),
        }
    }

    fn check(written: &str, path: &str, mode: Option<SqliteMode>) {
        let url = parsed(written);
        assert_eq!(url.location, SqliteLocation::File(path.into()), "{written}");
        assert_eq!(url.mode, mode, "{written}");
    }

    #[test]
    fn files() {
        check("sqlite:keeper.db", "keeper.db", None);
        check("sqlite://keeper.db", "keeper.db", None);
        check("sqlite://data/keeper.db", "data/keeper.db", None);
        check("sqlite:///srv/keeper.db", "/srv/keeper.db", None);
        check("sqlite:////srv/keeper.db", "/srv/keeper.db", None);
        check("sqlite:/srv/keeper.db", "/srv/keeper.db", None);
        check("sqlite:a%20b.db", "a b.db", None);
        check("sqlite:k.db?mode=ro", "k.db", Some(SqliteMode::ReadOnly));
        check(
            "sqlite:k.db?mode=rwc&cache=shared",
            "k.db",
            Some(SqliteMode::ReadWriteCreate),
        );
        check("keeper.db", "keeper.db", None);
        check("./a:b.db", "./a:b.db", None);
        check("C:\\keeper.db", "C:\\keeper.db", None);
        check("100%.db", "100%.db", None);
    }

    #[test]
    fn memory() {
        for written in [
            "sqlite::memory:",
            "sqlite://:memory:",
            ":memory:",
            "sqlite:x?mode=memory",
        ] {
            let url = parsed(written);
            assert_eq!(url.location, SqliteLocation::Memory, "{written}");
        }
    }
}
