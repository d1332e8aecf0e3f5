//! Everything an order says, and its signature: the struct of the exchanges V2 and V3, hashed under a pinned domain.
//!
//! Private to the vault: [`crate::Signer::sign_order`] is the only way in from outside, so that no caller can have an
//! order signed whose amounts did not come from [`crate::amounts`].

use std::borrow::Cow;

use alloy::dyn_abi::Eip712Domain;
use alloy::primitives::{Address, B256, U256, keccak256};
use alloy::sol_types::{SolStruct, SolValue};
use pilotfish_copy::market::{Exchange, Side};
use pilotfish_copy::wallet::WalletType;
use polymarket_client_sdk_v2::clob::types::{OrderPayload, OrderSignature, OrderV2};

use crate::amounts::Amounts;
use crate::device::{SigningDevice, Statement};
use crate::{Chain, VaultError};

const ORDER_TYPE: &str = "Order(uint256 salt,address maker,address signer,uint256 tokenId,uint256 makerAmount,\
uint256 takerAmount,uint8 side,uint8 signatureType,uint256 timestamp,bytes32 metadata,bytes32 builder)";

/// The head of the nested type that a deposit wallet checks (ERC-7739); the order's own type follows it.
const NESTED_TYPE: &str = "TypedDataSign(Order contents,string name,string version,uint256 chainId,\
address verifyingContract,bytes32 salt)";

const DEPOSIT_WALLET_NAME: &str = "DepositWallet";
const DEPOSIT_WALLET_VERSION: &str = "1";

/// An order before it is signed.
#[derive(Debug, Clone)]
pub(crate) struct Terms {
    /// Where it is signed for.
    pub(crate) chain: Chain,
    /// The contract it is signed for.
    pub(crate) exchange: Exchange,
    /// The token.
    pub(crate) token: U256,
    /// Buys or sells.
    pub(crate) side: Side,
    /// Both amounts.
    pub(crate) amounts: Amounts,
    /// The kind of wallet that pays.
    pub(crate) wallet: WalletType,
    /// That wallet.
    pub(crate) maker: Address,
    /// The key's address.
    pub(crate) owner: Address,
    /// At most 2⁵³ − 1.
    pub(crate) salt: u64,
    /// Creation time.
    pub(crate) timestamp_ms: u64,
    /// Expiry, 0 for none. Not signed.
    pub(crate) expiration_s: u64,
    /// Zero but in tests.
    pub(crate) metadata: B256,
    /// Zero: Pilotfish takes no builder fee.
    pub(crate) builder: B256,
}

impl Terms {
    fn order(&self) -> OrderV2 {
        let mut order = OrderV2::default();
        order.salt = U256::from(self.salt);
        order.maker = self.maker;
        // A deposit wallet checks the signature itself, so it stands as the signer too.
        order.signer = if self.wallet == WalletType::Deposit {
            self.maker
        } else {
            self.owner
        };
        order.tokenId = self.token;
        order.makerAmount = U256::from(self.amounts.maker);
        order.takerAmount = U256::from(self.amounts.taker);
        order.side = u8::from(self.side == Side::Sell);
        order.signatureType = self.wallet.signature_type();
        order.timestamp = U256::from(self.timestamp_ms);
        order.metadata = self.metadata;
        order.builder = self.builder;
        order
    }

    /// The struct's own hash, under no domain.
    #[cfg(test)]
    pub(crate) fn struct_hash(&self) -> B256 {
        self.order().eip712_hash_struct()
    }

    fn domain(&self) -> Eip712Domain {
        let version = match self.exchange {
            Exchange::StandardV2 | Exchange::NegRiskV2 => "2",
            Exchange::PositionsV3 => "3",
        };
        Eip712Domain {
            name: Some(Cow::Borrowed("Polymarket CTF Exchange")),
            version: Some(Cow::Borrowed(version)),
            chain_id: Some(U256::from(self.chain.id())),
            verifying_contract: Some(self.chain.exchange(self.exchange)),
            salt: None,
        }
    }

    /// The order with its hash (the venue's order id) and its signature.
    pub(crate) fn sign(&self, device: &dyn SigningDevice) -> Result<Signed, VaultError> {
        let sign = |digest| device.sign(Statement::Order(digest));
        let order = self.order();
        let separator = self.domain().hash_struct();
        let contents = order.eip712_hash_struct();
        let hash = typed_data_hash(separator, contents);
        let signature = match self.wallet {
            WalletType::Deposit => {
                let inner = sign(nested_digest(separator, contents, self.maker, self.chain))?;
                wrap(&inner, separator, contents).into()
            }
            WalletType::Eoa | WalletType::Proxy | WalletType::Safe => sign(hash)?.into(),
        };
        let expiration = U256::from(self.expiration_s);
        let payload = match self.exchange {
            Exchange::StandardV2 | Exchange::NegRiskV2 => OrderPayload::new(order, expiration),
            Exchange::PositionsV3 => OrderPayload::new_v3(order, expiration),
        };
        Ok(Signed {
            hash,
            payload,
            signature,
        })
    }
}

/// A signed order.
#[derive(Debug, Clone)]
pub(crate) struct Signed {
    /// The venue's order id.
    pub(crate) hash: B256,
    /// The order.
    pub(crate) payload: OrderPayload,
    /// Its signature.
    pub(crate) signature: OrderSignature,
}

/// What is signed of a struct under a domain (EIP-712, "Specification of `encode(domainSeparator, message)`").
fn typed_data_hash(separator: B256, contents: B256) -> B256 {
    keccak256([&[0x19, 0x01], separator.as_slice(), contents.as_slice()].concat())
}

/// What the key signs for a deposit wallet: the order nested in the wallet's own typed data, under the exchange's domain.
fn nested_digest(separator: B256, contents: B256, wallet: Address, chain: Chain) -> B256 {
    let nested = keccak256(
        (
            keccak256(format!("{NESTED_TYPE}{ORDER_TYPE}")),
            contents,
            keccak256(DEPOSIT_WALLET_NAME),
            keccak256(DEPOSIT_WALLET_VERSION),
            U256::from(chain.id()),
            wallet,
            B256::ZERO,
        )
            .abi_encode(),
    );
    typed_data_hash(separator, nested)
}

/// The signature as the deposit wallet wants it: inner signature, domain separator, contents hash, type, type's length.
fn wrap(inner: &alloy::primitives::Signature, separator: B256, contents: B256) -> String {
    let type_length = ORDER_TYPE.len().to_be_bytes();
    let length = type_length.last_chunk::<2>().copied().unwrap_or_default();
    let bytes = [
        inner.as_bytes().as_slice(),
        separator.as_slice(),
        contents.as_slice(),
        ORDER_TYPE.as_bytes(),
        &length,
    ]
    .concat();
    alloy::hex::encode_prefixed(bytes)
}
