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
use zeroize::Zeroizing;

use crate::VaultError;
use crate::credentials::Headers;
use crate::order::{OrderRequest, SignedChild};
use crate::wallets::{self, Chain, DepositWallets, WalletType};

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

    pub(crate) fn chain(&self) -> Chain {
        self.chain
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
