//! The venue's API credentials, and the headers that authenticate a request with them.
//!
//! They can be derived again from the key at any time. There is no way to serialise them but for the one frame that logs in to the
//! user channel, and for the store of secrets ([`crate::accounts`]).

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use serde::{Deserialize, Deserializer};
use sha2::Sha256;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::VaultError;

/// Headers of an authenticated request. `Debug` shows their names only.
pub struct Headers(Vec<(&'static str, Zeroizing<String>)>);

impl Headers {
    pub(crate) fn new<const N: usize>(pairs: [(&'static str, String); N]) -> Self {
        Self(
            pairs
                .into_iter()
                .map(|(name, value)| (name, Zeroizing::new(value)))
                .collect(),
        )
    }

    /// Name and value of each.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.iter().map(|(name, value)| (*name, value.as_str()))
    }
}

impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

/// An API key with its secret and passphrase. Zeroed when dropped; redacted in `Debug`; deliberately not `Serialize`.
#[derive(Clone)]
pub struct ApiCredentials {
    key: Uuid,
    secret: Zeroizing<Vec<u8>>,
    secret_text: Zeroizing<String>,
    passphrase: Zeroizing<String>,
}

impl fmt::Debug for ApiCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiCredentials(redacted)")
    }
}

impl ApiCredentials {
    /// From the three texts the venue gives: a UUID, a base64url secret, a passphrase.
    ///
    /// # Errors
    /// [`VaultError::Credentials`] when key or secret are not of that form.
    pub fn new(key: &str, secret: &str, passphrase: &str) -> Result<Self, VaultError> {
        let key = key.parse().map_err(|_| VaultError::Credentials)?;
        let decoded = URL_SAFE
            .decode(secret)
            .or_else(|_| URL_SAFE_NO_PAD.decode(secret))
            .map_err(|_| VaultError::Credentials)?;
        Ok(Self {
            key,
            secret: Zeroizing::new(decoded),
            secret_text: Zeroizing::new(secret.to_owned()),
            passphrase: Zeroizing::new(passphrase.to_owned()),
        })
    }

    /// The key's UUID: the `owner` of our orders. It names the key and is no secret by itself.
    #[must_use]
    pub fn owner(&self) -> String {
        self.key.to_string()
    }

    pub(crate) fn secret_text(&self) -> &str {
        &self.secret_text
    }

    pub(crate) fn passphrase(&self) -> &str {
        &self.passphrase
    }

    /// The headers of one request. `address` is the key's EIP-55 address, `timestamp_s` real time, `path` has no query.
    ///
    /// # Errors
    /// [`VaultError::Internal`] when the secret cannot key an HMAC.
    pub fn l2_headers(
        &self,
        address: &str,
        timestamp_s: i64,
        method: &str,
        path: &str,
        body: &str,
    ) -> Result<Headers, VaultError> {
        let signature = self.signature(timestamp_s, method, path, body)?;
        Ok(Headers::new([
            ("POLY_ADDRESS", address.to_owned()),
            ("POLY_SIGNATURE", signature),
            ("POLY_TIMESTAMP", timestamp_s.to_string()),
            ("POLY_API_KEY", self.owner()),
            ("POLY_PASSPHRASE", self.passphrase.to_string()),
        ]))
    }

    /// The headers of one request of a builder's, whose key has the same three parts.
    ///
    /// # Errors
    /// [`VaultError::Internal`] when the secret cannot key an HMAC.
    pub(crate) fn builder_headers(
        &self,
        timestamp_s: i64,
        method: &str,
        path: &str,
        body: &str,
    ) -> Result<Headers, VaultError> {
        let signature = self.signature(timestamp_s, method, path, body)?;
        Ok(Headers::new([
            ("POLY_BUILDER_API_KEY", self.owner()),
            ("POLY_BUILDER_TIMESTAMP", timestamp_s.to_string()),
            ("POLY_BUILDER_PASSPHRASE", self.passphrase.to_string()),
            ("POLY_BUILDER_SIGNATURE", signature),
        ]))
    }

    /// The HMAC of a request, base64url with padding.
    pub(crate) fn signature(
        &self,
        timestamp_s: i64,
        method: &str,
        path: &str,
        body: &str,
    ) -> Result<String, VaultError> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.secret).map_err(|_| VaultError::Internal)?;
        mac.update(timestamp_s.to_string().as_bytes());
        mac.update(method.as_bytes());
        mac.update(path.as_bytes());
        // The venue checks the body with its single quotes made double.
        mac.update(body.replace('\'', "\"").as_bytes());
        Ok(URL_SAFE.encode(mac.finalize().into_bytes()))
    }

    /// The frame that subscribes to the user channel, for all markets. It holds the secret: never log it.
    #[must_use]
    pub fn user_channel_frame(&self) -> Zeroizing<String> {
        let quoted = |text: &str| Zeroizing::new(serde_json::Value::from(text).to_string());
        Zeroizing::new(format!(
            r#"{{"type":"user","markets":[],"initial_dump":true,"auth":{{"apiKey":"{}","secret":{},"passphrase":{}}}}}"#,
            self.key,
            quoted(&self.secret_text).as_str(),
            quoted(&self.passphrase).as_str(),
        ))
    }
}

impl<'de> Deserialize<'de> for ApiCredentials {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Answer {
            #[serde(rename = "apiKey", alias = "api_key", alias = "key")]
            key: String,
            secret: String,
            passphrase: String,
        }
        let answer = Answer::deserialize(deserializer)?;
        let secret = Zeroizing::new(answer.secret);
        let passphrase = Zeroizing::new(answer.passphrase);
        // The error's text names no value: a wrong secret must not come out in a log.
        Self::new(&answer.key, &secret, &passphrase).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;

    const KEY: &str = "00000000-1111-2222-3333-444444444444";

    #[test]
    fn neither_debug_nor_errors_show_a_secret() {
        let credentials = ApiCredentials::new(KEY, "c2VjcmV0LXNlY3JldA==", "hush-hush").expect("credentials");
        let headers = credentials.l2_headers("0xabc", 1, "GET", "/", "").expect("headers");
        let shown = format!("{credentials:?} {headers:?}");
        assert!(
            !shown.contains("hush") && !shown.contains("c2Vj") && shown.contains("POLY_PASSPHRASE"),
            "{shown}"
        );
        let wrong = serde_json::from_str::<ApiCredentials>(
            r#"{"apiKey":"no-uuid","secret":"topsecret","passphrase":"hush-hush"}"#,
        );
        let text = wrong.expect_err("no credentials").to_string();
        assert!(!text.contains("topsecret") && !text.contains("hush"), "{text}");
    }

    #[test]
    fn the_user_channel_frame_is_json_whatever_the_passphrase() {
        let credentials = ApiCredentials::new(KEY, "c2VjcmV0LXNlY3JldA==", "a\"b\\c").expect("credentials");
        let frame: serde_json::Value = serde_json::from_str(&credentials.user_channel_frame()).expect("JSON");
        assert_eq!(frame["auth"]["passphrase"], "a\"b\\c");
        assert_eq!(frame["auth"]["secret"], "c2VjcmV0LXNlY3JldA==");
        assert_eq!(frame["type"], "user");
    }
}
