//! Who signs, and every check before a signature.

use std::borrow::Cow;
use std::fmt;
use std::sync::OnceLock;

use alloy::dyn_abi::Eip712Domain;
use alloy::primitives::{Address, B256, U256, keccak256};
use alloy::sol;
use alloy::sol_types::SolStruct;
use pilotfish_copy::ids::WalletAddress;
use pilotfish_copy::wallet::WalletType;
use zeroize::Zeroizing;

use crate::credentials::Headers;
use crate::device::{LocalKey, SigningDevice, Statement};
use crate::order::{OrderRequest, SignedChild};
use crate::relayer::{RelayerRequest, SignedRelayerRequest};
use crate::wallets::{self, Chain, DepositWallets};
use crate::{SecretKey, VaultError};

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

/// That the key of `address` is held, for the venue's API keys.
#[derive(Debug)]
pub(crate) struct Ownership {
    chain: Chain,
    address: Address,
    timestamp_s: i64,
    nonce: u32,
}

impl Ownership {
    pub(crate) fn digest(&self) -> B256 {
        let message = ClobAuth {
            address: self.address,
            timestamp: self.timestamp_s.to_string(),
            nonce: U256::from(self.nonce),
            message: CLOB_AUTH_MESSAGE.to_owned(),
        };
        let domain = Eip712Domain {
            name: Some(Cow::Borrowed("ClobAuthDomain")),
            version: Some(Cow::Borrowed("1")),
            chain_id: Some(U256::from(self.chain.id())),
            verifying_contract: None,
            salt: None,
        };
        message.eip712_signing_hash(&domain)
    }
}

/// Why a wallet is taken for the account's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WalletEvidence<'a> {
    /// The contracts derive its address from the key's.
    Derived,
    /// The user compared it with their profile and confirmed it, and the venue's profile of this key names it too. Only a deposit
    /// wallet may lie elsewhere than where it is derived: it is asked itself whose signatures it takes.
    ConfirmedByUser {
        /// The wallet that the venue's profile of this key names.
        profile: &'a WalletAddress,
    },
}

/// The wallet that orders are signed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct ConfirmedWallet {
    kind: WalletType,
    address: Address,
}

/// Signs what it has checked, with the key that a device holds. The key is zeroed when this is dropped, and never leaves it.
///
/// It signs nothing else. There is no message to sign:
/// ```compile_fail
/// let signer = pilotfish_vault::Signer::demo(1, "a world").unwrap();
/// signer.sign_message(b"give me everything");
/// ```
/// no hash:
/// ```compile_fail
/// let signer = pilotfish_vault::Signer::demo(1, "a world").unwrap();
/// signer.sign(&[0; 32]);
/// ```
/// and no way to the key:
/// ```compile_fail
/// let signer = pilotfish_vault::Signer::demo(1, "a world").unwrap();
/// let key = signer.device;
/// ```
pub struct Signer {
    device: Box<dyn SigningDevice>,
    chain: Chain,
    wallet: OnceLock<ConfirmedWallet>,
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

    /// With a user's key, for Polygon.
    ///
    /// # Errors
    /// [`VaultError::Key`], which cannot happen to a key that was read or drawn.
    pub fn new(key: &SecretKey) -> Result<Self, VaultError> {
        Self::with(key, Chain::Polygon)
    }

    /// From 32 bytes, for Polygon.
    ///
    /// # Errors
    /// [`VaultError::Key`] when the bytes are no secp256k1 key.
    pub fn from_key(key: &Zeroizing<[u8; 32]>) -> Result<Self, VaultError> {
        Self::on_chain(key, Chain::Polygon)
    }

    /// From 32 bytes, for a chosen chain.
    ///
    /// # Errors
    /// [`VaultError::Key`] when the bytes are no secp256k1 key.
    pub fn on_chain(key: &Zeroizing<[u8; 32]>, chain: Chain) -> Result<Self, VaultError> {
        Self::with(&SecretKey::from_bytes(key.as_slice())?, chain)
    }

    fn with(key: &SecretKey, chain: Chain) -> Result<Self, VaultError> {
        Ok(Self {
            device: Box::new(LocalKey::new(key)?),
            chain,
            wallet: OnceLock::new(),
        })
    }

    /// The chain it signs for.
    #[must_use]
    pub const fn chain(&self) -> Chain {
        self.chain
    }

    /// The key's own address, EIP-55: the one that the venue knows its API key by.
    #[must_use]
    pub fn address(&self) -> String {
        self.device.signs_as().to_checksum(None)
    }

    /// The address of the wallet of that type that this key controls: the confirmed one if it is of that type, else the one that
    /// is derived. Of the two a deposit wallet can have, that is the UUPS one; see [`Signer::deposit_wallets`].
    ///
    /// # Errors
    /// [`VaultError::NoContract`] where the chain has no such wallet.
    pub fn wallet(&self, wallet: WalletType) -> Result<WalletAddress, VaultError> {
        match self.wallet.get() {
            Some(confirmed) if confirmed.kind == wallet => to_wallet(confirmed.address),
            _ => self.derived(wallet),
        }
    }

    fn derived(&self, wallet: WalletType) -> Result<WalletAddress, VaultError> {
        let owner = self.device.owner();
        let address = match wallet {
            WalletType::Eoa => owner,
            WalletType::Proxy => wallets::proxy(owner, self.chain)?,
            WalletType::Safe => wallets::safe(owner, self.chain)?,
            WalletType::Deposit => wallets::deposit(owner).uups,
        };
        to_wallet(address)
    }

    /// Both addresses its deposit wallet can have.
    #[must_use]
    pub fn deposit_wallets(&self) -> DepositWallets {
        wallets::deposit(self.device.owner())
    }

    /// Names the wallet that orders are signed for from now on. It can be said again and never changed: another account takes
    /// another signer.
    ///
    /// # Errors
    /// [`VaultError::NotOurWallet`] when the evidence does not hold, or another one was confirmed before;
    /// [`VaultError::NoContract`] where the chain has no such wallet.
    pub fn confirm_wallet(
        &self,
        kind: WalletType,
        wallet: &WalletAddress,
        evidence: WalletEvidence<'_>,
    ) -> Result<(), VaultError> {
        let address: Address = wallet.as_str().parse().map_err(|_| VaultError::Internal)?;
        let asked = ConfirmedWallet { kind, address };
        if self.wallet.get() == Some(&asked) {
            return Ok(());
        }
        let derived = self.derived(kind)?;
        let is_ours = match evidence {
            WalletEvidence::Derived => derived == *wallet || self.is_deposit_wallet(kind, address),
            WalletEvidence::ConfirmedByUser { profile } => kind == WalletType::Deposit && profile == wallet,
        };
        if !is_ours {
            return Err(not_ours(wallet, &derived));
        }
        let confirmed = self.wallet.get_or_init(|| asked);
        if *confirmed == asked {
            Ok(())
        } else {
            Err(not_ours(wallet, &to_wallet(confirmed.address)?))
        }
    }

    fn is_deposit_wallet(&self, kind: WalletType, address: Address) -> bool {
        let DepositWallets { uups, beacon } = self.deposit_wallets();
        kind == WalletType::Deposit && (address == uups || address == beacon)
    }

    /// Signs one of our own orders: for a pinned exchange, with the confirmed wallet as its maker, within the limits that came with
    /// it.
    ///
    /// # Errors
    /// Everything [`VaultError`] says of orders; nothing was signed then.
    pub fn sign_order(&self, request: &OrderRequest<'_>) -> Result<SignedChild, VaultError> {
        let terms = request.terms(self)?;
        let signed = terms.sign(self.device.as_ref())?;
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
        let ownership = Ownership {
            chain: self.chain,
            address: self.device.signs_as(),
            timestamp_s,
            nonce,
        };
        let signature = self.device.sign(Statement::Ownership(&ownership))?;
        Ok(Headers::new([
            ("POLY_ADDRESS", self.address()),
            ("POLY_SIGNATURE", signature.to_string()),
            ("POLY_TIMESTAMP", timestamp_s.to_string()),
            ("POLY_NONCE", nonce.to_string()),
        ]))
    }

    /// Signs calls that the relayer sends from our own wallet, all of them together or none: see [`crate::relayer`] for those that
    /// are ever signed.
    ///
    /// # Errors
    /// [`VaultError::CallNotAllowed`], [`VaultError::SpenderNotAllowed`], [`VaultError::CallCount`], [`VaultError::NoRelayer`],
    /// [`VaultError::WalletNotConfirmed`], [`VaultError::NoContract`] off Polygon; nothing was signed then.
    pub fn sign_relayer_calls(&self, request: &RelayerRequest<'_>) -> Result<SignedRelayerRequest, VaultError> {
        let wallet = self.confirmed()?;
        let statement = request.statement(self.chain, wallet.kind, wallet.address, self.device.owner())?;
        let signature = self.device.sign(Statement::Relayer(&statement))?;
        statement.signed(&signature)
    }

    fn confirmed(&self) -> Result<ConfirmedWallet, VaultError> {
        self.wallet.get().copied().ok_or(VaultError::WalletNotConfirmed)
    }

    pub(crate) fn owner(&self) -> Address {
        self.device.owner()
    }

    /// What holds the key, for the vectors' tests.
    #[cfg(test)]
    pub(crate) fn device(&self) -> &dyn SigningDevice {
        self.device.as_ref()
    }

    /// The maker of an order, if it is the confirmed wallet.
    pub(crate) fn maker(&self, kind: WalletType, funder: &WalletAddress) -> Result<Address, VaultError> {
        let confirmed = self.confirmed()?;
        let given: Address = funder.as_str().parse().map_err(|_| VaultError::Internal)?;
        if given == confirmed.address && kind == confirmed.kind {
            Ok(given)
        } else {
            Err(not_ours(funder, &to_wallet(confirmed.address)?))
        }
    }
}

fn to_wallet(address: Address) -> Result<WalletAddress, VaultError> {
    WalletAddress::parse(&address.to_checksum(None)).map_err(|_| VaultError::Internal)
}

fn not_ours(given: &WalletAddress, expected: &WalletAddress) -> VaultError {
    VaultError::NotOurWallet {
        given: given.to_string(),
        expected: expected.to_string(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use pilotfish_copy::ids::VenueMs;
    use pilotfish_copy::market::Side;

    use super::*;
    use crate::order::WireType;
    use crate::refusals::{limits, resting, signer_of};

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
        let (signer, funder) = signer_of(7, WalletType::Eoa);
        let (place, limits) = (resting(Side::Buy), limits(Side::Buy));
        let owner = "00000000-1111-2222-3333-444444444444";
        let sign = |salt| {
            signer
                .sign_order(&OrderRequest {
                    place: &place,
                    wallet: WalletType::Eoa,
                    funder: &funder,
                    salt,
                    limits: &limits,
                })
                .expect("an order")
        };
        assert_eq!(sign(1).body(owner), sign(1).body(owner));
        assert_ne!(sign(1).hash(), sign(2).hash());
        let order = sign(1);
        let body: serde_json::Value = serde_json::from_str(&order.body(owner).expect("a body").sent).expect("JSON");
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
        let (hash, resting_only) = (order.hash().clone(), order.post_only());
        let body: serde_json::Value =
            serde_json::from_str(&resting_only.body(owner).expect("a body").sent).expect("JSON");
        assert_eq!((&hash, body["postOnly"].as_bool()), (resting_only.hash(), Some(true)));
    }

    #[test]
    fn the_kept_bytes_are_the_sent_ones_but_for_the_owner() {
        let (signer, funder) = signer_of(7, WalletType::Deposit);
        let (place, limits) = (resting(Side::Buy), limits(Side::Buy));
        let order = signer
            .sign_order(&OrderRequest {
                place: &place,
                wallet: WalletType::Deposit,
                funder: &funder,
                salt: 1,
                limits: &limits,
            })
            .expect("an order");
        let owner = "00000000-1111-2222-3333-444444444444";
        let body = order.body(owner).expect("a body");
        assert!(!body.kept.contains("owner") && !body.kept.contains(owner));
        let mut again: serde_json::Value = serde_json::from_str(&body.kept).expect("JSON");
        again["owner"] = owner.into();
        assert_eq!(again.to_string(), body.sent);
    }

    #[test]
    fn a_wallet_is_confirmed_once_and_only_with_evidence() {
        let signer = Signer::demo(7, "w").expect("a key");
        let theirs = Signer::demo(8, "w")
            .expect("a key")
            .wallet(WalletType::Deposit)
            .expect("a wallet");
        let confirm = |kind, wallet: &WalletAddress, evidence| signer.confirm_wallet(kind, wallet, evidence);
        for kind in [
            WalletType::Eoa,
            WalletType::Proxy,
            WalletType::Safe,
            WalletType::Deposit,
        ] {
            let refused = confirm(kind, &theirs, WalletEvidence::Derived);
            assert!(matches!(refused, Err(VaultError::NotOurWallet { .. })), "{kind:?}");
        }
        // The profile names another wallet than the user; and only a deposit wallet may lie elsewhere.
        let ours = signer.wallet(WalletType::Deposit).expect("a wallet");
        let by_user = WalletEvidence::ConfirmedByUser { profile: &ours };
        assert!(confirm(WalletType::Deposit, &theirs, by_user).is_err());
        let by_user = WalletEvidence::ConfirmedByUser { profile: &theirs };
        assert!(confirm(WalletType::Safe, &theirs, by_user).is_err());
        let beacon = to_wallet(signer.deposit_wallets().beacon).expect("an address");
        assert_eq!(confirm(WalletType::Deposit, &beacon, WalletEvidence::Derived), Ok(()));
        assert_eq!(
            confirm(WalletType::Deposit, &beacon, WalletEvidence::Derived),
            Ok(()),
            "said again"
        );
        let other = confirm(WalletType::Deposit, &ours, WalletEvidence::Derived);
        assert!(matches!(other, Err(VaultError::NotOurWallet { .. })), "{other:?}");

        let elsewhere = Signer::demo(7, "w").expect("a key");
        assert_eq!(elsewhere.confirm_wallet(WalletType::Deposit, &theirs, by_user), Ok(()));
    }
}
