//! The settings of a connection as it was lent, to be put back.

use crate::migrate::{DatabaseError, DatabaseErrorKind};
use crate::postgres::client::Client;
use crate::postgres::session::text;

/// What the program had set.
pub(super) struct Settings {
    /// Where names are looked for, as SET has it.
    pub(super) search_path: String,
    /// The message that puts all back.
    pub(super) put_back: String,
}

impl Settings {
    /// Changes nothing.
    ///
    /// # Errors
    /// If a transaction is open: it is not ours to end.
    pub(super) fn read(client: &Client) -> Result<Self, DatabaseError> {
        // Both are the time of the message, unless the transaction is older than that.
        let rows = client.rows(
            "SELECT now() <> statement_timestamp(), current_setting('search_path'), current_setting('role'); SELECT name, setting FROM pg_catalog.pg_settings WHERE source = 'session' AND name !~ '^transaction_'",
        )?;
        let Some((own, set)) = rows.split_first() else {
            return Err(refused("the server returned no row"));
        };
        if text(own, 0) == "t" {
            return Err(refused(
                "the connection is in a transaction; commit it or roll it back first",
            ));
        }
        let role = string(text(own, 2));
        let mut before = String::new();
        for row in set {
            let (name, setting) = (string(text(row, 0)), string(text(row, 1)));
            before += &format!(", ({name}, {setting})");
        }
        // The role first, which may have been allowed to set the others.
        let put_back = format!(
            "SELECT pg_catalog.set_config('role', {role}, false) WHERE pg_catalog.current_setting('role') <> {role}; WITH before (name, setting) AS (VALUES (NULL::text, NULL::text){before}), changed AS MATERIALIZED (SELECT now.name, coalesce(before.setting, now.reset_val) AS setting FROM pg_catalog.pg_settings AS now LEFT JOIN before ON before.name = now.name WHERE (now.source = 'session' OR before.name IS NOT NULL) AND now.name !~ '^transaction_' AND now.setting <> coalesce(before.setting, now.reset_val)) SELECT pg_catalog.set_config(name, setting, false) FROM changed"
        );
        Ok(Self {
            search_path: listed(text(own, 1)),
            put_back,
        })
    }

    /// Puts them back.
    pub(super) fn put_back(&self, client: &Client) -> Result<(), DatabaseError> {
        client.run(&self.put_back)
    }
}

/// The names of a `search_path`, each a string of SQL: what the server shows need not be what SET
/// takes.
fn listed(path: &str) -> String {
    let mut names = vec![String::new()];
    let mut is_quoted = false;
    let mut characters = path.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if is_quoted && characters.peek() == Some(&'"') => {
                characters.next();
                push(&mut names, '"');
            }
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => names.push(String::new()),
            character if !is_quoted && character.is_whitespace() => {}
            character if !is_quoted => push(&mut names, character.to_ascii_lowercase()),
            character => push(&mut names, character),
        }
    }
    let names: Vec<String> = names.iter().map(|name| string(name)).collect();
    names.join(", ")
}

/// A string of SQL, whatever `standard_conforming_strings` is.
fn string(text: &str) -> String {
    let doubled = text.replace('\'', "''");
    match text.contains('\\') {
        true => format!(" E'{}'", doubled.replace('\\', "\\\\")),
        false => format!("'{doubled}'"),
    }
}

fn push(names: &mut [String], character: char) {
    if let Some(name) = names.last_mut() {
        name.push(character);
    }
}

fn refused(message: &str) -> DatabaseError {
    DatabaseError {
        kind: DatabaseErrorKind::Other,
        message: message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::listed;

    #[test]
    fn a_path_is_read_as_the_server_reads_it() {
        for (path, expected) in [
            ("\"$user\", public", "'$user', 'public'"),
            ("\"\"", "''"),
            ("", "''"),
            ("Mine,b-c", "'mine', 'b-c'"),
            ("\"a, \"\"b\"\"\" , \"O'N\"", "'a, \"b\"', 'O''N'"),
            (r#""a\b""#, r" E'a\\b'"),
        ] {
            assert_eq!(listed(path), expected, "{path}");
        }
    }
}
