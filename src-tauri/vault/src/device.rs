//! What holds a key and signs with it: a key in memory today; a session key or a hardware wallet would be another.
//!
//! A device is only ever given a [`Statement`], and statements are made in this crate, after everything that
//! [`crate::Signer`] checks. Whatever the device, nothing else can be signed with it.

use std::fmt;

use alloy::primitives::{Address, B256, Signature};
use alloy::signers::SignerSync;
use alloy::signers::local::PrivateKeySigner;

use crate::relayer::RelayerStatement;
use crate::signer::Ownership;
use crate::{SecretKey, VaultError};

/// Something that passed every check and may be signed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Statement<'a> {
    /// One of our own orders, by what is signed of it: its hash, or the deposit wallet's wrapping of it.
    Order(B256),
    /// That we hold the key of our own address.
    Ownership(&'a Ownership),
    /// Calls of our own wallet, through the relayer.
    Relayer(&'a RelayerStatement),
}

impl Statement<'_> {
    /// The 32 bytes that a signature is over.
    fn digest(self) -> B256 {
        match self {
            Self::Order(digest) => digest,
            Self::Ownership(ownership) => ownership.digest(),
            Self::Relayer(statement) => statement.digest(),
        }
    }
}

/// Holds a key. A session key would sign as itself for the wallets of another owner.
pub(crate) trait SigningDevice: fmt::Debug + Send + Sync {
    /// Whose wallets it may move.
    fn owner(&self) -> Address;

    /// The address that its signatures show, and that the venue knows its API key by.
    fn signs_as(&self) -> Address;

    /// Signs.
    ///
    /// # Errors
    /// [`VaultError::Internal`] when it cannot.
    fn sign(&self, statement: Statement<'_>) -> Result<Signature, VaultError>;
}

/// A key in memory, zeroed when this is dropped.
pub(crate) struct LocalKey(PrivateKeySigner);

impl LocalKey {
    pub(crate) fn new(key: &SecretKey) -> Result<Self, VaultError> {
        Ok(Self(key.signer()?))
    }
}

impl fmt::Debug for LocalKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LocalKey(redacted)")
    }
}

impl SigningDevice for LocalKey {
    fn owner(&self) -> Address {
        self.0.address()
    }

    fn signs_as(&self) -> Address {
        self.0.address()
    }

    fn sign(&self, statement: Statement<'_>) -> Result<Signature, VaultError> {
        self.0
            .sign_hash_sync(&statement.digest())
            .map_err(|_| VaultError::Internal)
    }
}
