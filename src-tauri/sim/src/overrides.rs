//! What control decides about the venue and its accounts in place of chance, in types that the journal writes down as
//! they are: whoever continues a world repeats them.
//!
//! [`Override::apply`] is all of it that happens at the venue. What a server adds (wallets that have to trade with a
//! deposit wallet, keys that are not bound to theirs) it reads from the same value.

use alloy::primitives::Address;
use pilotfish_copy::ids::{ConditionId, VenueMs, WalletAddress};
use pilotfish_copy::money::Usd;
use pilotfish_exchange::{
    AccountStatus, Asset, Reject, SettlementOverride, SettlementPath, Spender, TokenKind, VenueMode,
};
use serde::{Deserialize, Serialize};

use crate::habits::HabitSet;
use crate::venue::{Venue, WalletKind};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "override", rename_all = "snake_case")]
pub enum Override {
    /// What the venue takes, for ever or until then.
    Mode {
        mode: VenueMode,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ends_at: Option<VenueMs>,
    },
    /// What an account may do.
    Status {
        wallet: WalletAddress,
        status: StatusOverride,
    },
    /// The way of the next settlements that a wallet takes part in.
    Settlement {
        path: SettlementPath,
        sweeps: u32,
        wallet: WalletAddress,
    },
    /// Whether an account is paused on chain.
    Paused { wallet: WalletAddress, paused: bool },
    /// Which habits the venue has.
    Habits { habits: HabitSet },
    /// How long a wrong resolution stands and a relayed transaction is stuck at most, ms; for none as long as the habits have it.
    HabitWaits { most_ms: Option<i64> },
    /// What a contract may move of an account's.
    Allowance {
        wallet: WalletAddress,
        #[serde(flatten)]
        allowance: Allowance,
    },
    /// All that an account can approve, at once.
    Approvals { wallet: WalletAddress, allowed: bool },
    /// A key that has an account with one wallet only. It must not be known yet.
    Owner { owner: Address, wallet: WalletKind },
    /// pUSD that comes to a wallet from outside; negative, what is withdrawn.
    Cash { wallet: WalletAddress, amount: Usd },
    /// A market resolves before its time, for one outcome (0 or 1). Redemption by the venue itself follows as always.
    Resolve {
        condition: ConditionId,
        winner: usize,
        /// Whether it is told wrongly at first, and corrected later; chance decides where it is not said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        wrong_first: Option<bool>,
    },
    /// Whether the keys of a wallet's owner are bound to its deposit wallets, and what binds them.
    KeyTrap { wallet: WalletAddress, cure: KeyCure },
}

/// An account's status, or that its owner has a deposit wallet and may trade with that one only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatusOverride {
    Open,
    ClosedOnly,
    Banned,
    Blocked,
    DepositWalletOnly,
}

impl StatusOverride {
    /// What the exchange knows of it: it is the server that sends an owner to the deposit wallet.
    const fn at_the_exchange(self) -> AccountStatus {
        match self {
            Self::Open | Self::DepositWalletOnly => AccountStatus::Open,
            Self::ClosedOnly => AccountStatus::ClosedOnly,
            Self::Banned => AccountStatus::Banned,
            Self::Blocked => AccountStatus::Blocked,
        }
    }
}

/// One contract's permission to move one of a wallet's assets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowance {
    contract: Spender,
    asset: Asset,
    allowed: bool,
}

impl Allowance {
    /// Whether it is about that token: pUSD, or whatever holds shares.
    fn is_about(&self, token: TokenKind) -> bool {
        (self.asset == Asset::Collateral) == (token == TokenKind::Collateral)
    }
}

/// What ends the trap of a key that is not bound to the deposit wallet (polymarket-api §3.3). Reports name several
/// cures, and the cause is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyCure {
    /// There is no trap.
    NotTrapped,
    /// The API key is deleted and created again.
    Recreate,
    /// The balance is asked to be read again (`/balance-allowance/update`) for signature type 3.
    Update,
    /// Something is done on the venue's website: here, control says that it was.
    Website,
}

impl Override {
    /// Does it, now.
    ///
    /// # Errors
    /// [`Reject::UnknownAccount`], and [`Reject::InvalidPayload`] for a market that is not there or has resolved; then nothing was changed.
    pub fn apply(&self, venue: &mut Venue) -> Result<(), Reject> {
        match self {
            Self::Mode { mode, ends_at } => {
                venue.set_mode(*mode, *ends_at);
                Ok(())
            }
            Self::Status { wallet, status } => venue.set_account_status(wallet, status.at_the_exchange()),
            Self::Settlement { path, sweeps, wallet } => {
                venue.override_settlement(SettlementOverride {
                    path: *path,
                    sweeps: *sweeps,
                    // A client's: what the world's own trade among themselves goes its own way.
                    owner: Some(wallet.clone()),
                });
                Ok(())
            }
            Self::Paused { wallet, paused } => venue.set_paused(wallet, *paused),
            Self::Habits { habits } => {
                venue.set_habits(habits.clone());
                Ok(())
            }
            Self::HabitWaits { most_ms } => {
                venue.set_habit_waits_most(*most_ms);
                Ok(())
            }
            Self::Allowance { wallet, allowance } => {
                let spender = allowance.contract;
                for token in spender.tokens().iter().filter(|token| allowance.is_about(**token)) {
                    venue.approve(wallet, spender, *token, allowance.allowed)?;
                }
                Ok(())
            }
            Self::Approvals { wallet, allowed } => {
                for spender in Spender::ALL {
                    for token in spender.tokens() {
                        venue.approve(wallet, spender, *token, *allowed)?;
                    }
                }
                Ok(())
            }
            Self::Owner { owner, wallet } => {
                venue.enroll_owner(*owner, Some(*wallet));
                Ok(())
            }
            Self::Cash { wallet, amount } if *amount < Usd::ZERO => venue.withdraw(wallet, -*amount),
            Self::Cash { wallet, amount } => venue.deposit(wallet, *amount),
            Self::Resolve {
                condition,
                winner,
                wrong_first,
            } => {
                let resolved = match wrong_first {
                    None => venue.resolve(condition, *winner),
                    Some(wrong_first) => venue.resolve_wrong_first(condition, *winner, *wrong_first),
                };
                resolved.map_err(|_| Reject::InvalidPayload)
            }
            // Which keys act for which wallets is the server's to know.
            Self::KeyTrap { .. } => Ok(()),
        }
    }
}
