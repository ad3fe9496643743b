//! A URL for other programs: in full, as parameters of libpq.

use super::environment::VARIABLES;
use super::{ChannelBinding, Host, PostgresUrl, SslMode, SslNegotiation, TargetSession};

impl PostgresUrl {
    /// A URL that leads to the same database, without the password.
    pub fn without_password(&self) -> String {
        let database = self.database.as_deref().unwrap_or_default();
        let parameters = self.parameters().into_iter();
        let parameters = parameters.filter(|(key, _)| *key != "dbname");
        let written: Vec<String> = parameters
            .map(|(key, value)| format!("{key}={}", percent_encoded(&value)))
            .collect();
        let separator = if written.is_empty() { "" } else { "?" };
        format!(
            "postgresql:///{}{separator}{}",
            percent_encoded(database),
            written.join("&")
        )
    }

    /// The variables that lead a program of libpq's to the same database. The password is
    /// one of them.
    pub fn variables(&self) -> Vec<(&'static str, String)> {
        let parameters = self.parameters();
        let value_of = |parameter: &str| {
            let mut parameters = parameters.iter();
            let found = parameters.find(|(key, _)| *key == parameter);
            found.map(|(_, value)| value.clone())
        };
        let variables = VARIABLES
            .iter()
            .filter_map(|(variable, parameter)| Some((*variable, value_of(parameter)?)));
        let password = self.password.iter();
        let password = password.map(|password| ("PGPASSWORD", password.reveal().to_owned()));
        variables.chain(password).collect()
    }

    /// What is said, by libpq's names, but for the password.
    fn parameters(&self) -> Vec<(&'static str, String)> {
        let path = |path: &std::path::PathBuf| path.display().to_string();
        let parameters = [
            ("host", list(&self.hosts, host)),
            ("hostaddr", list(&self.addresses, ToString::to_string)),
            ("port", list(&self.ports, port)),
            ("user", self.user.clone()),
            ("passfile", self.password_file.as_ref().map(path)),
            ("dbname", self.database.clone()),
            (
                "sslmode",
                self.ssl_mode.map(|mode| ssl_mode(mode).to_owned()),
            ),
            (
                "sslnegotiation",
                self.ssl_negotiation.map(|how| match how {
                    SslNegotiation::Postgres => "postgres".to_owned(),
                    SslNegotiation::Direct => "direct".to_owned(),
                }),
            ),
            ("sslrootcert", self.ssl_root_certificate.as_ref().map(path)),
            ("sslcert", self.ssl_certificate.as_ref().map(path)),
            ("sslkey", self.ssl_key.as_ref().map(path)),
            (
                "channel_binding",
                self.channel_binding.map(|binding| match binding {
                    ChannelBinding::Disable => "disable".to_owned(),
                    ChannelBinding::Prefer => "prefer".to_owned(),
                    ChannelBinding::Require => "require".to_owned(),
                }),
            ),
            ("options", self.options.clone()),
            (
                "connect_timeout",
                self.connect_timeout
                    .map(|limit| limit.as_secs().to_string()),
            ),
            (
                "target_session_attrs",
                self.target_session.map(|session| match session {
                    TargetSession::Any => "any".to_owned(),
                    TargetSession::ReadWrite => "read-write".to_owned(),
                    TargetSession::ReadOnly => "read-only".to_owned(),
                }),
            ),
        ];
        let said = parameters.into_iter();
        said.filter_map(|(key, value)| Some((key, value?)))
            .collect()
    }
}

fn list<T>(items: &[T], written: impl Fn(&T) -> String) -> Option<String> {
    let items: Vec<String> = items.iter().map(written).collect();
    (!items.is_empty()).then(|| items.join(","))
}

fn host(host: &Host) -> String {
    match host {
        Host::Tcp(name) => name.clone(),
        Host::Unix(folder) => folder.display().to_string(),
    }
}

fn port(port: &Option<u16>) -> String {
    port.map(|port| port.to_string()).unwrap_or_default()
}

fn ssl_mode(mode: SslMode) -> &'static str {
    match mode {
        SslMode::Disable => "disable",
        SslMode::Allow => "allow",
        SslMode::Prefer => "prefer",
        SslMode::Require => "require",
        SslMode::VerifyCa => "verify-ca",
        SslMode::VerifyFull => "verify-full",
    }
}

fn percent_encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
                encoded.push(char::from(byte));
            }
            _ => encoded += &format!("%{byte:02X}"),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use crate::database_url::DatabaseUrl;

    fn check(written: &str, expected: &str) {
        let DatabaseUrl::Postgres(url) = DatabaseUrl::parse(written).unwrap() else {
            panic!("it is PostgreSQL's");
        };
        assert_eq!(url.without_password(), expected);
        let again = DatabaseUrl::parse(expected).unwrap();
        let without = super::PostgresUrl {
            password: None,
            ..*url
        };
        assert_eq!(again, DatabaseUrl::Postgres(Box::new(without)));
    }

    #[test]
    fn the_same_without_the_password() {
        check("postgresql://", "postgresql:///");
        check(
            "postgresql://me:secret@db:5433,other/a%20b?sslmode=verify-full",
            "postgresql:///a%20b?host=db%2Cother&port=5433%2C&user=me&sslmode=verify-full",
        );
        check(
            "postgresql:///k?host=/run/x&options=-c%20search_path%3Dk&connect_timeout=3",
            "postgresql:///k?host=/run/x&options=-c%20search_path%3Dk&connect_timeout=3",
        );
    }
}
