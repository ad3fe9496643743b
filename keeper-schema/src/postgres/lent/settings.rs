//! The settings of a connection as it was lent, to be put back.

use std::cell::OnceCell;

use crate::migrate::{DatabaseError, DatabaseErrorKind};
use crate::postgres::client::Client;
use crate::postgres::session::text;

/// What the program had set.
#[derive(Debug)]
pub(in crate::postgres) struct Settings {
    /// Where names are looked for, as SET has it.
    pub(super) search_path: String,
    /// What puts back the role and what is set for all work.
    own: String,
    /// What puts back all else, if more than reading was done.
    others: OnceCell<String>,
}

/// What is set for all work, and what decides where it is done.
const OWN: [&str; 6] = [
    "client_connection_check_interval",
    "client_min_messages",
    "lock_timeout",
    "search_path",
    "standard_conforming_strings",
    "statement_timeout",
];

impl Settings {
    /// Changes nothing.
    ///
    /// # Errors
    /// If a transaction is open: it is not ours to end.
    pub(super) fn read(client: &Client) -> Result<Self, DatabaseError> {
        // A version that does not know one of them has NULL for it.
        let own = OWN.map(|name| format!("current_setting('{name}', true)"));
        // Both are the time of the message, unless the transaction is older than that.
        let row = client.row(&format!(
            "SELECT now() <> statement_timestamp(), current_setting('role'), current_setting('search_path'), {}",
            own.join(", ")
        ))?;
        if text(&row, 0) == "t" {
            return Err(DatabaseError {
                kind: DatabaseErrorKind::Other,
                message: "the connection is in a transaction; commit it or roll it back first"
                    .to_owned(),
            });
        }
        let role = string(text(&row, 1));
        let known = OWN.iter().zip(row.iter().skip(3));
        let own = known.filter_map(|(name, value)| {
            let value = string(value.as_deref()?);
            Some(format!("pg_catalog.set_config('{name}', {value}, false)"))
        });
        Ok(Self {
            search_path: listed(text(&row, 2)),
            own: format!(
                "SELECT pg_catalog.set_config('role', {role}, false) WHERE pg_catalog.current_setting('role') <> {role}; SELECT {}",
                own.collect::<Vec<String>>().join(", ")
            ),
            others: OnceCell::new(),
        })
    }

    /// Reads the others too, once: SQL of a person may set whatever it likes. There are hundreds,
    /// so that takes longer than all that is read of a database which has every revision.
    pub(super) fn read_others(&self, client: &Client) -> Result<(), DatabaseError> {
        if self.others.get().is_some() {
            return Ok(());
        }
        let is_other = format!(
            "now.name <> ALL ('{{{}}}') AND now.name !~ '^transaction_'",
            OWN.join(",")
        );
        let rows = client.rows(&format!(
            "SELECT now.name, now.setting FROM pg_catalog.pg_settings AS now WHERE now.source = 'session' AND {is_other}"
        ))?;
        let before = rows.iter().map(|row| {
            let (name, setting) = (string(text(row, 0)), string(text(row, 1)));
            format!(", ({name}, {setting})")
        });
        self.others.get_or_init(|| {
            format!(
                "WITH before (name, setting) AS (VALUES (NULL::text, NULL::text){}), changed AS MATERIALIZED (SELECT now.name, coalesce(before.setting, now.reset_val) AS setting FROM pg_catalog.pg_settings AS now LEFT JOIN before ON before.name = now.name WHERE (now.source = 'session' OR before.name IS NOT NULL) AND {is_other} AND now.setting <> coalesce(before.setting, now.reset_val)) SELECT pg_catalog.set_config(name, setting, false) FROM changed",
                before.collect::<String>()
            )
        });
        Ok(())
    }

    /// The messages that put all back.
    pub(super) fn messages(&self) -> impl Iterator<Item = &str> {
        let others = self.others.get().map(String::as_str);
        std::iter::once(self.own.as_str()).chain(others)
    }

    /// Puts all back, and tells the first failure.
    pub(super) fn put_back(&self, client: &Client) -> Result<(), DatabaseError> {
        let put_back = self.messages().map(|message| client.run(message));
        put_back.fold(Ok(()), Result::and)
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
