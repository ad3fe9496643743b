//! URLs of PostgreSQL databases, read as libpq reads them, and what sqlx adds.
//!
//! <https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS>

mod environment;
mod of_sqlx;
mod parameters;
mod parse;
mod secret;
mod write;

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

pub use self::environment::PostgresEnvironment;
pub use self::secret::Secret;

/// A PostgreSQL database: what a URL says of it, which may be nothing at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PostgresUrl {
    /// The hosts, tried in this order.
    pub hosts: Vec<Host>,
    /// Their addresses, to spare looking the hosts up: none, or one for each.
    pub addresses: Vec<IpAddr>,
    /// None, one for all hosts, or one for each; the usual one where absent.
    pub ports: Vec<Option<u16>>,
    /// The user.
    pub user: Option<String>,
    /// The user's password.
    pub password: Option<Secret>,
    /// The file in which passwords are looked up, `~/.pgpass` where absent.
    pub password_file: Option<PathBuf>,
    /// The database; the user's own where absent.
    pub database: Option<String>,
    /// Whether the connection is encrypted, and what is verified.
    pub ssl_mode: Option<SslMode>,
    /// How encryption is begun.
    pub ssl_negotiation: Option<SslNegotiation>,
    /// The certificates that the server's must come from.
    pub ssl_root_certificate: Option<PathBuf>,
    /// The client's certificate.
    pub ssl_certificate: Option<PathBuf>,
    /// The key of the client's certificate.
    pub ssl_key: Option<PathBuf>,
    /// Whether the password is bound to the server's certificate.
    pub channel_binding: Option<ChannelBinding>,
    /// What the server calls the connection.
    pub application_name: Option<String>,
    /// Options for the server: `-c search_path=keeper`.
    pub options: Option<String>,
    /// How long one host may take; forever where zero.
    pub connect_timeout: Option<Duration>,
    /// What the server must allow.
    pub target_session: Option<TargetSession>,
    /// Whether keepalives are sent.
    pub keepalives: Option<Keepalives>,
    /// The idle time before the first of them.
    pub keepalives_idle: Option<Duration>,
}

/// Where a server listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Host {
    /// A name or an address.
    Tcp(String),
    /// The folder of a Unix socket.
    Unix(PathBuf),
}

/// Whether a connection is encrypted, and what is verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SslMode {
    /// In plain text.
    Disable,
    /// In plain text, or encrypted if the server refuses that; nothing is verified.
    Allow,
    /// Encrypted if the server can; nothing is verified.
    Prefer,
    /// Encrypted; the authority is verified if a root certificate is there.
    Require,
    /// Encrypted, and the server's certificate comes from a trusted authority.
    VerifyCa,
    /// As `VerifyCa`, and the certificate is for the host.
    VerifyFull,
}

/// How encryption is begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SslNegotiation {
    /// The server is asked.
    Postgres,
    /// At once, which servers can from version 17 on.
    Direct,
}

/// Whether the password is bound to the server's certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChannelBinding {
    /// Never.
    Disable,
    /// If the server can.
    Prefer,
    /// Always.
    Require,
}

/// What a server must allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetSession {
    /// Anything.
    Any,
    /// Writing: no standby.
    ReadWrite,
    /// Only reading.
    ReadOnly,
}

/// Whether keepalives are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keepalives {
    /// They are not.
    Off,
    /// They are.
    On,
}

impl fmt::Display for PostgresUrl {
    /// The URL for a message: without the password, and without parameters.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("postgresql://")?;
        if let Some(user) = &self.user {
            write!(f, "{}@", user.escape_debug())?;
        }
        for (position, host) in self.hosts.iter().enumerate() {
            let separator = if position == 0 { "" } else { "," };
            write!(f, "{separator}{host}")?;
            let port = self.ports.get(position).or(self.ports.first());
            if let Some(Some(port)) = port {
                write!(f, ":{port}")?;
            }
        }
        match &self.database {
            Some(database) => write!(f, "/{}", database.escape_debug()),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(name) if name.contains(':') => write!(f, "[{}]", name.escape_debug()),
            Self::Tcp(name) => write!(f, "{}", name.escape_debug()),
            Self::Unix(folder) => write!(f, "{}", folder.display()),
        }
    }
}
