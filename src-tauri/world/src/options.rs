//! How a run in virtual time is made.

use pilotfish_copy::ids::{VenueMs, WalletAddress};
use pilotfish_copy::money::{Percentage, Usd};
use pilotfish_sim::error::SimError;
use pilotfish_sim::habits::HabitSet;
use pilotfish_sim::replay::Recording;
use pilotfish_sim::venue::Venue;
use pilotfish_sim::world_gen::Breadth;
use pilotfish_vault::VaultError;

/// Whom to follow, and how much of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowAsk {
    /// An address or a name.
    pub who: String,
    /// The percentage.
    pub percentage: Percentage,
}

impl std::str::FromStr for FollowAsk {
    type Err = WorldError;

    /// Reads `WHO:PERCENT`; a name may itself hold colons.
    fn from_str(text: &str) -> Result<Self, WorldError> {
        let (who, percent) = text
            .rsplit_once(':')
            .ok_or_else(|| WorldError::Follow(text.to_owned()))?;
        if who.trim().is_empty() {
            return Err(WorldError::Follow(text.to_owned()));
        }
        let percentage = percent.parse().map_err(WorldError::Percentage)?;
        Ok(Self {
            who: who.trim().to_owned(),
            percentage,
        })
    }
}

/// A run's options.
#[derive(Debug, Clone)]
pub struct WorldOptions {
    /// Everything made up comes from it: world, key, salts.
    pub seed: u64,
    /// Where it begins; a replay's own start counts instead.
    pub start: VenueMs,
    /// How long it runs, ms of venue time; `None` for a replay: to its end.
    pub length_ms: Option<i64>,
    /// What the account begins with.
    pub balance: Usd,
    /// A recording instead of a made-up world.
    pub replay: Option<Recording>,
    /// How many markets and traders a made-up world has.
    pub breadth: Breadth,
    /// What the venue does that a clean model does not.
    pub habits: HabitSet,
    /// Whom to follow from the start.
    pub follows: Vec<FollowAsk>,
    /// The limits that a demo begins with, and those that its follows have, instead of the usual ones.
    pub demo_limits: bool,
    /// No purchase in a market that resolves sooner than this, ms; `None` for what a follow has by default.
    pub min_time_to_resolution_ms: Option<i64>,
}

/// Why a run cannot be made or go on.
#[derive(Debug, thiserror::Error)]
pub enum WorldError {
    /// Fix the argument.
    #[error("a follow is NAME:PERCENT or ADDRESS:PERCENT, for example 25usdc:5; got {0:?}")]
    Follow(String),
    /// Fix the argument.
    #[error(transparent)]
    Percentage(#[from] pilotfish_copy::money::PercentageError),
    /// Choose another trader.
    #[error("no trader is called {0:?} here; give a name from the leaderboard or an address (0x and 40 hex digits)")]
    UnknownTrader(String),
    /// Say which.
    #[error("{name:?} is the name of {} traders; give one of their addresses: {}", addresses.len(), addresses.join(", "))]
    AmbiguousTrader {
        /// The name.
        name: String,
        /// Who has it.
        addresses: Vec<String>,
    },
    /// A made-up world has no end of its own.
    #[error("say how long to run: --for 40h")]
    Endless,
    /// The simulated venue refused its options or its recording.
    #[error(transparent)]
    Sim(#[from] SimError),
    /// The key could not be made or would not sign.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

/// Whom a name or an address means: an address as it is, a name if exactly one trader has it.
///
/// # Errors
/// [`WorldError::UnknownTrader`] and [`WorldError::AmbiguousTrader`].
pub(crate) fn find_trader(venue: &Venue, who: &str) -> Result<(WalletAddress, String), WorldError> {
    let traders = venue.traders();
    if let Ok(address) = WalletAddress::parse(who) {
        let known = traders.iter().find(|profile| profile.wallet == address);
        let profile = known.ok_or_else(|| WorldError::UnknownTrader(who.to_owned()))?;
        return Ok((address, profile.name.to_string()));
    }
    let named: Vec<_> = traders
        .iter()
        .filter(|profile| profile.name.eq_ignore_ascii_case(who))
        .collect();
    match named.as_slice() {
        [] => Err(WorldError::UnknownTrader(who.to_owned())),
        [one] => Ok((one.wallet.clone(), one.name.to_string())),
        several => Err(WorldError::AmbiguousTrader {
            name: who.to_owned(),
            addresses: several.iter().map(|profile| profile.wallet.to_string()).collect(),
        }),
    }
}
