//! Database URLs: SQLite's as sqlx reads them, PostgreSQL's as libpq does.

mod postgres;
mod sqlite;

use std::fmt;

pub use self::postgres::{
    ChannelBinding, Host, Keepalives, PostgresEnvironment, PostgresUrl, Secret, SslMode,
    SslNegotiation, TargetSession,
};
pub use self::sqlite::{SqliteLocation, SqliteMode, SqliteUrl};

/// Where a database is.
///
/// ```
/// use keeper_schema::database_url::{DatabaseUrl, SqliteUrl};
///
/// let url = DatabaseUrl::parse("sqlite:///srv/keeper.db")?;
/// assert_eq!(url, DatabaseUrl::Sqlite(SqliteUrl::file("/srv/keeper.db")));
///
/// let DatabaseUrl::Postgres(url) = DatabaseUrl::parse("postgresql://me:secret@db/keeper")? else {
///     panic!("it is PostgreSQL's");
/// };
/// assert_eq!(url.to_string(), "postgresql://me@db/keeper");
/// # Ok::<(), keeper_schema::database_url::UrlError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// An SQLite database.
    Sqlite(SqliteUrl),
    /// A PostgreSQL database.
    Postgres(Box<PostgresUrl>),
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
    /// `postgres:` without the two slashes after it.
    NoSlashes,
    /// Neither a URL nor a path that anybody would give a file.
    NoUrl,
    /// A `%` without two hexadecimal digits, a NUL, or bytes that are no text.
    Malformed,
    /// What can be a password has a `/`, `?` or `@` in it, so that nobody knows where
    /// the host begins.
    NotEncoded,
    /// A host in brackets that is no address, or characters that no host has.
    BadHost,
    /// A port that is no number from 1 to 65535.
    BadPort,
    /// Not one port, and not as many as hosts.
    NumberOfPorts,
    /// A parameter after `?` that is not known.
    UnknownParameter { parameter: String, known: String },
    /// A parameter with a value that it does not take.
    BadParameter {
        parameter: &'static str,
        expected: &'static str,
    },
    /// A variable of the environment with a value that it does not take.
    BadVariable {
        variable: &'static str,
        error: Box<UrlError>,
    },
}

impl DatabaseUrl {
    /// Reads `sqlite:keeper.db`, `sqlite://keeper.db` (both relative),
    /// `sqlite:///srv/keeper.db`, `sqlite::memory:` or a bare path; and
    /// `postgresql://user:password@host:port/database?sslmode=verify-full`.
    ///
    /// # Errors
    /// If the text is empty, for another kind of database, or malformed.
    pub fn parse(written: &str) -> Result<Self, UrlError> {
        let written = written.trim();
        match scheme(written) {
            Some(("sqlite", rest)) => SqliteUrl::parse(rest).map(Self::Sqlite),
            Some(("postgresql" | "postgres", rest)) => match rest.strip_prefix("//") {
                Some(rest) => PostgresUrl::parse(rest).map(|url| Self::Postgres(Box::new(url))),
                None => Err(UrlError::NoSlashes),
            },
            Some((scheme, _)) => Err(UrlError::UnknownScheme {
                scheme: scheme.to_owned(),
            }),
            None if is_no_path(written) => Err(UrlError::NoUrl),
            None => SqliteUrl::bare(written).map(Self::Sqlite),
        }
    }
}

impl fmt::Display for UrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the database URL names no file"),
            Self::UnknownScheme { scheme } => write!(
                f,
                "unknown database scheme `{scheme}`; a URL such as `sqlite:keeper.db` or `postgresql://host/database`, or a path is expected"
            ),
            Self::NoSlashes => f.write_str(
                "the database URL lacks the two slashes of `postgresql://host/database`",
            ),
            Self::NoUrl => f.write_str(
                "the text is neither a URL nor a path; a URL such as `sqlite:keeper.db` or `postgresql://user@host/database` is expected",
            ),
            Self::Malformed => f.write_str(
                "the database URL is malformed: `%` must be followed by two hexadecimal digits that make text, and NUL is not allowed",
            ),
            Self::NotEncoded => f.write_str(
                "the database URL is malformed: in a user name or password, `@` is written `%40`, `/` is `%2F`, `?` is `%3F`, `:` is `%3A` and `%` is `%25`",
            ),
            Self::BadHost => f.write_str(
                "the host in the database URL is malformed; if a password stands before it, is every `@`, `/` and `:` of that percent-encoded?",
            ),
            Self::BadPort => f.write_str(
                "the port in the database URL is no number from 1 to 65535; if that is part of a password, it must be percent-encoded",
            ),
            Self::NumberOfPorts => {
                f.write_str("the database URL must have one port, or as many as hosts")
            }
            Self::UnknownParameter { parameter, known } => write!(
                f,
                "unknown parameter `{parameter}` in the database URL; {known}"
            ),
            Self::BadParameter {
                parameter,
                expected,
            } => write!(f, "`{parameter}` in the database URL takes {expected}"),
            Self::BadVariable { variable, error } => write!(
                f,
                "the variable `{variable}` of the environment cannot be used: {error}"
            ),
        }
    }
}

impl std::error::Error for UrlError {}

/// What stands before the first colon, if it can be a scheme, and what comes after. A single
/// letter is a drive, and a path with a colon can begin with `./`.
fn scheme(written: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = written.split_once(':')?;
    let is_scheme = scheme.len() > 1
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let known = ["sqlite", "postgresql", "postgres"];
    let known = known.into_iter().find(|it| scheme.eq_ignore_ascii_case(it));
    is_scheme.then_some((known.unwrap_or(scheme), rest))
}

/// What would make a strange file, and may hold a password: a URL without its colon, or
/// libpq's `host=... password=...`.
fn is_no_path(written: &str) -> bool {
    const KEYS: [&str; 8] = [
        "dbname", "host", "hostaddr", "password", "port", "service", "sslmode", "user",
    ];
    let is_conninfo = written
        .split_once('=')
        .is_some_and(|(key, _)| KEYS.contains(&key.trim()));
    const SCHEMES: [&str; 3] = ["postgres", "postgresql", "sqlite"];
    let is_url = written
        .split_once("//")
        .is_some_and(|(before, rest)| rest.contains('@') || SCHEMES.contains(&before));
    is_conninfo || is_url
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
    use super::DatabaseUrl;

    #[test]
    fn what_is_none_and_keeps_its_secret() {
        for written in [
            "",
            "sqlite:",
            "sqlite://",
            "postgres:me:hunter2@host/db",
            "mysql:hunter2",
            "mysql://me:hunter2@host/db",
            "sqlite:hunter2%zz",
            "sqlite:a%00b",
            "sqlite:k.db?mode=hunter2",
            "sqlite:k.db?pragma=hunter2",
            "sqlit:hunter2.db",
            "sqlite3:hunter2.db",
            "postgres:hunter2",
            "postgres//me:hunter2@host/db",
            "host=localhost user=me password=hunter2",
            "password = hunter2",
            "postgres://me:hunter2/x@host/db",
            "postgres://me:1234?hunter2@host/db",
            "postgres://me:12@hunter2@host/db",
            "postgres://me:hunter2",
            "postgres://me:hunter2%zz@host/db",
            "postgres://me:hunter2%00@host/db",
            "postgres://me:hunter2@host:port/db",
            "postgres://me:hunter2@[::1/db",
            "postgres://me@host/db?sslmode=hunter2",
            "postgres://me@host/db?passwort=hunter2",
            "postgres://me@host/db?port=hunter2",
        ] {
            let error = DatabaseUrl::parse(written).unwrap_err();
            assert!(!error.to_string().contains("hunter2"), "{error}");
            assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
        }
    }
}
