//! What tests and fault control do to the world: standings, modes, the way of the next settlements. Each is a line of the
//! journal, so that a continued world knows of it.

use pilotfish_copy::ids::WalletAddress;
use pilotfish_copy::market::Exchange as Contract;
use serde::{Deserialize, Serialize};

use crate::exchange::{Course, CourseOrder, Reject, Standing, VenueMode};
use crate::venue::Venue;

/// One such deed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub(crate) enum Command {
    /// What the venue lets an account do.
    Standing {
        /// Whose.
        wallet: WalletAddress,
        /// What.
        standing: NamedStanding,
    },
    /// Whether an account is paused on chain.
    Paused {
        /// Whose.
        wallet: WalletAddress,
        /// Whether it is.
        paused: bool,
    },
    /// Whether the venue redeems for an account.
    AutoRedeem {
        /// Whose.
        wallet: WalletAddress,
        /// Whether it does.
        auto_redeem: bool,
    },
    /// Whether a contract may move an account's pUSD and shares.
    Approval {
        /// Whose.
        wallet: WalletAddress,
        /// Which contract.
        contract: NamedContract,
        /// Whether it may.
        approved: bool,
    },
    /// What the venue takes.
    Mode {
        /// From now on.
        mode: NamedMode,
        /// For so long, in venue time; for ever when absent. A restart lasts 90 s unless told otherwise.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        for_ms: Option<i64>,
    },
    /// The way of the next settlements.
    Settlement {
        /// Which.
        course: NamedCourse,
        /// Of how many sweeps (a taker order's trades share one transaction).
        sweeps: u32,
        /// Only of sweeps that this wallet takes part in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        wallet: Option<WalletAddress>,
    },
}

/// How long the matching engine restarts unless told otherwise: about 90 s (polymarket-api §1.7).
const RESTART_MS: i64 = 90_000;

impl Command {
    /// Does it, now.
    ///
    /// # Errors
    /// [`Reject::UnknownAccount`].
    pub(crate) fn apply(&self, venue: &mut Venue) -> Result<(), Reject> {
        match self {
            Self::Standing { wallet, standing } => venue.set_standing(wallet, (*standing).into()),
            Self::Paused { wallet, paused } => venue.set_paused(wallet, *paused),
            Self::AutoRedeem { wallet, auto_redeem } => venue.set_auto_redeem(wallet, *auto_redeem),
            Self::Approval {
                wallet,
                contract,
                approved,
            } => {
                use crate::exchange::Asset::{Collateral, Shares};
                let contract = Contract::from(*contract);
                venue.set_allowance(wallet, contract, Collateral, *approved)?;
                venue.set_allowance(wallet, contract, Shares, *approved)
            }
            Self::Mode { mode, for_ms } => {
                let ends_at = for_ms.map(|length| venue.now().plus(length.max(0)));
                match mode {
                    NamedMode::Restart => venue.restart(for_ms.unwrap_or(RESTART_MS)),
                    mode => venue.set_mode(mode.mode(), ends_at),
                }
                Ok(())
            }
            Self::Settlement { course, sweeps, wallet } => {
                venue.order_course(CourseOrder {
                    course: (*course).into(),
                    sweeps: *sweeps,
                    owner: wallet.clone(),
                });
                Ok(())
            }
        }
    }
}

/// A [`Standing`] by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NamedStanding {
    Open,
    ClosedOnly,
    Banned,
    Blocked,
}

impl From<NamedStanding> for Standing {
    fn from(named: NamedStanding) -> Self {
        match named {
            NamedStanding::Open => Self::Open,
            NamedStanding::ClosedOnly => Self::ClosedOnly,
            NamedStanding::Banned => Self::Banned,
            NamedStanding::Blocked => Self::Blocked,
        }
    }
}

impl From<Standing> for NamedStanding {
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::Open => Self::Open,
            Standing::ClosedOnly => Self::ClosedOnly,
            Standing::Banned => Self::Banned,
            Standing::Blocked => Self::Blocked,
        }
    }
}

/// A contract by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NamedContract {
    Standard,
    NegRisk,
    Positions,
}

impl From<NamedContract> for Contract {
    fn from(named: NamedContract) -> Self {
        match named {
            NamedContract::Standard => Self::StandardV2,
            NamedContract::NegRisk => Self::NegRiskV2,
            NamedContract::Positions => Self::PositionsV3,
        }
    }
}

/// A [`VenueMode`] by name, and the restart, which is two of them one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NamedMode {
    Running,
    /// Nothing is taken, then only post-only orders for two minutes, then everything.
    Restart,
    PostOnly,
    CancelOnly,
    Disabled,
}

impl NamedMode {
    fn mode(self) -> VenueMode {
        match self {
            Self::Running => VenueMode::Running,
            Self::Restart => VenueMode::Restarting,
            Self::PostOnly => VenueMode::PostOnly,
            Self::CancelOnly => VenueMode::CancelOnly,
            Self::Disabled => VenueMode::Disabled,
        }
    }
}

/// A [`Course`] by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NamedCourse {
    Plain,
    Replaced,
    Retried,
    Failed,
}

impl From<NamedCourse> for Course {
    fn from(named: NamedCourse) -> Self {
        match named {
            NamedCourse::Plain => Self::Plain,
            NamedCourse::Replaced => Self::Replaced,
            NamedCourse::Retried => Self::Retried,
            NamedCourse::Failed => Self::Failed,
        }
    }
}
