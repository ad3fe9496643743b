//! Database URLs, read as sqlx reads them.

use std::fmt;
use std::path::{Path, PathBuf};

/// Where a database is.
///
/// ```
/// use keeper_schema::database_url::{DatabaseUrl, SqliteLocation};
///
/// let DatabaseUrl::Sqlite(url) = DatabaseUrl::parse("sqlite:///srv/keeper.db?mode=ro")?;
/// assert_eq!(url.location, SqliteLocation::File("/srv/keeper.db".into()));
/// # Ok::<(), keeper_schema::database_url::UrlError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// An SQLite database.
    Sqlite(SqliteUrl),
}

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

/// Why a text is no database URL. It holds no part of the text that can be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are told by the wording")]
pub enum UrlError {
    /// It says nothing.
    Empty,
    /// It is for a database that is not known here.
    UnknownScheme { scheme: String },
    /// A `%` without two hexadecimal digits, a NUL, or bytes that are no text.
    Malformed,
    /// A parameter after `?` that is not known.
    UnknownParameter { parameter: String },
    /// A parameter with a value that it does not take.
    BadParameter {
        parameter: &'static str,
        expected: &'static str,
    },
}

impl DatabaseUrl {
    /// Reads `sqlite:keeper.db`, `sqlite://keeper.db` (both relative),
    /// `sqlite:///srv/keeper.db`, `sqlite::memory:` or a bare path.
    ///
    /// # Errors
    /// If the text is empty, for another kind of database, or malformed.
    pub fn parse(written: &str) -> Result<Self, UrlError> {
        let Some(rest) = written.strip_prefix("sqlite:") else {
            return match scheme(written) {
                Some(scheme) => Err(UrlError::UnknownScheme {
                    scheme: scheme.to_owned(),
                }),
                None => SqliteUrl::bare(written).map(Self::Sqlite),
            };
        };
        SqliteUrl::parse(rest).map(Self::Sqlite)
    }
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

    fn bare(path: &str) -> Result<Self, UrlError> {
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

    fn parse(rest: &str) -> Result<Self, UrlError> {
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

impl fmt::Display for UrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the database URL names no file"),
            Self::UnknownScheme { scheme } => write!(
                f,
                "unknown database scheme `{scheme}`; a URL such as `sqlite:keeper.db` or a path is expected"
            ),
            Self::Malformed => f.write_str(
                "the database URL is malformed: `%` must be followed by two hexadecimal digits that make text, and NUL is not allowed",
            ),
            Self::UnknownParameter { parameter } => write!(
                f,
                "unknown parameter `{parameter}` in the database URL; known are `mode`, `immutable` and `cache`"
            ),
            Self::BadParameter {
                parameter,
                expected,
            } => write!(f, "`{parameter}` in the database URL takes {expected}"),
        }
    }
}

impl std::error::Error for UrlError {}

/// What stands before the first colon, if it can be a scheme. A single letter is a drive.
fn scheme(written: &str) -> Option<&str> {
    let (scheme, rest) = written.split_once(':')?;
    let is_scheme = scheme.len() > 1
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let is_known = matches!(
        scheme,
        "postgres" | "postgresql" | "mysql" | "file" | "jdbc"
    );
    (is_scheme && (is_known || rest.starts_with("//"))).then_some(scheme)
}

fn percent_decoded(text: &str) -> Result<String, UrlError> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            decoded.push(byte);
            continue;
        }
        let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
        let (Some(high), Some(low)) = (digit(bytes.next()), digit(bytes.next())) else {
            return Err(UrlError::Malformed);
        };
        decoded.push(u8::try_from(high * 16 + low).map_err(|_| UrlError::Malformed)?);
    }
    String::from_utf8(decoded).map_err(|_| UrlError::Malformed)
}

#[cfg(test)]
mod tests {
    use super::{DatabaseUrl, SqliteLocation, SqliteMode};

    fn check(written: &str, path: &str, mode: Option<SqliteMode>) {
        let DatabaseUrl::Sqlite(url) = DatabaseUrl::parse(written).unwrap();
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
            let DatabaseUrl::Sqlite(url) = DatabaseUrl::parse(written).unwrap();
            assert_eq!(url.location, SqliteLocation::Memory, "{written}");
        }
    }

    #[test]
    fn what_is_none_and_keeps_its_secret() {
        for written in [
            "",
            "sqlite:",
            "sqlite://",
            "postgres://me:hunter2@host/db",
            "mysql:hunter2",
            "sqlite:hunter2%zz",
            "sqlite:a%00b",
            "sqlite:k.db?mode=hunter2",
            "sqlite:k.db?pragma=hunter2",
        ] {
            let error = DatabaseUrl::parse(written).unwrap_err().to_string();
            assert!(!error.contains("hunter2"), "{error}");
        }
    }
}
