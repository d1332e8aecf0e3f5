//! The certificates of `--tls`: an authority that is made at the start and a server's certificate from it. Both keys live
//! in this process's memory and die with it; only the authority's certificate is written, for clients to trust.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
};
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use super::error::ServeError;

/// The names that every server's certificate has.
const OWN_NAMES: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// How the server is reached by TLS.
#[derive(Debug, Clone, Default)]
pub struct TlsOptions {
    /// Names that the certificate has beside the loopback addresses: `clob.test`. Who resolves them is the client's
    /// business.
    pub names: Vec<String>,
    /// Where the authority's certificate is written (PEM), before the server answers.
    pub authority: Option<PathBuf>,
}

/// What a server needs, and what its clients do.
pub(crate) struct Made {
    pub(crate) config: Arc<ServerConfig>,
    /// The authority's certificate, PEM.
    pub(crate) authority: String,
}

/// Makes an authority and a server's certificate, and writes the authority's where it is wanted.
pub(crate) fn make(options: &TlsOptions) -> Result<Made, ServeError> {
    let (config, authority) = certificates(&options.names).map_err(ServeError::Tls)?;
    if let Some(path) = &options.authority {
        write(path, &authority)?;
    }
    Ok(Made {
        config: Arc::new(config),
        authority,
    })
}

fn write(path: &Path, pem: &str) -> Result<(), ServeError> {
    std::fs::write(path, pem).map_err(|source| ServeError::Authority {
        path: path.to_owned(),
        source,
    })
}

fn certificates(names: &[String]) -> Result<(ServerConfig, String), String> {
    let told = |error: rcgen::Error| error.to_string();
    let mut authority = CertificateParams::new(Vec::<String>::new()).map_err(told)?;
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let name = "Simulated Polymarket, made for this run";
    authority.distinguished_name.push(DnType::CommonName, name);
    let authority_key = KeyPair::generate().map_err(told)?;
    let pem = authority.self_signed(&authority_key).map_err(told)?.pem();
    let issuer = Issuer::new(authority, authority_key);

    let mut all: Vec<String> = OWN_NAMES.map(str::to_owned).to_vec();
    all.extend(names.iter().cloned());
    let mut server = CertificateParams::new(all).map_err(told)?;
    server
        .distinguished_name
        .push(DnType::CommonName, "Simulated Polymarket");
    server.use_authority_key_identifier_extension = true;
    server.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let server_key = KeyPair::generate().map_err(told)?;
    let certificate = server.signed_by(&server_key, &issuer).map_err(told)?;

    let chain = vec![certificate.der().clone()];
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(server_key.serialize_der()));
    let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
        .map_err(|error| error.to_string())?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok((config, pem))
}
