//! What a submission to the relayer is authenticated with: the relayer key of the user's settings page, or a builder's API key
//! (polymarket-api §3.8). Neither can move anything by itself: the owner signs what is submitted.

use std::fmt;

use zeroize::Zeroizing;

use crate::credentials::{ApiCredentials, Headers};
use crate::{VaultError, wallets};

/// One of the two. `Debug` shows which, and nothing of it.
#[derive(Clone)]
pub enum RelayerCredentials {
    /// A relayer key, and the address that it was made for.
    Relayer {
        /// The key.
        key: Zeroizing<String>,
        /// The address beside it, EIP-55.
        address: String,
    },
    /// A builder's key, which signs each request.
    Builder(ApiCredentials),
}

impl fmt::Debug for RelayerCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Relayer { .. } => "RelayerCredentials::Relayer(redacted)",
            Self::Builder(_) => "RelayerCredentials::Builder(redacted)",
        })
    }
}

impl RelayerCredentials {
    /// A relayer key, as the user's settings page shows it with its address.
    ///
    /// # Errors
    /// [`VaultError::Credentials`] for a key that is empty or cannot be in a header, or an address that is none.
    pub fn relayer(key: &str, address: &str) -> Result<Self, VaultError> {
        let key = Zeroizing::new(key.trim().to_owned());
        if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(VaultError::Credentials);
        }
        let address = wallets::checksummed(address).ok_or(VaultError::Credentials)?;
        Ok(Self::Relayer { key, address })
    }

    /// A builder's key, of the three texts that the venue gives.
    ///
    /// # Errors
    /// [`VaultError::Credentials`] when key or secret are not of that form.
    pub fn builder(key: &str, secret: &str, passphrase: &str) -> Result<Self, VaultError> {
        Ok(Self::Builder(ApiCredentials::new(key, secret, passphrase)?))
    }

    /// The headers of one request. `timestamp_s` is real time, `path` has no query.
    ///
    /// # Errors
    /// [`VaultError::Internal`] when the secret cannot key an HMAC.
    pub fn headers(&self, timestamp_s: i64, method: &str, path: &str, body: &str) -> Result<Headers, VaultError> {
        match self {
            Self::Relayer { key, address } => Ok(Headers::new([
                ("RELAYER_API_KEY", key.to_string()),
                ("RELAYER_API_KEY_ADDRESS", address.clone()),
            ])),
            Self::Builder(credentials) => credentials.builder_headers(timestamp_s, method, path, body),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;

    const ADDRESS: &str = "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed";

    #[test]
    fn a_relayer_key_goes_into_its_header_and_nowhere_else() {
        let credentials = RelayerCredentials::relayer(" secret-relayer-key ", ADDRESS).expect("a key");
        let headers = credentials.headers(1, "POST", "/submit", "{}").expect("headers");
        let pairs: Vec<_> = headers.iter().collect();
        assert_eq!(
            pairs,
            [
                ("RELAYER_API_KEY", "secret-relayer-key"),
                ("RELAYER_API_KEY_ADDRESS", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"),
            ]
        );
        let shown = format!("{credentials:?} {headers:?}");
        assert!(!shown.contains("secret"), "{shown}");
        for (key, address) in [("", ADDRESS), ("a\nb", ADDRESS), ("a b", ADDRESS), ("key", "0x12")] {
            assert!(matches!(
                RelayerCredentials::relayer(key, address),
                Err(VaultError::Credentials)
            ));
        }
    }

    #[test]
    fn a_builders_key_signs_time_method_path_and_body() {
        let (key, secret) = ("00000000-1111-2222-3333-444444444444", "c2VjcmV0LXNlY3JldA==");
        let credentials = RelayerCredentials::builder(key, secret, "phrase").expect("a key");
        let of = |stamp, body| {
            let headers = credentials.headers(stamp, "POST", "/submit", body).expect("headers");
            let pairs: Vec<_> = headers.iter().map(|(name, value)| (name, value.to_owned())).collect();
            pairs
        };
        let names: Vec<_> = of(1, "{}").into_iter().map(|(name, _)| name).collect();
        assert_eq!(
            names,
            [
                "POLY_BUILDER_API_KEY",
                "POLY_BUILDER_TIMESTAMP",
                "POLY_BUILDER_PASSPHRASE",
                "POLY_BUILDER_SIGNATURE"
            ]
        );
        assert_eq!(of(1, "{}"), of(1, "{}"));
        assert_ne!(of(1, "{}")[3], of(2, "{}")[3]);
        assert_ne!(of(1, "{}")[3], of(1, "{ }")[3]);
    }
}
