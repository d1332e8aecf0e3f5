//! Credentials as a store of secrets keeps them: their texts, one a line.

use zeroize::Zeroizing;

use crate::store::{SecretBytes, SecretKind, StoreError};
use crate::{ApiCredentials, RelayerCredentials};

pub(crate) fn api_to_secret(credentials: &ApiCredentials) -> SecretBytes {
    lines([
        credentials.owner().as_str(),
        credentials.secret_text(),
        credentials.passphrase(),
    ])
}

pub(crate) fn api_from_secret(secret: &SecretBytes) -> Result<ApiCredentials, StoreError> {
    let [key, text, passphrase] = parts(secret)?;
    ApiCredentials::new(key, text, passphrase).map_err(|_| StoreError::Damaged)
}

pub(crate) fn relayer_to_secret(credentials: &RelayerCredentials) -> SecretBytes {
    match credentials {
        RelayerCredentials::Relayer { key, address } => lines([key.as_str(), address]),
        RelayerCredentials::Builder(credentials) => api_to_secret(credentials),
    }
}

pub(crate) fn relayer_from_secret(kind: SecretKind, secret: &SecretBytes) -> Result<RelayerCredentials, StoreError> {
    if kind == SecretKind::BuilderKey {
        return api_from_secret(secret).map(RelayerCredentials::Builder);
    }
    let [key, address] = parts(secret)?;
    RelayerCredentials::relayer(key, address).map_err(|_| StoreError::Damaged)
}

/// One text a line. Room is made at once: a buffer that grows leaves what it held behind.
fn lines<const N: usize>(parts: [&str; N]) -> SecretBytes {
    let length = parts.iter().map(|part| part.len() + 1).sum();
    let mut bytes = Zeroizing::new(Vec::with_capacity(length));
    for (index, part) in parts.into_iter().enumerate() {
        if index > 0 {
            bytes.push(b'\n');
        }
        bytes.extend_from_slice(part.as_bytes());
    }
    SecretBytes::new(std::mem::take(&mut *bytes))
}

fn parts<const N: usize>(secret: &SecretBytes) -> Result<[&str; N], StoreError> {
    let text = std::str::from_utf8(secret.expose()).map_err(|_| StoreError::Damaged)?;
    let mut lines = text.split('\n');
    let mut parts = [""; N];
    for part in &mut parts {
        *part = lines.next().ok_or(StoreError::Damaged)?;
    }
    if lines.next().is_some() {
        return Err(StoreError::Damaged);
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;

    const KEY: &str = "00000000-1111-2222-3333-444444444444";
    const ADDRESS: &str = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";

    fn headers(credentials: &RelayerCredentials) -> Vec<String> {
        let headers = credentials.headers(1, "POST", "/submit", "{}").unwrap();
        headers.iter().map(|(name, value)| format!("{name}={value}")).collect()
    }

    #[test]
    fn credentials_survive_being_kept() {
        let relayer = RelayerCredentials::relayer(KEY, ADDRESS).unwrap();
        let builder = RelayerCredentials::builder(KEY, "c2VjcmV0LXNlY3JldA==", "hush-hush").unwrap();
        for (kind, credentials) in [(SecretKind::RelayerKey, relayer), (SecretKind::BuilderKey, builder)] {
            let again = relayer_from_secret(kind, &relayer_to_secret(&credentials)).unwrap();
            assert_eq!(headers(&again), headers(&credentials));
        }
        let api = ApiCredentials::new(KEY, "c2VjcmV0LXNlY3JldA==", "hush-hush").unwrap();
        let again = api_from_secret(&api_to_secret(&api)).unwrap();
        assert_eq!(*again.user_channel_frame(), *api.user_channel_frame());
    }

    #[test]
    fn what_is_kept_in_another_form_is_damaged() {
        let longer = format!("{KEY}\n{ADDRESS}\nmore");
        for text in ["", KEY, "x\ny", &longer] {
            let secret = SecretBytes::copied(text.as_bytes());
            let read = relayer_from_secret(SecretKind::RelayerKey, &secret);
            assert_eq!(read.err(), Some(StoreError::Damaged), "{text:?}");
            assert_eq!(api_from_secret(&secret).err(), Some(StoreError::Damaged), "{text:?}");
        }
    }
}
