//! What an owner signs for each kind of wallet, and whether they did (polymarket-api §3.8; the hashes are tested against
//! the venue's own clients).

use alloy::primitives::{Address, B256, U256, eip191_hash_message, keccak256};
use alloy::sol_types::{SolStruct, eip712_domain};

use super::refused::RelayRefused;
use super::submission::{RelayKind, Submission};
use crate::chain::abi::{deposit_wallet, safe};
use crate::chain::contracts::SAFE_FACTORY;
use crate::signed_order::typed_data::{CHAIN_ID, check_signer};

/// Whether the owner signed what is submitted.
///
/// # Errors
/// [`RelayRefused::Signature`], or [`RelayRefused::Body`] when something that is signed is missing.
pub(super) fn check(submission: &Submission) -> Result<(), RelayRefused> {
    let (hash, signature) = match submission.kind {
        // Anybody may have a deposit wallet deployed for anybody.
        RelayKind::WalletCreate => return Ok(()),
        RelayKind::Wallet => (batch_hash(submission), submission.signature.to_vec()),
        RelayKind::Proxy => (proxy_hash(submission)?, submission.signature.to_vec()),
        RelayKind::Safe => safe_signed(safe_hash(submission)?, &submission.signature)?,
        RelayKind::SafeCreate => (create_safe_hash(submission)?, submission.signature.to_vec()),
    };
    check_signer(hash, &signature, submission.from).map_err(|_| RelayRefused::Signature)
}

/// What the owner of a deposit wallet signs: the batch, as typed data of the wallet.
#[must_use]
pub fn batch_hash(submission: &Submission) -> B256 {
    let calls = submission.calls.iter().map(|call| deposit_wallet::Call {
        target: call.target,
        value: U256::ZERO,
        data: call.data.clone(),
    });
    let batch = deposit_wallet::Batch {
        wallet: submission.wallet,
        nonce: U256::from(submission.nonce.unwrap_or_default()),
        deadline: U256::from(submission.deadline.unwrap_or_default()),
        calls: calls.collect(),
    };
    let domain = eip712_domain! {
        name: "DepositWallet",
        version: "1",
        chain_id: CHAIN_ID,
        verifying_contract: submission.wallet,
    };
    batch.eip712_signing_hash(&domain)
}

/// What the owner of a proxy signs, as a message: a hash of the fields as they stand, `rlx:` before them.
///
/// # Errors
/// [`RelayRefused::Body`] when a number is none.
pub fn proxy_hash(submission: &Submission) -> Result<B256, RelayRefused> {
    let params = &submission.params;
    let address = |address: Option<Address>| address.unwrap_or_default().to_vec();
    let nonce = U256::from(submission.nonce.unwrap_or_default());
    let fields = [
        b"rlx:".to_vec(),
        submission.from.to_vec(),
        submission.to.to_vec(),
        submission.data.to_vec(),
        word(params.relayer_fee.as_deref(), "relayerFee")?,
        word(params.gas_price.as_deref(), "gasPrice")?,
        word(params.gas_limit.as_deref(), "gasLimit")?,
        nonce.to_be_bytes_vec(),
        address(params.relay_hub),
        address(params.relay),
    ];
    Ok(eip191_hash_message(keccak256(fields.concat())))
}

/// What the owner of a Safe signs: the Safe's transaction as typed data.
///
/// # Errors
/// [`RelayRefused::Body`] when a number is none.
pub fn safe_hash(submission: &Submission) -> Result<B256, RelayRefused> {
    let params = &submission.params;
    let transaction = safe::SafeTx {
        to: submission.to,
        value: U256::ZERO,
        data: submission.data.clone(),
        operation: u8::from(params.operation.as_deref() == Some("1")),
        safeTxGas: amount(params.safe_txn_gas.as_deref(), "safeTxnGas")?,
        baseGas: amount(params.base_gas.as_deref(), "baseGas")?,
        gasPrice: amount(params.gas_price.as_deref(), "gasPrice")?,
        gasToken: params.gas_token.unwrap_or_default(),
        refundReceiver: params.refund_receiver.unwrap_or_default(),
        nonce: U256::from(submission.nonce.unwrap_or_default()),
    };
    let domain = eip712_domain! { chain_id: CHAIN_ID, verifying_contract: submission.wallet, };
    Ok(transaction.eip712_signing_hash(&domain))
}

/// What the owner of a Safe that is to be deployed signs.
///
/// # Errors
/// [`RelayRefused::Body`] when the payment is no number.
pub fn create_safe_hash(submission: &Submission) -> Result<B256, RelayRefused> {
    let params = &submission.params;
    let create = safe::CreateProxy {
        paymentToken: params.payment_token.unwrap_or_default(),
        payment: amount(params.payment.as_deref(), "payment")?,
        paymentReceiver: params.payment_receiver.unwrap_or_default(),
    };
    let domain = eip712_domain! {
        name: "Polymarket Contract Proxy Factory",
        chain_id: CHAIN_ID,
        verifying_contract: SAFE_FACTORY,
    };
    Ok(create.eip712_signing_hash(&domain))
}

/// A Safe reads from the last byte what was signed: 31 and 32 mean the hash as a message, 27 and 28 the hash itself.
fn safe_signed(hash: B256, signature: &[u8]) -> Result<(B256, Vec<u8>), RelayRefused> {
    let (last, head) = signature.split_last().ok_or(RelayRefused::Signature)?;
    match last {
        31 | 32 => {
            let mut plain = head.to_vec();
            plain.push(last - 4);
            Ok((eip191_hash_message(hash), plain))
        }
        27 | 28 => Ok((hash, signature.to_vec())),
        _ => Err(RelayRefused::Signature),
    }
}

fn amount(text: Option<&str>, what: &'static str) -> Result<U256, RelayRefused> {
    text.map_or(Ok(U256::ZERO), |text| {
        U256::from_str_radix(text, 10).map_err(|_| RelayRefused::Body(what))
    })
}

fn word(text: Option<&str>, what: &'static str) -> Result<Vec<u8>, RelayRefused> {
    amount(text, what).map(|amount| amount.to_be_bytes_vec())
}
