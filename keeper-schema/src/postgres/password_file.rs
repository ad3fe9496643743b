//! Passwords in a file, `~/.pgpass`.
//!
//! <https://www.postgresql.org/docs/current/libpq-pgpass.html>

#![allow(
    clippy::disallowed_methods,
    reason = "the executor is at the edge: it reads the file of passwords"
)]

use std::fs;
use std::path::Path;

use crate::database_url::Secret;

/// What a password is for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'a> {
    pub(super) host: &'a str,
    pub(super) port: u16,
    pub(super) database: &'a str,
    pub(super) user: &'a str,
}

/// What the file says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    Password(Secret),
    Nothing,
    /// Others can read it, so it is not looked at.
    Unsafe,
}

/// Looks a password up.
pub(super) fn find(path: &Path, entry: Entry<'_>) -> Found {
    let Ok(metadata) = fs::metadata(path) else {
        return Found::Nothing;
    };
    if !metadata.is_file() {
        return Found::Nothing;
    }
    if is_open_to_others(&metadata) {
        return Found::Unsafe;
    }
    let text = fs::read(path).unwrap_or_default();
    match password(&String::from_utf8_lossy(&text), entry) {
        Some(password) => Found::Password(Secret::new(password)),
        None => Found::Nothing,
    }
}

#[cfg(unix)]
fn is_open_to_others(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn is_open_to_others(_: &fs::Metadata) -> bool {
    false
}

/// That of the first line that fits.
fn password(text: &str, entry: Entry<'_>) -> Option<String> {
    let port = entry.port.to_string();
    let wanted = [entry.host, &port, entry.database, entry.user];
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .find_map(|line| {
            let fields = fields(line);
            let (password, keys) = fields.split_last()?;
            let fits = keys.len() == wanted.len()
                && (keys.iter().zip(wanted)).all(|(key, wanted)| key == "*" || key == wanted);
            fits.then(|| password.clone())
        })
}

/// `host:port:database:user:password`, where a backslash takes what follows as it is. A
/// colon in the password needs none.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut characters = line.trim_end_matches('\r').chars();
    while let Some(character) = characters.next() {
        let next = match character {
            ':' if fields.len() < 5 => {
                fields.push(String::new());
                continue;
            }
            '\\' => characters.next(),
            character => Some(character),
        };
        if let (Some(field), Some(next)) = (fields.last_mut(), next) {
            field.push(next);
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::{Entry, password};

    const FILE: &str = "\
# comment
db:5432:keeper:me:first
*:*:*:me:any
h\\:1:5433:a\\\\b:you:p\\:w:d
db:5432:keeper
::::
";

    fn check(host: &str, port: u16, database: &str, user: &str, expected: Option<&str>) {
        let entry = Entry {
            host,
            port,
            database,
            user,
        };
        assert_eq!(password(FILE, entry).as_deref(), expected, "{entry:?}");
    }

    #[test]
    fn the_first_line_that_fits_counts() {
        check("db", 5432, "keeper", "me", Some("first"));
        check("db", 5433, "keeper", "me", Some("any"));
        check("h:1", 5433, "a\\b", "you", Some("p:w:d"));
        check("db", 5432, "keeper", "you", None);
    }
}
