//! Why the relayer does not take a submission. Its texts for nonces, busy wallets, unregistered wallets and blocked calls
//! are those that clients were seen to match or to report; the others are this venue's own.

use alloy::primitives::Address;

/// A refused submission: 400. Printing it gives the text of the body's `error`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RelayRefused {
    /// The body is none of a submission, or lacks what its type needs.
    #[error("invalid request body: {0}")]
    Body(&'static str),
    /// A type that there is not.
    #[error("invalid transaction type")]
    Kind,
    /// It is not addressed to the contract that carries out this type, or not for the owner's wallet.
    #[error("invalid {0} address")]
    WrongAddress(&'static str),
    /// A call that the relayer does not pass on.
    #[error("call blocked: call[{place}] blocked: calls to {target} are not permitted")]
    Blocked { place: usize, target: Address },
    /// The wallet is not deployed.
    #[error("wallet registry validation failed: wallet {0:#x} is not registered")]
    NotRegistered(Address),
    /// The wallet to be deployed is there.
    #[error("wallet {0:#x} is already deployed")]
    AlreadyDeployed(Address),
    /// The owner did not sign this.
    #[error("invalid signature")]
    Signature,
    /// A batch whose time is over.
    #[error("batch deadline has passed")]
    Deadline,
    /// Another transaction of the wallet is under way.
    #[error("wallet busy: wallet has in-flight action")]
    Busy,
    /// A nonce that was used, or is not due yet.
    #[error("batch nonce {nonce} does not match on-chain nonce {current}")]
    Nonce { nonce: u64, current: u64 },
}
