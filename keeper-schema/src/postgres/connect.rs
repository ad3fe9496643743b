//! Opening a connection.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::runtime::{self, Runtime};
use tokio_postgres::config;
use tokio_postgres::{Config, NoTls, Socket};

use super::client::Client;
use super::password_file::{self, Entry, Found};
use super::redact::Redactor;
use super::{driver_error, tls};
use crate::database_url::{
    ChannelBinding, Host, Keepalives, PostgresEnvironment, PostgresUrl, Secret, SslMode,
    SslNegotiation, TargetSession,
};
use crate::migrate::{DatabaseError, DatabaseErrorKind};

/// Where Debian's servers have their socket, and where all others have.
const SOCKETS: [&str; 2] = ["/var/run/postgresql", "/tmp"];

const PORT: u16 = 5432;

/// A URL with all that it leaves open filled in.
#[derive(Clone, Debug)]
pub(super) struct Address {
    url: PostgresUrl,
    user: String,
    database: String,
    home: Option<PathBuf>,
}

impl Address {
    pub(super) fn new(
        url: &PostgresUrl,
        environment: &PostgresEnvironment,
    ) -> Result<Self, DatabaseError> {
        let url = url
            .clone()
            .or_environment(environment)
            .map_err(|error| cannot_connect(error.to_string()))?;
        let user = match &url.user {
            Some(user) => user.clone(),
            None => whoami::username().map_err(|error| {
                cannot_connect(format!(
                    "no user is named, and who runs this is unknown: {error}"
                ))
            })?,
        };
        Ok(Self {
            database: url.database.clone().unwrap_or_else(|| user.clone()),
            user,
            url,
            home: environment.home.clone(),
        })
    }

    /// The name of the database.
    pub(super) fn database(&self) -> &str {
        &self.database
    }

    /// Connects to the first host that lets it.
    pub(super) fn connect(&self) -> Result<Client, DatabaseError> {
        let mut failed: Option<DatabaseError> = None;
        for place in self.places() {
            match self.connect_to(&place) {
                Ok(client) => return Ok(client),
                // As in libpq, only a host that cannot be reached is passed over.
                Err(error) if error.kind != DatabaseErrorKind::CannotConnect => return Err(error),
                Err(error) => match &mut failed {
                    None => failed = Some(error),
                    Some(failed) => failed.message += &format!("; {}", error.message),
                },
            }
        }
        Err(failed.unwrap_or_else(|| cannot_connect("there is no host to connect to".to_owned())))
    }

    fn places(&self) -> Vec<Place> {
        let (hosts, addresses) = (&self.url.hosts, &self.url.addresses);
        let ports = &self.url.ports;
        let number = hosts.len().max(addresses.len()).max(1);
        let places = (0..number).map(|position| Place {
            host: match (hosts.get(position), addresses.get(position)) {
                (Some(host), _) => host.clone(),
                (None, Some(address)) => Host::Tcp(address.to_string()),
                (None, None) => default_host(),
            },
            address: addresses.get(position).copied(),
            port: (ports.get(position).or(ports.first()))
                .copied()
                .flatten()
                .unwrap_or(PORT),
        });
        places.collect()
    }

    fn connect_to(&self, place: &Place) -> Result<Client, DatabaseError> {
        let (password, note) = self.password(place);
        let mode = match place.host {
            // There is nobody to listen on a socket.
            Host::Unix(_) => SslMode::Disable,
            Host::Tcp(_) => self.url.ssl_mode.unwrap_or(SslMode::Prefer),
        };
        let connected = match mode {
            // As in libpq, whatever the reason was.
            SslMode::Allow => self
                .connect_as(place, SslMode::Disable, password.as_ref())
                .or_else(|_| self.connect_as(place, SslMode::Prefer, password.as_ref())),
            mode => self.connect_as(place, mode, password.as_ref()),
        };
        connected.map_err(|mut error| {
            error.message = format!("{place}: {}{note}", error.message);
            error
        })
    }

    fn connect_as(
        &self,
        place: &Place,
        mode: SslMode,
        password: Option<&Secret>,
    ) -> Result<Client, DatabaseError> {
        let config = self.config(place, mode, password);
        let secrets: Vec<&Secret> = password.into_iter().chain(&self.url.password).collect();
        let redactor = Redactor::new(&secrets);
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| cannot_connect(error.to_string()))?;
        let limit = self.url.connect_timeout.filter(|limit| !limit.is_zero());
        match mode {
            SslMode::Disable => connect_by(runtime, &config, NoTls, limit, redactor),
            mode => {
                let connector = tls::connector(&self.url, mode, self.home.as_deref())?;
                connect_by(runtime, &config, connector, limit, redactor)
            }
        }
    }

    fn config(&self, place: &Place, mode: SslMode, password: Option<&Secret>) -> Config {
        let url = &self.url;
        let mut config = Config::new();
        config.user(&self.user).dbname(&self.database);
        config.port(place.port);
        match &place.host {
            Host::Tcp(name) => config.host(name),
            Host::Unix(folder) => config.host_path(folder),
        };
        if let Some(address) = place.address {
            config.hostaddr(address);
        }
        if let Some(password) = password {
            config.password(password.reveal());
        }
        config.ssl_mode(match mode {
            SslMode::Disable => config::SslMode::Disable,
            SslMode::Allow | SslMode::Prefer => config::SslMode::Prefer,
            SslMode::Require | SslMode::VerifyCa | SslMode::VerifyFull => config::SslMode::Require,
        });
        match url.ssl_negotiation {
            Some(SslNegotiation::Direct) => {
                config.ssl_negotiation(config::SslNegotiation::Direct);
            }
            Some(SslNegotiation::Postgres) | None => {}
        }
        match url.channel_binding {
            Some(ChannelBinding::Disable) => {
                config.channel_binding(config::ChannelBinding::Disable);
            }
            Some(ChannelBinding::Require) => {
                config.channel_binding(config::ChannelBinding::Require);
            }
            Some(ChannelBinding::Prefer) | None => {}
        }
        match url.target_session {
            Some(TargetSession::ReadWrite) => {
                config.target_session_attrs(config::TargetSessionAttrs::ReadWrite);
            }
            Some(TargetSession::ReadOnly) => {
                config.target_session_attrs(config::TargetSessionAttrs::ReadOnly);
            }
            Some(TargetSession::Any) | None => {}
        }
        config.keepalives(url.keepalives != Some(Keepalives::Off));
        if let Some(idle) = url.keepalives_idle {
            config.keepalives_idle(idle);
        }
        if let Some(options) = &url.options {
            config.options(options);
        }
        config.application_name(url.application_name.as_deref().unwrap_or("keeper-schema"));
        config
    }

    /// The password for a place, and what is to be said of it if it does not do.
    fn password(&self, place: &Place) -> (Option<Secret>, &'static str) {
        if let Some(password) = &self.url.password {
            return (Some(password.clone()), "");
        }
        let in_home = || self.home.as_deref().map(|home| home.join(".pgpass"));
        let Some(path) = self.url.password_file.clone().or_else(in_home) else {
            return (None, "");
        };
        let host = place.name_for_passwords();
        let entry = Entry {
            host: &host,
            port: place.port,
            database: &self.database,
            user: &self.user,
        };
        match password_file::find(&path, entry) {
            Found::Password(password) => (Some(password), ""),
            Found::Nothing => (None, ""),
            Found::Unsafe => (
                None,
                "; the file of passwords was not used, since others can read it (`chmod 0600` mends that)",
            ),
        }
    }
}

/// One server to try.
struct Place {
    host: Host,
    address: Option<std::net::IpAddr>,
    port: u16,
}

impl Place {
    /// A default socket goes by `localhost`.
    fn name_for_passwords(&self) -> String {
        match &self.host {
            Host::Tcp(name) => name.clone(),
            Host::Unix(folder) if SOCKETS.iter().any(|known| Path::new(known) == folder) => {
                "localhost".to_owned()
            }
            Host::Unix(folder) => folder.display().to_string(),
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}` port {}", self.host, self.port)
    }
}

fn connect_by<T>(
    runtime: Runtime,
    config: &Config,
    tls: T,
    limit: Option<Duration>,
    redactor: Redactor,
) -> Result<Client, DatabaseError>
where
    T: tokio_postgres::tls::MakeTlsConnect<Socket>,
    T::Stream: Send + 'static,
{
    let connecting = async {
        match limit {
            None => Some(config.connect(tls).await),
            Some(limit) => tokio::time::timeout(limit, config.connect(tls)).await.ok(),
        }
    };
    match runtime.block_on(connecting) {
        Some(Ok((driver, connection))) => Ok(Client::new(runtime, driver, connection, redactor)),
        Some(Err(error)) => Err(driver_error::connecting(&error, &redactor)),
        None => Err(cannot_connect(
            "the server did not answer in time".to_owned(),
        )),
    }
}

fn default_host() -> Host {
    let existing = SOCKETS.iter().find(|folder| Path::new(folder).is_dir());
    match existing {
        Some(folder) if cfg!(unix) => Host::Unix(folder.into()),
        _ => Host::Tcp("localhost".to_owned()),
    }
}

fn cannot_connect(message: String) -> DatabaseError {
    DatabaseError {
        kind: DatabaseErrorKind::CannotConnect,
        message,
    }
}
