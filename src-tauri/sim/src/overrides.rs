//! What control decides about the venue and its accounts in place of chance, in types that the journal writes down as
//! they are: whoever continues a world repeats them.
//!
//! [`Override::apply`] is all of it that happens at the venue. What a server adds (wallets that have to trade with a
//! deposit wallet) it reads from the same value.

use pilotfish_copy::ids::{VenueMs, WalletAddress};
use pilotfish_copy::market::Exchange as Contract;
use pilotfish_exchange::{AccountStatus, Asset, Reject, SettlementOverride, SettlementPath, VenueMode};
use serde::{Deserialize, Serialize};

use crate::habits::HabitSet;
use crate::venue::Venue;

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
    /// What a contract may move of an account's.
    Allowance {
        wallet: WalletAddress,
        #[serde(flatten)]
        allowance: Allowance,
    },
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
    contract: ContractName,
    asset: Asset,
    allowed: bool,
}

/// The contracts by the names control knows them by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ContractName {
    Standard,
    NegRisk,
    Positions,
}

impl ContractName {
    const fn contract(self) -> Contract {
        match self {
            Self::Standard => Contract::StandardV2,
            Self::NegRisk => Contract::NegRiskV2,
            Self::Positions => Contract::PositionsV3,
        }
    }
}

impl Override {
    /// Does it, now.
    ///
    /// # Errors
    /// [`Reject::UnknownAccount`]; then nothing was changed.
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
            Self::Allowance { wallet, allowance } => venue.set_allowance(
                wallet,
                allowance.contract.contract(),
                allowance.asset,
                allowance.allowed,
            ),
        }
    }
}
