//! The relayer: carries out what a wallet's owner signed, on chain and without gas, and tells how far it has come
//! (polymarket-api §3.8).
//!
//! `submission` reads a request, `signing` asks whether the owner signed it, `action` reads the calls in it, `ledger`
//! carries them out in the exchange's ledger, `transaction` is one transaction's way. Times are the venue's, except for
//! a batch's deadline, which clients count from their own clock. Whose API key a request has is the server's to check.
//!
//! Invariants: a wallet has at most one transaction under way; a nonce is used up by at most one that was mined; a
//! transaction that is not mined, or fails, moves nothing.

mod action;
mod ledger;
mod refused;
mod signing;
mod submission;
#[cfg(test)]
mod tests;
mod transaction;

use std::collections::BTreeMap;

use alloy::primitives::Address;
use pilotfish_copy::ids::VenueMs;

pub use action::{Action, Call};
pub use refused::RelayRefused;
pub use signing::{batch_hash, create_safe_hash, proxy_hash, safe_hash};
pub use submission::{RelayKind, SignatureParams, Submission};
pub use transaction::{CONFIRMED_AFTER_MS, EXECUTED_AFTER_MS, MINED_AFTER_MS, RelayState, Transaction};

use crate::signed_order::wallet_address;
use crate::venue::venue_ledger::LedgerEntry;
use crate::venue::{Venue, VenueState, WalletKind};
use transaction::Fate;

/// Every transaction that was submitted, and what the chain counts of it.
#[derive(Debug)]
pub struct Relayer {
    seed: u64,
    transactions: Vec<Transaction>,
    /// When each wallet's nonce went up, oldest first: the nonce is how many there are.
    counted: BTreeMap<Address, Vec<VenueMs>>,
}

impl Relayer {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            seed,
            transactions: Vec::new(),
            counted: BTreeMap::new(),
        }
    }

    /// The nonce that a wallet's next transaction has to name.
    #[must_use]
    pub fn nonce(&self, wallet: Address) -> u64 {
        self.counted.get(&wallet).map_or(0, |counted| counted.len() as u64)
    }

    /// What that was at an earlier instant.
    #[must_use]
    pub fn nonce_at(&self, wallet: Address, at: VenueMs) -> u64 {
        let counted = self.counted.get(&wallet).map_or(&[][..], Vec::as_slice);
        counted.iter().filter(|counted| **counted <= at).count() as u64
    }

    /// The transaction of that id.
    #[must_use]
    pub fn transaction(&self, id: &str) -> Option<&Transaction> {
        self.transactions.iter().find(|transaction| transaction.id == id)
    }

    /// The transaction of that hash.
    #[must_use]
    pub fn by_hash(&self, hash: &str) -> Option<&Transaction> {
        let sent = |transaction: &&Transaction| transaction.hash.as_str() == hash && !hash.is_empty();
        self.transactions.iter().find(sent)
    }

    /// A key's transactions, newest first.
    pub fn transactions_of(&self, owner: Address) -> impl Iterator<Item = &Transaction> {
        let own = move |transaction: &&Transaction| transaction.submission.from == owner;
        self.transactions.iter().rev().filter(own)
    }

    /// When one comes further.
    pub(crate) fn next_at(&self) -> Option<VenueMs> {
        self.transactions.iter().filter_map(Transaction::due).min()
    }

    /// Takes those that are due by now one state further.
    pub(crate) fn step(&mut self, state: &mut VenueState) {
        for transaction in &mut self.transactions {
            if transaction.due().is_none_or(|due| due > state.now) {
                continue;
            }
            let counts = transaction.step(state);
            if counts {
                let counted = self.counted.entry(transaction.submission.wallet).or_default();
                counted.push(state.now);
            }
            tell(transaction, state);
        }
    }

    fn is_busy(&self, wallet: Address) -> bool {
        let under_way =
            |transaction: &Transaction| transaction.submission.wallet == wallet && transaction.is_under_way();
        self.transactions.iter().any(under_way)
    }

    fn enter(&mut self, submission: Submission, state: &mut VenueState) -> String {
        let number = self.transactions.len() + 1;
        let fate = Fate::drawn(state, self.seed, number);
        let transaction = Transaction::new(self.seed, number, submission, fate, state.now);
        tell(&transaction, state);
        let id = transaction.id.clone();
        self.transactions.push(transaction);
        id
    }
}

fn tell(transaction: &Transaction, state: &mut VenueState) {
    let entry = LedgerEntry::Relayed {
        id: transaction.id.clone(),
        state: transaction.state.as_str().to_owned(),
        transaction: transaction.hash.clone(),
    };
    let wallet = wallet_address(transaction.submission.wallet);
    state.ledger.note(state.now, &wallet, entry);
}

impl Venue {
    /// The relayer, to look at.
    #[must_use]
    pub fn relayer(&self) -> &Relayer {
        &self.relayer
    }

    /// Checks a submission as it stands: is the wallet its owner's and deployed, are the calls of those that the relayer
    /// passes on, is it signed, and is it the wallet's turn. `real_s` is the time in Unix seconds, for deadlines.
    ///
    /// # Errors
    /// The relayer's refusal.
    pub fn check_submission(&self, submission: &Submission, real_s: i64) -> Result<(), RelayRefused> {
        submission.check_deadline(real_s)?;
        let wallet = wallet_address(submission.wallet);
        let deployed = self.is_enrolled(&wallet);
        match submission.kind {
            RelayKind::WalletCreate | RelayKind::SafeCreate if deployed => {
                return Err(RelayRefused::AlreadyDeployed(submission.wallet));
            }
            RelayKind::Safe | RelayKind::Wallet if !deployed => {
                return Err(RelayRefused::NotRegistered(submission.wallet));
            }
            // A proxy is deployed by its first transaction.
            _ => {}
        }
        signing::check(submission)?;
        if self.relayer.is_busy(submission.wallet) {
            return Err(RelayRefused::Busy);
        }
        let current = self.relayer.nonce(submission.wallet);
        match submission.nonce {
            Some(nonce) if nonce != current => Err(RelayRefused::Nonce { nonce, current }),
            _ => Ok(()),
        }
    }

    /// Takes a submission that was checked; gives the id of its transaction.
    pub fn relay(&mut self, submission: Submission) -> String {
        match submission.kind {
            RelayKind::WalletCreate => self.note_owner(submission.from, WalletKind::Deposit),
            RelayKind::SafeCreate => self.note_owner(submission.from, WalletKind::Safe),
            _ => {}
        }
        self.relayer.enter(submission, &mut self.state)
    }
}
