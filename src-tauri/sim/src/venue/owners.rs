//! Whose wallets there are: the keys that are known, with the wallets that each can own, and those that are open.
//!
//! A key has five possible wallets. By default all of them are open, each with the world's balance, so that a test may
//! trade with any; a key whose account is told beforehand has that one wallet only, as people have.

use std::collections::BTreeMap;

use alloy::primitives::Address;
use pilotfish_copy::ids::WalletAddress;
use pilotfish_copy::money::Usd;
use pilotfish_exchange::{AccountKind, Spender};
use serde::{Deserialize, Serialize};

use super::rows::TraderProfile;
use super::{Venue, VenueState};
use crate::signed_order::{KeyHolder, wallet_address};
use crate::world_gen::names::pseudonym_of;

/// Which of a key's wallets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WalletKind {
    /// The key's own account: type 0.
    Account,
    /// Its proxy: type 1.
    Proxy,
    /// Its Safe: type 2.
    Safe,
    /// Its deposit wallet behind the beacon: type 3.
    Deposit,
    /// Its deposit wallet of the older kind: type 3 too.
    DepositUups,
}

impl WalletKind {
    /// Every one, in the order in which a key's account is looked for.
    pub const ALL: [Self; 5] = [Self::Deposit, Self::DepositUups, Self::Proxy, Self::Safe, Self::Account];

    /// That wallet of a key.
    #[must_use]
    pub const fn of(self, holder: &KeyHolder) -> Address {
        match self {
            Self::Account => holder.owner,
            Self::Proxy => holder.proxy,
            Self::Safe => holder.safe,
            Self::Deposit => holder.deposit.beacon,
            Self::DepositUups => holder.deposit.uups,
        }
    }

    /// As control and the command line write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Proxy => "proxy",
            Self::Safe => "safe",
            Self::Deposit => "deposit",
            Self::DepositUups => "deposit_uups",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The venue's number for it in orders.
    #[must_use]
    pub const fn signature_type(self) -> u8 {
        match self {
            Self::Account => 0,
            Self::Proxy => 1,
            Self::Safe => 2,
            Self::Deposit | Self::DepositUups => 3,
        }
    }
}

/// A key that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owner {
    pub holder: KeyHolder,
    /// The one wallet that it has an account with; `None` where all are open.
    pub only: Option<WalletKind>,
}

impl Owner {
    /// Which of its wallets that is.
    #[must_use]
    pub fn kind_of(&self, wallet: Address) -> Option<WalletKind> {
        WalletKind::ALL.into_iter().find(|kind| kind.of(&self.holder) == wallet)
    }

    /// The wallet it is known by: the one it has, or the deposit wallet behind the beacon.
    #[must_use]
    pub fn account(&self) -> WalletAddress {
        wallet_address(self.only.unwrap_or(WalletKind::Deposit).of(&self.holder))
    }
}

/// The keys that are known.
#[derive(Debug, Default)]
pub(crate) struct Owners {
    by_key: BTreeMap<Address, Owner>,
    /// Each possible wallet's key.
    by_wallet: BTreeMap<Address, Address>,
}

impl Owners {
    fn add(&mut self, owner: Owner) {
        for kind in WalletKind::ALL {
            self.by_wallet.insert(kind.of(&owner.holder), owner.holder.owner);
        }
        self.by_key.insert(owner.holder.owner, owner);
    }
}

impl Venue {
    /// Makes a key known and opens its wallets: all, or only the one of that kind. A key that is known stays as it is;
    /// gives whether it was new.
    pub fn enroll_owner(&mut self, owner: Address, only: Option<WalletKind>) -> bool {
        if self.owners.by_key.contains_key(&owner) {
            return false;
        }
        let known = Owner {
            holder: KeyHolder::of(owner),
            only,
        };
        match only {
            Some(kind) => {
                self.enroll(&wallet_address(kind.of(&known.holder)));
            }
            None => {
                for wallet in known.holder.wallets() {
                    self.enroll(&wallet);
                }
            }
        }
        self.owners.add(known);
        true
    }

    /// Makes a key known that is about to have its first wallet deployed. A key that is known stays as it is.
    pub(crate) fn note_owner(&mut self, owner: Address, wallet: WalletKind) {
        if !self.owners.by_key.contains_key(&owner) {
            self.owners.add(Owner {
                holder: KeyHolder::of(owner),
                only: Some(wallet),
            });
        }
    }

    /// The key behind an address: its own, or that of any wallet it can own.
    #[must_use]
    pub fn owner_of(&self, address: Address) -> Option<&Owner> {
        let key = self.owners.by_wallet.get(&address)?;
        self.owners.by_key.get(key)
    }

    /// Gives a wallet pUSD, as a deposit from outside.
    ///
    /// # Errors
    /// [`pilotfish_exchange::Reject::UnknownAccount`], or when the amount is negative.
    pub fn deposit(&mut self, wallet: &WalletAddress, amount: Usd) -> Result<(), pilotfish_exchange::Reject> {
        self.state.act(|exchange, _| exchange.deposit(wallet, amount))
    }

    /// Takes pUSD out of a wallet.
    ///
    /// # Errors
    /// Those of [`pilotfish_exchange::Exchange::withdraw`].
    pub fn withdraw(&mut self, wallet: &WalletAddress, amount: Usd) -> Result<(), pilotfish_exchange::Reject> {
        self.state.act(|exchange, now| exchange.withdraw(now, wallet, amount))
    }
}

impl VenueState {
    /// Opens a client's account with so much pUSD and every approval, and gives it a profile.
    pub(crate) fn open_client(&mut self, wallet: &WalletAddress, balance: Usd) {
        self.open_account(wallet, AccountKind::Client, balance);
        self.settle();
        let pseudonym = pseudonym_of(wallet.as_str());
        self.record.add_person(TraderProfile {
            wallet: wallet.clone(),
            name: pseudonym.clone(),
            pseudonym,
            bio: "".into(),
            joined_at: self.now,
            named: false,
        });
    }

    /// Deploys a wallet: an account with nothing in it and nothing approved. One that is open stays as it is.
    pub(crate) fn deploy(&mut self, wallet: &WalletAddress) {
        if self.exchange.account(wallet).is_some() {
            return;
        }
        self.open_client(wallet, Usd::ZERO);
        for spender in Spender::ALL {
            for token in spender.tokens() {
                // The account is open.
                let _ = self.act(|exchange, _| exchange.approve(wallet, spender, *token, false));
            }
        }
    }
}
