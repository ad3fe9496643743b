//! What sqlx writes in other words than libpq, in a URL that both read.
//!
//! <https://docs.rs/sqlx/latest/sqlx/postgres/struct.PgConnectOptions.html>

use super::PostgresUrl;

impl PostgresUrl {
    /// Sets a parameter that only sqlx knows. Returns whether it does.
    pub(super) fn set_option_of_sqlx(&mut self, key: &str, value: &str) -> bool {
        if key == "statement-cache-capacity" {
            // It says nothing of the connection.
            return true;
        }
        let setting = key.strip_prefix("options[");
        let Some(setting) = setting.and_then(|rest| rest.strip_suffix(']')) else {
            return false;
        };
        let options = self.options.get_or_insert_default();
        if !options.is_empty() {
            options.push(' ');
        }
        options.push_str("-c ");
        for character in format!("{setting}={value}").chars() {
            if character == '\\' || character.is_ascii_whitespace() {
                options.push('\\');
            }
            options.push(character);
        }
        true
    }
}

/// The key in the words of libpq.
pub(super) fn in_words_of_libpq(key: &str) -> &str {
    match key {
        "ssl-mode" => "sslmode",
        "ssl-root-cert" | "ssl-ca" => "sslrootcert",
        "ssl-cert" => "sslcert",
        "ssl-key" => "sslkey",
        key => key,
    }
}
