//! The parameters of a URL, which are those of libpq.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use keeper_schema_core::closest::closest;

use super::of_sqlx::in_words_of_libpq;
use super::{
    ChannelBinding, Host, Keepalives, PostgresUrl, Secret, SslMode, SslNegotiation, TargetSession,
};
use crate::database_url::UrlError;

const KNOWN: [&str; 24] = [
    "application_name",
    "channel_binding",
    "client_encoding",
    "connect_timeout",
    "dbname",
    "fallback_application_name",
    "gssencmode",
    "host",
    "hostaddr",
    "keepalives",
    "keepalives_idle",
    "options",
    "passfile",
    "password",
    "port",
    "ssl",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslnegotiation",
    "sslrootcert",
    "sslsni",
    "target_session_attrs",
    "user",
];

impl PostgresUrl {
    /// Sets a parameter. An empty value says nothing.
    pub(super) fn set(&mut self, key: &str, value: &str) -> Result<(), UrlError> {
        let key = in_words_of_libpq(key);
        if self.set_option_of_sqlx(key, value) {
            return Ok(());
        }
        if !KNOWN.contains(&key) {
            return Err(unknown(key));
        }
        if value.is_empty() {
            return Ok(());
        }
        let text = || Some(value.to_owned());
        let path = || Some(PathBuf::from(value));
        let bad = |parameter, expected| {
            Err(UrlError::BadParameter {
                parameter,
                expected,
            })
        };
        match (key, value) {
            ("host", _) => {
                let hosts: Result<Vec<Host>, UrlError> = value.split(',').map(host).collect();
                self.hosts = hosts?;
            }
            ("hostaddr", _) => {
                let addresses: Result<Vec<IpAddr>, _> = value.split(',').map(str::parse).collect();
                match addresses {
                    Ok(addresses) => self.addresses = addresses,
                    Err(_) => return bad("hostaddr", "an IP address, or several with commas"),
                }
            }
            ("port", _) => {
                let ports: Result<Vec<Option<u16>>, UrlError> =
                    value.split(',').map(port).collect();
                self.ports = ports?;
            }
            ("user", _) => self.user = text(),
            ("password", _) => self.password = Some(Secret::new(value)),
            ("passfile", _) => self.password_file = path(),
            ("dbname", _) => self.database = text(),
            ("application_name", _) => self.application_name = text(),
            ("fallback_application_name", _) => {
                self.application_name.get_or_insert(value.to_owned());
            }
            ("options", _) => self.options = text(),
            ("sslmode", "disable") => self.ssl_mode = Some(SslMode::Disable),
            ("sslmode", "allow") => self.ssl_mode = Some(SslMode::Allow),
            ("sslmode", "prefer") => self.ssl_mode = Some(SslMode::Prefer),
            ("sslmode", "require") | ("ssl", "true") => self.ssl_mode = Some(SslMode::Require),
            ("sslmode", "verify-ca") => self.ssl_mode = Some(SslMode::VerifyCa),
            ("sslmode", "verify-full") => self.ssl_mode = Some(SslMode::VerifyFull),
            ("sslmode", _) => {
                return bad(
                    "sslmode",
                    "`disable`, `allow`, `prefer`, `require`, `verify-ca` or `verify-full`",
                );
            }
            ("ssl", _) => return bad("ssl", "`true`; `sslmode` says more"),
            ("sslnegotiation", "postgres") => {
                self.ssl_negotiation = Some(SslNegotiation::Postgres);
            }
            ("sslnegotiation", "direct") => self.ssl_negotiation = Some(SslNegotiation::Direct),
            ("sslnegotiation", _) => return bad("sslnegotiation", "`postgres` or `direct`"),
            ("sslrootcert", "system") => {
                return bad("sslrootcert", "a file; `system` is not known here");
            }
            ("sslrootcert", _) => self.ssl_root_certificate = path(),
            ("sslcert", _) => self.ssl_certificate = path(),
            ("sslkey", _) => self.ssl_key = path(),
            ("channel_binding", "disable") => self.channel_binding = Some(ChannelBinding::Disable),
            ("channel_binding", "prefer") => self.channel_binding = Some(ChannelBinding::Prefer),
            ("channel_binding", "require") => self.channel_binding = Some(ChannelBinding::Require),
            ("channel_binding", _) => {
                return bad("channel_binding", "`disable`, `prefer` or `require`");
            }
            ("connect_timeout", _) => match seconds(value) {
                Some(timeout) => self.connect_timeout = Some(timeout),
                None => return bad("connect_timeout", "a number of seconds"),
            },
            ("target_session_attrs", "any") => self.target_session = Some(TargetSession::Any),
            ("target_session_attrs", "read-write" | "primary") => {
                self.target_session = Some(TargetSession::ReadWrite);
            }
            ("target_session_attrs", "read-only" | "standby") => {
                self.target_session = Some(TargetSession::ReadOnly);
            }
            ("target_session_attrs", _) => {
                return bad(
                    "target_session_attrs",
                    "`any`, `read-write`, `primary`, `read-only` or `standby`",
                );
            }
            ("keepalives", "0") => self.keepalives = Some(Keepalives::Off),
            ("keepalives", "1") => self.keepalives = Some(Keepalives::On),
            ("keepalives", _) => return bad("keepalives", "`0` or `1`"),
            ("keepalives_idle", _) => match seconds(value) {
                Some(idle) => self.keepalives_idle = Some(idle),
                None => return bad("keepalives_idle", "a number of seconds"),
            },
            // What is always so here, and may be said.
            ("client_encoding", _) => {
                let plain = value.to_ascii_lowercase().replace('-', "");
                if !["utf8", "auto"].contains(&plain.as_str()) {
                    return bad("client_encoding", "`UTF8` or `auto`");
                }
            }
            ("gssencmode", "disable" | "prefer") => {}
            ("gssencmode", _) => return bad("gssencmode", "`disable` or `prefer`"),
            ("sslsni", "1") => {}
            ("sslsni", _) => return bad("sslsni", "`1`"),
            _ => return Err(unknown(key)),
        }
        Ok(())
    }
}

/// The key is shown only if it can be one: anything else may be part of a password.
fn unknown(key: &str) -> UrlError {
    let is_key = key.len() < 40 && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    if !is_key || key.is_empty() {
        return UrlError::NotEncoded;
    }
    UrlError::UnknownParameter {
        parameter: key.to_owned(),
        known: match closest(key, KNOWN) {
            Some(closest) => format!("did you mean `{closest}`?"),
            None => format!("known are `{}`", KNOWN.join("`, `")),
        },
    }
}

fn host(written: &str) -> Result<Host, UrlError> {
    if written.starts_with('/') {
        return Ok(Host::Unix(written.into()));
    }
    let of_a_host = |c: char| c.is_alphanumeric() || "-._:%".contains(c);
    match written.chars().all(of_a_host) {
        true if written.is_empty() => Ok(Host::Tcp("localhost".to_owned())),
        true => Ok(Host::Tcp(written.to_owned())),
        false => Err(UrlError::BadHost),
    }
}

fn port(written: &str) -> Result<Option<u16>, UrlError> {
    match written.parse() {
        Ok(0) => Err(UrlError::BadPort),
        Ok(port) => Ok(Some(port)),
        Err(_) if written.is_empty() => Ok(None),
        Err(_) => Err(UrlError::BadPort),
    }
}

fn seconds(written: &str) -> Option<Duration> {
    let seconds: i64 = written.parse().ok()?;
    // As in libpq, less than nothing is no limit.
    Some(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
}
