//! Encryption, by rustls.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::client::{WantsClientCert, WebPkiServerVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, ConfigBuilder, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::verifier::{Verified, Verifier};
use crate::database_url::{PostgresUrl, SslMode};
use crate::migrate::{DatabaseError, DatabaseErrorKind};

/// What encrypts a connection as the URL says. `home` is the folder of `.postgresql/`.
pub(super) fn connector(
    url: &PostgresUrl,
    mode: SslMode,
    home: Option<&Path>,
) -> Result<MakeRustlsConnect, DatabaseError> {
    let provider = Arc::new(ring::default_provider());
    let verifier = verifier(url, mode, home, &provider)?;
    let config = with_client_certificate(builder(verifier)?, url, home)?;
    Ok(made(config))
}

/// What encrypts a connection to whatever server there is.
pub(super) fn unverified() -> Result<MakeRustlsConnect, DatabaseError> {
    let verifier = Verifier {
        verified: Verified::Nothing,
        provider: Arc::new(ring::default_provider()),
    };
    Ok(made(builder(verifier)?.with_no_client_auth()))
}

fn builder(
    verifier: Verifier,
) -> Result<ConfigBuilder<ClientConfig, WantsClientCert>, DatabaseError> {
    let builder = ClientConfig::builder_with_provider(Arc::clone(&verifier.provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| refused(&error.to_string()))?;
    let builder = builder.dangerous();
    Ok(builder.with_custom_certificate_verifier(Arc::new(verifier)))
}

fn made(mut config: ClientConfig) -> MakeRustlsConnect {
    config.alpn_protocols = vec![b"postgresql".to_vec()];
    MakeRustlsConnect::new(config)
}

/// As libpq has it: a root certificate that is there makes `require` a `verify-ca`.
fn verifier(
    url: &PostgresUrl,
    mode: SslMode,
    home: Option<&Path>,
    provider: &Arc<CryptoProvider>,
) -> Result<Verifier, DatabaseError> {
    let named = url.ssl_root_certificate.clone();
    let path = named.or_else(|| in_home(home, "root.crt").filter(|path| path.exists()));
    let verified = match (mode, path) {
        (SslMode::Disable | SslMode::Allow | SslMode::Prefer, _) | (SslMode::Require, None) => {
            Verified::Nothing
        }
        (SslMode::VerifyCa | SslMode::VerifyFull, None) => {
            return Err(refused(
                "there is no root certificate to verify the server by: `sslrootcert` names none, and there is no `~/.postgresql/root.crt`",
            ));
        }
        (SslMode::Require | SslMode::VerifyCa, Some(path)) => chain(&path, provider)?,
        (SslMode::VerifyFull, Some(path)) => match chain(&path, provider)? {
            Verified::Chain { roots, web_pki } => Verified::ChainAndName { roots, web_pki },
            verified => verified,
        },
    };
    Ok(Verifier {
        verified,
        provider: Arc::clone(provider),
    })
}

fn chain(path: &Path, provider: &Arc<CryptoProvider>) -> Result<Verified, DatabaseError> {
    let mut store = RootCertStore::empty();
    let roots = certificates(path)?;
    for root in &roots {
        let added = store.add(root.clone());
        added.map_err(|error| unusable(path, &error.to_string()))?;
    }
    let web_pki =
        WebPkiServerVerifier::builder_with_provider(Arc::new(store), Arc::clone(provider))
            .build()
            .map_err(|error| unusable(path, &error.to_string()))?;
    Ok(Verified::Chain { roots, web_pki })
}

fn with_client_certificate(
    builder: ConfigBuilder<ClientConfig, WantsClientCert>,
    url: &PostgresUrl,
    home: Option<&Path>,
) -> Result<ClientConfig, DatabaseError> {
    let named = url.ssl_certificate.clone();
    let in_home_if_there = |file| in_home(home, file).filter(|path| path.exists());
    let Some(certificate) = named.or_else(|| in_home_if_there("postgresql.crt")) else {
        return Ok(builder.with_no_client_auth());
    };
    let named = url.ssl_key.clone();
    let Some(key) = named.or_else(|| in_home_if_there("postgresql.key")) else {
        return Err(refused(&format!(
            "there is no key for the certificate `{}`: `sslkey` names none",
            certificate.display()
        )));
    };
    check_is_private(&key)?;
    let chain = certificates(&certificate)?;
    let private =
        PrivateKeyDer::from_pem_file(&key).map_err(|error| unusable(&key, &error.to_string()))?;
    builder
        .with_client_auth_cert(chain, private)
        .map_err(|error| unusable(&certificate, &error.to_string()))
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, DatabaseError> {
    let read = || CertificateDer::pem_file_iter(path)?.collect::<Result<Vec<_>, _>>();
    match read() {
        Ok(certificates) if certificates.is_empty() => {
            Err(unusable(path, "there is no certificate in it"))
        }
        Ok(certificates) => Ok(certificates),
        Err(error) => Err(unusable(path, &error.to_string())),
    }
}

/// As libpq has it: nobody else may read a key, but for the group of one that root owns.
#[cfg(unix)]
fn check_is_private(key: &Path) -> Result<(), DatabaseError> {
    use std::os::unix::fs::MetadataExt;
    let metadata = key
        .metadata()
        .map_err(|error| unusable(key, &error.to_string()))?;
    let others = match metadata.uid() {
        0 => 0o037,
        _ => 0o077,
    };
    match metadata.mode() & others {
        0 => Ok(()),
        _ => Err(unusable(key, "others can read it; `chmod 0600` mends that")),
    }
}

#[cfg(not(unix))]
fn check_is_private(_: &Path) -> Result<(), DatabaseError> {
    Ok(())
}

fn in_home(home: Option<&Path>, file: &str) -> Option<PathBuf> {
    Some(home?.join(".postgresql").join(file))
}

fn unusable(path: &Path, why: &str) -> DatabaseError {
    refused(&format!("`{}` cannot be used: {why}", path.display()))
}

fn refused(message: &str) -> DatabaseError {
    DatabaseError {
        kind: DatabaseErrorKind::Tls,
        message: message.to_owned(),
    }
}
