//! The key, and the two things it signs.

use std::borrow::Cow;
use std::fmt;

use alloy::dyn_abi::Eip712Domain;
use alloy::primitives::{Address, B256, Signature, U256, keccak256};
use alloy::signers::SignerSync;
use alloy::signers::local::PrivateKeySigner;
use alloy::sol;
use alloy::sol_types::SolStruct;
use pilotfish_copy::ids::WalletAddress;
use pilotfish_copy::wallet::WalletType;
use zeroize::Zeroizing;

use crate::VaultError;
use crate::credentials::Headers;
use crate::order::{OrderRequest, SignedChild};
use crate::wallets::{self, Chain, DepositWallets};

/// What the venue's API-key message says. The venue accepts no other text.
const CLOB_AUTH_MESSAGE: &str = "This message attests that I control the given wallet";

/// Makes the demo's keys ours alone, and worthless: everyone can compute them.
const DEMO_LABEL: &str = "pilotfish demo account, worthless";

mod message {
    #![allow(missing_docs, clippy::missing_errors_doc, reason = "the code is generated")]
    super::sol! {
        struct ClobAuth {
            address address;
            string timestamp;
            uint256 nonce;
            string message;
        }
    }
}
use message::ClobAuth;

/// The holder of a signing key. The key is zeroed when this is dropped, and never leaves it.
pub struct Signer {
    key: PrivateKeySigner,
    chain: Chain,
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer")
            .field("address", &self.address())
            .field("key", &"(redacted)")
            .finish()
    }
}

impl Signer {
    /// The demo's key: a function of its seed and its world's id, and so no secret at all.
    ///
    /// # Errors
    /// [`VaultError::Key`], which happens for no seed that anyone will ever find.
    pub fn demo(seed: u64, world: &str) -> Result<Self, VaultError> {
        let digest = keccak256(format!("{DEMO_LABEL}/{seed}/{world}"));
        Self::from_key(&Zeroizing::new(digest.0))
    }

    /// From a user's key, for Polygon.
    ///
    /// # Errors
    /// [`VaultError::Key`] when the bytes are no secp256k1 key.
    pub fn from_key(key: &Zeroizing<[u8; 32]>) -> Result<Self, VaultError> {
        Self::on_chain(key, Chain::Polygon)
    }

    /// From a user's key, for a chosen chain.
    ///
    /// # Errors
    /// [`VaultError::Key`] when the bytes are no secp256k1 key.
    pub fn on_chain(key: &Zeroizing<[u8; 32]>, chain: Chain) -> Result<Self, VaultError> {
        let key = PrivateKeySigner::from_slice(key.as_slice()).map_err(|_| VaultError::Key)?;
        Ok(Self { key, chain })
    }

    /// The chain it signs for.
    #[must_use]
    pub const fn chain(&self) -> Chain {
        self.chain
    }

    /// The key's own address, EIP-55.
    #[must_use]
    pub fn address(&self) -> String {
        self.key.address().to_checksum(None)
    }

    /// The address of the wallet of that type that this key controls. Of the two a deposit wallet can have, the UUPS
    /// one; see [`Signer::deposit_wallets`].
    ///
    /// # Errors
    /// [`VaultError::NoContract`] where the chain has no such wallet.
    pub fn wallet(&self, wallet: WalletType) -> Result<WalletAddress, VaultError> {
        let owner = self.key.address();
        let address = match wallet {
            WalletType::Eoa => owner,
            WalletType::Proxy => wallets::proxy(owner, self.chain)?,
            WalletType::Safe => wallets::safe(owner, self.chain)?,
            WalletType::Deposit => wallets::deposit(owner).uups,
        };
        WalletAddress::parse(&address.to_checksum(None)).map_err(|_| VaultError::Internal)
    }

    /// Both addresses its deposit wallet can have.
    #[must_use]
    pub fn deposit_wallets(&self) -> DepositWallets {
        wallets::deposit(self.key.address())
    }

    /// Signs one of our own orders.
    ///
    /// # Errors
    /// Everything [`VaultError`] says but [`VaultError::Key`]; nothing was signed then.
    pub fn sign_order(&self, request: &OrderRequest<'_>) -> Result<SignedChild, VaultError> {
        let terms = request.terms(self)?;
        let signed = terms.sign(|digest| self.sign(digest))?;
        let expires_at = match request.place.kind {
            pilotfish_copy::command::ChildKind::Resting { expires_at, .. } => Some(expires_at),
            _ => None,
        };
        Ok(SignedChild::new(
            signed,
            terms.amounts,
            request.wire_type(),
            false,
            expires_at,
        ))
    }

    /// The headers that prove to the venue that we hold the key, to get or make an API key.
    ///
    /// `timestamp_s` is real time. The same `nonce` always names the same API key.
    ///
    /// # Errors
    /// [`VaultError::Internal`] when the signer fails.
    pub fn l1_headers(&self, timestamp_s: i64, nonce: u32) -> Result<Headers, VaultError> {
        let message = ClobAuth {
            address: self.key.address(),
            timestamp: timestamp_s.to_string(),
            nonce: U256::from(nonce),
            message: CLOB_AUTH_MESSAGE.to_owned(),
        };
        let domain = Eip712Domain {
            name: Some(Cow::Borrowed("ClobAuthDomain")),
            version: Some(Cow::Borrowed("1")),
            chain_id: Some(U256::from(self.chain.id())),
            verifying_contract: None,
            salt: None,
        };
        let signature = self.sign(&message.eip712_signing_hash(&domain))?;
        Ok(Headers::new([
            ("POLY_ADDRESS", self.address()),
            ("POLY_SIGNATURE", signature.to_string()),
            ("POLY_TIMESTAMP", timestamp_s.to_string()),
            ("POLY_NONCE", nonce.to_string()),
        ]))
    }

    pub(crate) fn sign(&self, digest: &B256) -> Result<Signature, VaultError> {
        self.key.sign_hash_sync(digest).map_err(|_| VaultError::Internal)
    }

    pub(crate) fn owner(&self) -> Address {
        self.key.address()
    }

    /// The funder, if the exchange will accept it: types 0–2 are derived on chain from the signer; a deposit wallet is
    /// asked itself, so any address may be one.
    pub(crate) fn check_funder(&self, wallet: WalletType, funder: &WalletAddress) -> Result<Address, VaultError> {
        let given: Address = funder.as_str().parse().map_err(|_| VaultError::Internal)?;
        if wallet == WalletType::Deposit {
            return Ok(given);
        }
        let expected = self.wallet(wallet)?;
        if expected == *funder {
            Ok(given)
        } else {
            Err(VaultError::NotOurWallet {
                given: funder.to_string(),
                expected: expected.to_string(),
            })
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use pilotfish_copy::command::{ChildKind, PlaceChild};
    use pilotfish_copy::ids::{ChildId, TokenId, VenueMs};
    use pilotfish_copy::market::{Exchange, Side};
    use pilotfish_copy::money::{Tick, Usd};

    use super::*;
    use crate::order::{LastGate, SALT_MAX, WireType};

    fn place(side: Side, kind: ChildKind) -> PlaceChild {
        PlaceChild {
            child: ChildId(1),
            token: TokenId::new("71321045"),
            exchange: Exchange::StandardV2,
            tick: Tick::CENT,
            side,
            kind,
            created_at: VenueMs(1_793_577_600_123),
        }
    }

    fn resting(side: Side) -> PlaceChild {
        let kind = ChildKind::Resting {
            price: "0.58".parse().expect("a price"),
            shares: "5".parse().expect("shares"),
            expires_at: VenueMs(1_793_599_200_001),
        };
        place(side, kind)
    }

    fn request<'a>(place: &'a PlaceChild, funder: &'a WalletAddress) -> OrderRequest<'a> {
        let gate = LastGate {
            max_notional: Usd::dollars(100),
        };
        OrderRequest {
            place,
            wallet: WalletType::Eoa,
            funder,
            salt: 1,
            gate,
        }
    }

    #[test]
    fn a_demo_key_is_its_seed_and_world_and_debug_shows_no_key() {
        let signer = Signer::demo(7, "w").expect("a key");
        assert_eq!(signer.address(), Signer::demo(7, "w").expect("a key").address());
        assert_ne!(signer.address(), Signer::demo(8, "w").expect("a key").address());
        assert_ne!(signer.address(), Signer::demo(7, "v").expect("a key").address());
        let key = keccak256(format!("{DEMO_LABEL}/7/w"));
        assert!(!format!("{signer:?}").contains(&alloy::hex::encode(key)));
        assert_eq!(Signer::from_key(&Zeroizing::new([0; 32])).err(), Some(VaultError::Key));
    }

    #[test]
    fn the_same_request_gives_the_same_bytes_and_another_salt_another_order() {
        let signer = Signer::demo(7, "w").expect("a key");
        let (place, funder) = (resting(Side::Buy), signer.wallet(WalletType::Eoa).expect("an address"));
        let owner = "00000000-1111-2222-3333-444444444444";
        let sign = |salt| {
            signer
                .sign_order(&OrderRequest {
                    salt,
                    ..request(&place, &funder)
                })
                .expect("an order")
        };
        assert_eq!(sign(1).body(owner), sign(1).body(owner));
        assert_ne!(sign(1).hash(), sign(2).hash());
        let order = sign(1);
        let body: serde_json::Value = serde_json::from_str(&order.body(owner).expect("a body")).expect("JSON");
        // 1793599200.001 s, up to the next second, and the venue's minute.
        assert_eq!(
            (body["orderType"].as_str(), body["order"]["expiration"].as_str()),
            (Some("GTD"), Some("1793599261"))
        );
        assert_eq!(
            (order.wire_type(), order.expires_at()),
            (WireType::Gtd, Some(VenueMs(1_793_599_200_001)))
        );
        assert_eq!(order.body("no uuid"), Err(VaultError::Credentials));
    }

    #[test]
    fn the_last_gate_stops_purchases_and_never_an_exit() {
        let signer = Signer::demo(7, "w").expect("a key");
        let funder = signer.wallet(WalletType::Eoa).expect("an address");
        let gate = |cents: i64| LastGate {
            max_notional: Usd::from_micros(cents * 10_000),
        };
        let (buy, sell) = (resting(Side::Buy), resting(Side::Sell));
        // 5 shares at 0.58.
        assert!(
            signer
                .sign_order(&OrderRequest {
                    gate: gate(290),
                    ..request(&buy, &funder)
                })
                .is_ok()
        );
        let refused = signer.sign_order(&OrderRequest {
            gate: gate(289),
            ..request(&buy, &funder)
        });
        assert!(matches!(refused, Err(VaultError::OverLimit { .. })));
        assert!(
            signer
                .sign_order(&OrderRequest {
                    gate: gate(0),
                    ..request(&sell, &funder)
                })
                .is_ok()
        );
        let now = place(
            Side::Buy,
            ChildKind::BuyNow {
                price: "0.6".parse().expect("a price"),
                budget: Usd::dollars(3),
            },
        );
        let refused = signer.sign_order(&OrderRequest {
            gate: gate(299),
            ..request(&now, &funder)
        });
        assert!(
            matches!(refused, Err(VaultError::OverLimit { .. })),
            "a budget is what it may spend"
        );
    }

    #[test]
    fn what_no_exchange_would_take_is_not_signed() {
        let signer = Signer::demo(7, "w").expect("a key");
        let (ours, theirs) = (
            signer.wallet(WalletType::Eoa),
            Signer::demo(8, "w").expect("a key").wallet(WalletType::Eoa),
        );
        let (ours, theirs) = (ours.expect("an address"), theirs.expect("an address"));
        let good = resting(Side::Buy);
        let refusal = |request: OrderRequest<'_>| signer.sign_order(&request).err();
        assert!(matches!(
            refusal(request(&good, &theirs)),
            Some(VaultError::NotOurWallet { .. })
        ));
        let proxy = OrderRequest {
            wallet: WalletType::Proxy,
            ..request(&good, &ours)
        };
        assert!(matches!(refusal(proxy), Some(VaultError::NotOurWallet { .. })));
        assert_eq!(
            refusal(OrderRequest {
                salt: SALT_MAX + 1,
                ..request(&good, &ours)
            }),
            Some(VaultError::Salt)
        );
        let contrary = place(
            Side::Sell,
            ChildKind::BuyNow {
                price: "0.6".parse().expect("a price"),
                budget: Usd::ONE,
            },
        );
        assert!(refusal(request(&contrary, &ours)).is_some());
        let odd = PlaceChild {
            token: TokenId::new("0xff"),
            ..resting(Side::Buy)
        };
        assert!(matches!(refusal(request(&odd, &ours)), Some(VaultError::Token(_))));
        let early = PlaceChild {
            created_at: VenueMs(-1),
            ..resting(Side::Buy)
        };
        assert_eq!(refusal(request(&early, &ours)), Some(VaultError::Time(-1)));
    }
}
