//! What the environment says where a URL is silent, as with libpq.
//!
//! <https://www.postgresql.org/docs/current/libpq-envars.html>

#![allow(
    clippy::disallowed_methods,
    reason = "the one place that reads libpq's variables"
)]

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use super::PostgresUrl;
use crate::database_url::UrlError;

/// libpq's variables, and where its files are.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PostgresEnvironment {
    /// `PGHOST` and its like.
    pub variables: BTreeMap<String, String>,
    /// The folder with `.pgpass` and `.postgresql/`.
    pub home: Option<PathBuf>,
}

/// libpq's variables, and the parameters that they stand for.
pub(super) const VARIABLES: [(&str, &str); 17] = [
    ("PGHOST", "host"),
    ("PGHOSTADDR", "hostaddr"),
    ("PGPORT", "port"),
    ("PGUSER", "user"),
    ("PGPASSWORD", "password"),
    ("PGPASSFILE", "passfile"),
    ("PGDATABASE", "dbname"),
    ("PGSSLMODE", "sslmode"),
    ("PGSSLNEGOTIATION", "sslnegotiation"),
    ("PGSSLROOTCERT", "sslrootcert"),
    ("PGSSLCERT", "sslcert"),
    ("PGSSLKEY", "sslkey"),
    ("PGCHANNELBINDING", "channel_binding"),
    ("PGAPPNAME", "application_name"),
    ("PGOPTIONS", "options"),
    ("PGCONNECT_TIMEOUT", "connect_timeout"),
    ("PGTARGETSESSIONATTRS", "target_session_attrs"),
];

impl PostgresEnvironment {
    /// That of this process.
    pub fn of_process() -> Self {
        let variables = VARIABLES.iter().filter_map(|(variable, _)| {
            let value = std::env::var(variable).ok()?;
            Some(((*variable).to_owned(), value))
        });
        Self {
            variables: variables.collect(),
            home: std::env::home_dir(),
        }
    }
}

impl fmt::Debug for PostgresEnvironment {
    /// Names the variables: one of the values is a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresEnvironment")
            .field("variables", &self.variables.keys())
            .field("home", &self.home)
            .finish()
    }
}

impl PostgresUrl {
    /// This URL, and what the environment says where it is silent.
    ///
    /// # Errors
    /// If a variable has a value that it does not take.
    pub fn or_environment(self, environment: &PostgresEnvironment) -> Result<Self, UrlError> {
        let mut said = Self::default();
        for (variable, parameter) in VARIABLES {
            let Some(value) = environment.variables.get(variable) else {
                continue;
            };
            said.set(parameter, value)
                .map_err(|error| UrlError::BadVariable {
                    variable,
                    error: Box::new(error),
                })?;
        }
        let (addresses, ports) = match self.hosts.is_empty() && self.addresses.is_empty() {
            true => (said.addresses, or(self.ports, said.ports)),
            false => (self.addresses, or(self.ports, said.ports)),
        };
        let hosts = match addresses.is_empty() {
            true => or(self.hosts, said.hosts),
            false => self.hosts,
        };
        let url = Self {
            hosts,
            addresses,
            ports,
            user: self.user.or(said.user),
            password: self.password.or(said.password),
            password_file: self.password_file.or(said.password_file),
            database: self.database.or(said.database),
            ssl_mode: self.ssl_mode.or(said.ssl_mode),
            ssl_negotiation: self.ssl_negotiation.or(said.ssl_negotiation),
            ssl_root_certificate: self.ssl_root_certificate.or(said.ssl_root_certificate),
            ssl_certificate: self.ssl_certificate.or(said.ssl_certificate),
            ssl_key: self.ssl_key.or(said.ssl_key),
            channel_binding: self.channel_binding.or(said.channel_binding),
            application_name: self.application_name.or(said.application_name),
            options: self.options.or(said.options),
            connect_timeout: self.connect_timeout.or(said.connect_timeout),
            target_session: self.target_session.or(said.target_session),
            keepalives: self.keepalives,
            keepalives_idle: self.keepalives_idle,
        };
        url.check_numbers()?;
        Ok(url)
    }
}

fn or<T>(said: Vec<T>, otherwise: Vec<T>) -> Vec<T> {
    match said.is_empty() {
        true => otherwise,
        false => said,
    }
}
