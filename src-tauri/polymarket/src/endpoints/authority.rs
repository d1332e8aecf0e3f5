//! An authority of the user's own, whose certificates are trusted beside those of the system's authorities: of a venue that runs on
//! the user's own machines, or of a company's proxy that opens connections. Nothing is checked less: name, time and signature of a
//! certificate are checked by it as by any other.

use std::path::Path;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use super::EndpointsError;

/// The longest file that is read, bytes: the system's whole list of authorities has 300 kB.
const FILE_BYTES_MAX: u64 = 1024 * 1024;

/// The certificates of an authority.
#[derive(Clone, PartialEq, Eq)]
pub struct Authority {
    path: String,
    certificates: Vec<CertificateDer<'static>>,
}

impl std::fmt::Debug for Authority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Authority({}, {} certificates)", self.path, self.certificates.len())
    }
}

impl Authority {
    /// Reads certificates from a file (PEM), which may hold several and must hold no key.
    ///
    /// # Errors
    /// [`EndpointsError::Authority`]: the file cannot be read, holds no certificate, one that is none, or a private key.
    pub fn load(path: &Path) -> Result<Self, EndpointsError> {
        let shown = path.display().to_string();
        let failed = |why: String| EndpointsError::Authority {
            path: shown.clone(),
            why,
        };
        let size = std::fs::metadata(path)
            .map_err(|error| failed(error.to_string()))?
            .len();
        if size > FILE_BYTES_MAX {
            return Err(failed(format!("it has more than {FILE_BYTES_MAX} bytes")));
        }
        let pem = std::fs::read(path).map_err(|error| failed(error.to_string()))?;
        let certificates = certificates(&pem).map_err(failed)?;
        Ok(Self {
            path: shown,
            certificates,
        })
    }

    /// The file they were read from.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    pub(crate) fn certificates(&self) -> &[CertificateDer<'static>] {
        &self.certificates
    }
}

fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    if String::from_utf8_lossy(pem).contains("PRIVATE KEY") {
        // Whoever holds it can pretend to be the venue; it has no business beside an endpoints file.
        return Err(
            "it holds a private key: keep that elsewhere, and name a file with the certificate alone".to_owned(),
        );
    }
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let certificates = read.map_err(|error| format!("it is no PEM file: {error}"))?;
    if certificates.is_empty() {
        return Err("there is no certificate in it (PEM: -----BEGIN CERTIFICATE-----)".to_owned());
    }
    let mut roots = RootCertStore::empty();
    for certificate in &certificates {
        roots
            .add(certificate.clone())
            .map_err(|error| format!("a certificate in it cannot be read: {error}"))?;
    }
    Ok(certificates)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;
    use crate::Endpoints;

    const CERTIFICATE: &str = include_str!("../../tests/tls/localhost.crt");

    #[test]
    fn a_certificate_is_found_from_the_endpoints_file_s_folder() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("own.pem"), CERTIFICATE).unwrap();
        let file = folder.path().join("endpoints.json");
        std::fs::write(&file, r#"{"authority": "own.pem"}"#).unwrap();
        let authority = Endpoints::load(&file).unwrap().authority.unwrap();
        assert_eq!(authority.certificates().len(), 1);
        assert!(authority.path().ends_with("own.pem"));
        assert!(!format!("{authority:?}").contains('['), "short, whatever it holds");
    }

    #[test]
    fn what_is_no_certificate_is_refused_in_words() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("own.pem");
        let key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
        let wrong = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        let torn = "-----BEGIN CERTIFICATE-----\nAAAA\n";
        for (content, part) in [
            ("", "no certificate in it"),
            ("hello", "no certificate in it"),
            (key, "private key"),
            (wrong, "cannot be read"),
            (torn, "no PEM file"),
        ] {
            std::fs::write(&file, content).unwrap();
            let words = Authority::load(&file).unwrap_err().to_string();
            assert!(words.contains(part) && words.contains("own.pem"), "{content}: {words}");
        }
        let both = format!("{CERTIFICATE}{key}");
        std::fs::write(&file, both).unwrap();
        assert!(Authority::load(&file).is_err());
        assert!(Authority::load(&folder.path().join("missing.pem")).is_err());
    }
}
