//! What the venue knows of a market beside its description: how takers are delayed, when its game begins, when it closes,
//! whether its tick moves, which neg-risk event it belongs to.
//!
//! None of it concerns a copier's decisions, so it is not in the core's `Market`.

use pilotfish_copy::ids::VenueMs;

use super::types::{EventId, SettlementPlan};

/// The delay of crypto up/down markets since 2026-08-17, in milliseconds: what `itode` stands for.
pub const BRIEF_DELAY_MS: i64 = 50;

/// How long a marketable order is held before it meets the book, so that makers can take their quotes off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TakerDelay {
    /// Not at all.
    #[default]
    None,
    /// So many whole seconds: sports, `sd` and `seconds_delay`.
    Seconds(u16),
    /// [`BRIEF_DELAY_MS`]: crypto up/down, `itode`.
    Brief,
}

impl TakerDelay {
    /// In milliseconds of venue time.
    #[must_use]
    pub fn length_ms(self) -> i64 {
        match self {
            Self::None => 0,
            Self::Seconds(seconds) => i64::from(seconds) * 1_000,
            Self::Brief => BRIEF_DELAY_MS,
        }
    }

    /// The whole seconds that `sd` and `seconds_delay` tell.
    #[must_use]
    pub fn seconds(self) -> u16 {
        match self {
            Self::Seconds(seconds) => seconds,
            Self::None | Self::Brief => 0,
        }
    }
}

/// What happens to a market when its game starts (`gst`; `cbos` says whether its book is cleared).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AtStart {
    /// Nothing: it trades on.
    #[default]
    TradesOn,
    /// Every resting and held order is cancelled as `INVALID`; it trades on.
    ClearsBook,
    /// Every order is cancelled as `INVALID` and no more are taken.
    Closes,
}

/// A market's rules. The default is a plain market: no delay, no game, a tick that stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MarketRules {
    /// The neg-risk event it belongs to, which must have been added before it.
    pub event: Option<EventId>,
    /// How long marketable orders are held.
    pub taker_delay: TakerDelay,
    /// When its game starts, where it has one.
    pub game_start: Option<VenueMs>,
    /// What happens then.
    pub at_start: AtStart,
    /// When it closes by itself (its orders are cancelled, it waits for its resolution).
    pub closes_at: Option<VenueMs>,
    /// Whether its tick becomes 0.001 beyond 0.96 and below 0.04.
    pub moving_tick: bool,
    /// How often its trades are sent again or fail.
    pub settlement: SettlementPlan,
}
