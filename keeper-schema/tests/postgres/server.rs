//! A server that listens on the network, with encryption and passwords.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use keeper_schema_testing::{Cluster, psql};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use tempfile::TempDir;

/// A server, and the folder of what its clients have.
pub(crate) struct Server {
    cluster: Cluster,
    pub(crate) port: u16,
    client: TempDir,
}

/// An authority.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params
            .distinguished_name
            .push(DnType::CommonName, "authority");
        let key = KeyPair::generate().unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        Self {
            issuer: Issuer::new(params, key),
            pem,
        }
    }

    /// A certificate and its key.
    fn issue(&self, host: Option<&str>, common_name: &str) -> (String, String) {
        let hosts: Vec<String> = host.iter().map(|host| (*host).to_owned()).collect();
        let mut params = CertificateParams::new(hosts).unwrap();
        params
            .distinguished_name
            .push(DnType::CommonName, common_name);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        (certificate.pem(), key.serialize_pem())
    }
}

impl Server {
    /// On a free port of the loopback, without encryption, trusting everybody.
    pub(crate) fn start() -> Self {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let cluster = Cluster::start_with(&["listen_addresses=127.0.0.1", &format!("port={port}")]);
        Self {
            cluster,
            port,
            client: TempDir::new().unwrap(),
        }
    }

    /// With a certificate for `localhost` of that authority.
    pub(crate) fn encrypted(authority: &Authority) -> Self {
        let server = Self::start();
        let (certificate, key) = authority.issue(Some("localhost"), "localhost");
        server.write_data("server.crt", &certificate);
        server.write_data("server.key", &key);
        server.write_data("root.crt", &authority.pem);
        server.run("ALTER SYSTEM SET ssl_ca_file = 'root.crt'");
        server.run("ALTER SYSTEM SET ssl = on");
        server.reload();
        server.until("SHOW ssl", "on");
        server
    }

    /// The rules by which clients are let in; the socket stays open to all.
    pub(crate) fn let_in(&self, rules: &str) {
        self.write_data("pg_hba.conf", &format!("local all all trust\n{rules}\n"));
        self.reload();
    }

    /// Runs SQL over the socket.
    pub(crate) fn run(&self, sql: &str) -> String {
        let outcome = psql(&self.socket_url(), &format!("{sql};"));
        assert_eq!(outcome.stderr, "", "{sql}");
        outcome.stdout.trim().to_owned()
    }

    pub(crate) fn socket_url(&self) -> String {
        let folder = self.cluster.folder().unwrap().display();
        let port = self.port;
        format!("postgresql:///postgres?host={folder}&port={port}&user=postgres")
    }

    /// The URL over the network: `user`, perhaps with a password, and parameters.
    pub(crate) fn url(&self, user: &str, parameters: &str) -> String {
        let port = self.port;
        format!("postgresql://{user}@localhost:{port}/postgres?hostaddr=127.0.0.1&{parameters}")
    }

    /// The URL over the network, at that port, without encryption.
    pub(crate) fn plain_url(&self, port: u16) -> String {
        format!("postgresql://postgres@127.0.0.1:{port}/postgres?sslmode=disable")
    }

    /// Writes a file for clients, which only they can read.
    pub(crate) fn client_file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.client.path().join(name);
        fs::write(&path, text).unwrap();
        set_mode(&path, 0o600);
        path
    }

    /// The certificate of an authority, for clients.
    pub(crate) fn root_file(&self, authority: &Authority, name: &str) -> String {
        let path = self.client_file(name, &authority.pem);
        format!("sslrootcert={}", path.display())
    }

    /// A certificate for a user, for clients.
    pub(crate) fn client_certificate(&self, authority: &Authority, user: &str) -> PathBuf {
        let (certificate, key) = authority.issue(None, user);
        self.client_file("client.crt", &certificate);
        self.client_file("client.key", &key);
        self.client.path().to_owned()
    }

    fn write_data(&self, name: &str, text: &str) {
        let data = self.cluster.folder().unwrap().join("data");
        let owner = fs::metadata(&data).unwrap();
        let path = data.join(name);
        fs::write(&path, text).unwrap();
        set_mode(&path, 0o600);
        chown(&path, Some(owner.uid()), Some(owner.gid())).unwrap();
    }

    /// Waits until the server has read its files anew.
    fn reload(&self) {
        let loaded = self.run("SELECT pg_conf_load_time()");
        self.run("SELECT pg_reload_conf()");
        let start = Instant::now();
        while self.run("SELECT pg_conf_load_time()") == loaded {
            assert!(start.elapsed() < Duration::from_secs(30), "no reload");
        }
    }

    /// Waits until a query says so.
    pub(crate) fn until(&self, query: &str, expected: &str) {
        let start = Instant::now();
        while self.run(query) != expected {
            assert!(start.elapsed() < Duration::from_secs(30), "{query}");
        }
    }
}

pub(crate) fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}
