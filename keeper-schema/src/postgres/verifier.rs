//! What is verified of a server's certificate.

use std::fmt;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};

/// Verifies as much as `sslmode` asks for.
pub(super) struct Verifier {
    pub(super) verified: Verified,
    pub(super) provider: Arc<CryptoProvider>,
}

/// How much that is.
pub(super) enum Verified {
    /// Only that the server has the key of its certificate.
    Nothing,
    /// That it comes from one of the roots.
    Chain {
        roots: Vec<CertificateDer<'static>>,
        web_pki: Arc<WebPkiServerVerifier>,
    },
    /// That, and that it is for the host.
    ChainAndName {
        roots: Vec<CertificateDer<'static>>,
        web_pki: Arc<WebPkiServerVerifier>,
    },
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let (roots, web_pki) = match &self.verified {
            Verified::Nothing => return Ok(ServerCertVerified::assertion()),
            Verified::Chain { roots, web_pki } | Verified::ChainAndName { roots, web_pki } => {
                (roots, web_pki)
            }
        };
        let is_root = roots.iter().any(|root| root == end_entity);
        // A certificate that is trusted itself needs no chain, and as an authority's it
        // would be refused in one.
        let chain = match is_root {
            true => Ok(ServerCertVerified::assertion()),
            false => web_pki.verify_server_cert(
                end_entity,
                intermediates,
                server_name,
                ocsp_response,
                now,
            ),
        };
        match (&self.verified, chain) {
            (Verified::ChainAndName { .. }, Ok(verified)) => {
                verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
                Ok(verified)
            }
            // The name is looked at when the chain was found good.
            (Verified::Chain { .. }, Err(error)) if is_about_the_name(&error) => {
                Ok(ServerCertVerified::assertion())
            }
            (_, chain) => chain,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let algorithms = &self.provider.signature_verification_algorithms;
        algorithms.supported_schemes()
    }
}

fn is_about_the_name(error: &Error) -> bool {
    matches!(
        error,
        Error::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. }
        )
    )
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.verified {
            Verified::Nothing => "Verifier of nothing",
            Verified::Chain { .. } => "Verifier of the chain",
            Verified::ChainAndName { .. } => "Verifier of chain and name",
        })
    }
}
