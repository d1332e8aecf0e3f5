//! Who is asking: L1 (a wallet's signature) to get API credentials, L2 (an HMAC with them) for everything private.
//!
//! Invariants: credentials are a function of (world, address, nonce), so that deriving them again, also after a
//! restart, gives the same; a stamp further than 30 s from real time is refused, in both directions. Nothing here
//! knows the venue's clock: authentication is real time, since a client stamps its requests by its own clock.

use std::collections::BTreeMap;
use std::fmt;

use alloy::primitives::{Address, U256, hex};
use axum::http::HeaderMap;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use hmac::{Hmac, Mac};
use pilotfish_copy::ids::WalletAddress;
use sha2::Sha256;

use super::refusal::Refusal;
use pilotfish_sim::signed_order::typed_data::{attestation_hash, check_signer};
use pilotfish_sim::signed_order::{Authenticated, KeyHolder};

/// How far a request's stamp may lie from real time: the venue refuses stamps of about half a minute ago.
pub(super) const STAMP_WINDOW_S: i64 = 30;

/// What a client signs its requests with.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Credentials {
    /// The key's id, a UUID.
    pub api_key: String,
    /// The HMAC key, base64url.
    pub secret: String,
    /// Sent along as it is.
    pub passphrase: String,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("api_key", &self.api_key)
            .finish_non_exhaustive()
    }
}

/// The credentials given out in one world.
#[derive(Debug, Default)]
pub(super) struct KeyRing {
    seed: String,
    keys: BTreeMap<String, RingEntry>,
    /// The first key of each wallet that ever had one, so that its orders keep their owner when the key goes.
    owners: BTreeMap<WalletAddress, String>,
}

#[derive(Debug, Clone)]
struct RingEntry {
    credentials: Credentials,
    holder: KeyHolder,
}

impl KeyRing {
    /// An empty ring of the world `world_id`.
    #[must_use]
    pub(super) fn new(world_id: &str) -> Self {
        Self {
            seed: world_id.to_owned(),
            keys: BTreeMap::new(),
            owners: BTreeMap::new(),
        }
    }

    /// The credentials of (address, nonce), whether given out or not.
    #[must_use]
    pub(super) fn credentials(&self, owner: Address, nonce: U256) -> Credentials {
        self.derived(&format!("{owner:#x}:{nonce}"))
    }

    /// The credentials of a builder.
    #[must_use]
    pub(super) fn builder_credentials(&self, owner: Address) -> Credentials {
        self.derived(&format!("builder:{owner:#x}"))
    }

    fn derived(&self, whose: &str) -> Credentials {
        let part = |what: &str| digest(&self.seed, &format!("{what}:{whose}"));
        let mut id = [0_u8; 16];
        for (place, byte) in id.iter_mut().zip(part("api-key")) {
            *place = byte;
        }
        Credentials {
            api_key: uuid::Builder::from_random_bytes(id).into_uuid().to_string(),
            secret: URL_SAFE.encode(part("secret")),
            passphrase: hex::encode(part("passphrase")),
        }
    }

    /// Gives out the credentials of (address, nonce). Giving them out again changes nothing.
    pub(super) fn give(&mut self, owner: Address, nonce: U256) -> Credentials {
        let credentials = self.credentials(owner, nonce);
        let holder = KeyHolder::of(owner);
        for wallet in holder.wallets() {
            self.owners.entry(wallet).or_insert_with(|| credentials.api_key.clone());
        }
        self.keys.insert(
            credentials.api_key.clone(),
            RingEntry {
                credentials: credentials.clone(),
                holder,
            },
        );
        credentials
    }

    /// Whether (address, nonce) has been given out and not revoked.
    #[must_use]
    pub(super) fn has(&self, owner: Address, nonce: U256) -> bool {
        self.keys.contains_key(&self.credentials(owner, nonce).api_key)
    }

    /// Takes a key back; it no longer authenticates until it is given out again.
    pub(super) fn revoke(&mut self, api_key: &str) {
        self.keys.remove(api_key);
    }

    /// The key ids of one holder.
    #[must_use]
    pub(super) fn of_owner(&self, owner: Address) -> Vec<String> {
        self.keys
            .iter()
            .filter(|(_, entry)| entry.holder.owner == owner)
            .map(|(id, _)| id.clone())
            .collect()
    }

    /// Who holds a key.
    #[must_use]
    pub(super) fn holder_of(&self, api_key: &str) -> Option<KeyHolder> {
        self.keys.get(api_key).map(|entry| entry.holder)
    }

    /// The first key id of whoever owns `wallet`, if that is a client of this world.
    #[must_use]
    pub(super) fn key_of_wallet(&self, wallet: &WalletAddress) -> Option<&str> {
        self.owners.get(wallet).map(String::as_str)
    }

    /// Whoever owns `wallet`, if that is a client with a key.
    #[must_use]
    pub(super) fn holder_of_wallet(&self, wallet: &WalletAddress) -> Option<KeyHolder> {
        let owns = |entry: &&RingEntry| entry.holder.wallets().contains(wallet);
        self.keys.values().find(owns).map(|entry| entry.holder)
    }

    /// Who holds the key, when key, secret and passphrase agree (the user channel's subscription names all three).
    #[must_use]
    pub(super) fn holder_by_secret(&self, api_key: &str, secret: &str, passphrase: &str) -> Option<KeyHolder> {
        let entry = self.keys.get(api_key)?;
        let same = entry.credentials.secret == secret && entry.credentials.passphrase == passphrase;
        same.then_some(entry.holder)
    }

    /// Checks a private request's five headers against the request itself.
    ///
    /// # Errors
    /// 401, as the venue words it, whatever was wrong: an attacker learns nothing from which.
    pub(super) fn check_l2(
        &self,
        headers: &HeaderMap,
        request: &Signed<'_>,
        real_s: i64,
    ) -> Result<Authenticated, Refusal> {
        let text = |name: &str| header(headers, name).ok_or_else(Refusal::unauthorized);
        let api_key = text("POLY_API_KEY")?;
        let entry = self.keys.get(api_key).ok_or_else(Refusal::unauthorized)?;
        let address: Address = text("POLY_ADDRESS")?.parse().map_err(|_| Refusal::unauthorized())?;
        let stamp = text("POLY_TIMESTAMP")?;
        let in_time = stamp.parse().is_ok_and(|seconds: i64| within_window(seconds, real_s));
        let same = address == entry.holder.owner && text("POLY_PASSPHRASE")? == entry.credentials.passphrase;
        let signed = l2_signature_holds(&entry.credentials.secret, stamp, request, text("POLY_SIGNATURE")?);
        if in_time && same && signed {
            Ok(Authenticated {
                api_key: api_key.to_owned(),
                holder: entry.holder,
            })
        } else {
            Err(Refusal::unauthorized())
        }
    }
}

/// What of a request the HMAC covers. The path is without its query.
#[derive(Debug, Clone, Copy)]
pub(super) struct Signed<'a> {
    /// `GET`, `POST`, `DELETE`.
    pub method: &'a str,
    /// `/order`
    pub path: &'a str,
    /// The body as it came, empty where there is none.
    pub body: &'a str,
}

/// Whether `signature` is the HMAC of stamp, method, path and body under `secret`. Single quotes count as double ones:
/// the official clients sign the text that way.
#[must_use]
pub(super) fn l2_signature_holds(secret: &str, stamp: &str, request: &Signed<'_>, signature: &str) -> bool {
    let (Ok(key), Ok(given)) = (URL_SAFE.decode(secret), URL_SAFE.decode(signature)) else {
        return false;
    };
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&key) else {
        return false;
    };
    mac.update(stamp.as_bytes());
    mac.update(request.method.as_bytes());
    mac.update(request.path.as_bytes());
    mac.update(request.body.replace('\'', "\"").as_bytes());
    mac.verify_slice(&given).is_ok()
}

/// A wallet's proof that it is asking, checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Attestation {
    pub owner: Address,
    /// Which of its credentials it asks for.
    pub nonce: U256,
}

/// Checks the four L1 headers: the signature is the address's own, and fresh.
///
/// # Errors
/// 401 `Invalid L1 Request headers`.
pub(super) fn check_l1(headers: &HeaderMap, chain_id: u64, real_s: i64) -> Result<Attestation, Refusal> {
    let text = |name: &str| header(headers, name).ok_or_else(Refusal::invalid_l1);
    let owner: Address = text("POLY_ADDRESS")?.parse().map_err(|_| Refusal::invalid_l1())?;
    let stamp = text("POLY_TIMESTAMP")?;
    let nonce: U256 = header(headers, "POLY_NONCE")
        .unwrap_or("0")
        .parse()
        .map_err(|_| Refusal::invalid_l1())?;
    let signature = hex::decode(text("POLY_SIGNATURE")?).map_err(|_| Refusal::invalid_l1())?;
    if !stamp.parse().is_ok_and(|seconds: i64| within_window(seconds, real_s)) {
        return Err(Refusal::invalid_l1());
    }
    check_signer(attestation_hash(owner, stamp, nonce, chain_id), &signature, owner)
        .map_err(|_| Refusal::invalid_l1())?;
    Ok(Attestation { owner, nonce })
}

/// The API key shown for a wallet that has none: the same one every time, and nobody's.
#[must_use]
pub(super) fn made_up_key(wallet: &WalletAddress) -> String {
    made_up_uuid("nobody", wallet.as_str())
}

/// A UUID that is the same every time for the same thing.
#[must_use]
pub(super) fn made_up_uuid(kind: &str, name: &str) -> String {
    let mut id = [0_u8; 16];
    for (place, byte) in id.iter_mut().zip(digest(kind, name)) {
        *place = byte;
    }
    uuid::Builder::from_random_bytes(id).into_uuid().to_string()
}

/// A header's text, if it is there and not empty.
pub(super) fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get(name)?
        .to_str()
        .ok()
        .map(str::trim)
        .filter(|text| !text.is_empty())
}

/// Whether a stamp is near enough to the time.
pub(super) fn within_window(stamp_s: i64, real_s: i64) -> bool {
    stamp_s.abs_diff(real_s) <= STAMP_WINDOW_S.unsigned_abs()
}

fn digest(seed: &str, what: &str) -> [u8; 32] {
    use sha2::Digest as _;
    Sha256::digest(format!("pilotfish simulated venue\n{seed}\n{what}")).into()
}
