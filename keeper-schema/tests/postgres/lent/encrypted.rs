//! A connection that is encrypted, to a server that takes no other.

use keeper_schema::embedded::Migrator;
use keeper_schema::migrate::{Interrupt, MigrateError, Options};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio::runtime::Builder;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::with_sql;
use crate::server::{Authority, Server};

fn encrypted(authority: &Authority, server: &Server) -> MakeRustlsConnect {
    let parameter = server.root_file(authority, "root.crt");
    let path = parameter.strip_prefix("sslrootcert=").unwrap();
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_file(path).unwrap())
        .unwrap();
    let provider = rustls::crypto::ring::default_provider();
    let builder = ClientConfig::builder_with_provider(provider.into());
    let builder = builder.with_safe_default_protocol_versions().unwrap();
    let config = builder.with_root_certificates(roots).with_no_client_auth();
    MakeRustlsConnect::new(config)
}

/// Who only knows how to encrypt cannot cancel in plain text.
#[test]
fn a_statement_is_cancelled_when_the_run_is_to_stop() {
    let authority = Authority::new();
    let server = Server::encrypted(&authority);
    server.let_in("hostssl all all 127.0.0.1/32 trust");
    let url = server.url("postgres", "sslmode=require");
    let migrations = with_sql("SELECT pg_sleep(60)");
    let stopped = |interrupt: &Interrupt| Options {
        interrupt: Some(interrupt.clone()),
        ..Options::default()
    };
    let is_interrupted = |result: Result<_, MigrateError>| {
        let error = result.map(|_| ()).unwrap_err();
        assert!(matches!(error, MigrateError::Interrupted { .. }), "{error}");
    };
    let until_it_sleeps = |interrupt: &Interrupt| {
        let sleeping = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'SELECT pg_sleep%'";
        server.until(sleeping, "1");
        interrupt.request();
    };

    let interrupt = Interrupt::default();
    std::thread::scope(|scope| {
        scope.spawn(|| until_it_sleeps(&interrupt));
        let tls = encrypted(&authority, &server);
        let mut client = postgres::Client::connect(&url, tls).unwrap();
        let mut migrator = Migrator::new(&migrations).with_options(stopped(&interrupt));
        is_interrupted(migrator.upgrade(&mut client));
    });

    let interrupt = Interrupt::default();
    std::thread::scope(|scope| {
        scope.spawn(|| until_it_sleeps(&interrupt));
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let tls = encrypted(&authority, &server);
            let (mut client, connection) = tokio_postgres::connect(&url, tls).await.unwrap();
            tokio::spawn(connection);
            let mut migrator = Migrator::new(&migrations).with_options(stopped(&interrupt));
            is_interrupted(migrator.upgrade_async(&mut client).await);
        });
    });
}
