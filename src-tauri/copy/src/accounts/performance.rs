//! What copying made: episodes, win rate, and attribution by trader.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::cost::{apply_fill, nothing_held, settle_resolution, unrealised};
use crate::entity::{Fill, Holding};
use crate::ids::{FollowId, TokenId, VenueMs, WalletAddress};
use crate::input::Settlement;
use crate::market::Side;
use crate::money::{LOT, Price, Usd};

/// One stretch of holding a token through a follow: from its first fill to zero or payout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Episode {
    /// Through which follow.
    pub follow: FollowId,
    /// The token.
    pub token: TokenId,
    /// The first fill's time.
    pub opened_at: VenueMs,
    /// When nothing was left; `None` while something is held.
    pub closed_at: Option<VenueMs>,
    /// Realised profit less fees, so far if it is open.
    pub net: Usd,
}

/// What a holding has realised, less fees, in its current episode (or in its last one, if nothing is held).
#[must_use]
pub fn episode_result(holding: &Holding) -> Usd {
    holding.realised - holding.fees - holding.episode_base
}

/// The episodes of all these fills, given in the order they were booked in. `payout` tells what a share of a resolved
/// market's token paid, and when. Ordered by follow and token, then by time.
#[must_use]
pub fn episodes<'a>(
    fills: impl IntoIterator<Item = &'a Fill>,
    payout: impl Fn(&TokenId) -> Option<(Price, VenueMs)>,
) -> Vec<Episode> {
    let mut runs: BTreeMap<(FollowId, &TokenId), Run> = BTreeMap::new();
    for fill in fills.into_iter().filter(|fill| fill.settlement != Settlement::Failed) {
        runs.entry((fill.follow, &fill.token))
            .or_insert_with(|| Run::of(fill))
            .take(fill);
    }
    let finished = runs.into_iter().flat_map(|((_, token), mut run)| {
        if let Some((price, at)) = payout(token) {
            run.pay(price, at);
        }
        run.episodes
    });
    finished.collect()
}

/// The episodes of one follow and token, as they are found.
struct Run {
    holding: Holding,
    episodes: Vec<Episode>,
}

impl Run {
    fn of(fill: &Fill) -> Self {
        let holding = nothing_held(fill.follow, fill.token.clone(), fill.condition.clone());
        Self {
            holding,
            episodes: Vec::new(),
        }
    }

    fn take(&mut self, fill: &Fill) {
        // Dust under a lot can be neither sold nor missed: an episode is over when less is left.
        let opens = fill.side == Side::Buy && self.holding.shares < LOT;
        apply_fill(&mut self.holding, fill.side, fill.shares, fill.price, fill.fee);
        if opens {
            self.episodes.push(Episode {
                follow: fill.follow,
                token: fill.token.clone(),
                opened_at: fill.at,
                closed_at: None,
                net: Usd::ZERO,
            });
        }
        self.update(fill.at);
    }

    fn pay(&mut self, price: Price, at: VenueMs) {
        if !self.holding.shares.is_zero() {
            settle_resolution(&mut self.holding, price);
            self.update(at);
        }
    }

    fn update(&mut self, at: VenueMs) {
        let net = episode_result(&self.holding);
        let closed = self.holding.shares < LOT;
        if let Some(episode) = self.episodes.last_mut() {
            episode.net = net;
            if closed && episode.closed_at.is_none() {
                episode.closed_at = Some(at);
            }
        }
    }
}

/// How many episodes are over, and how many of them made money net of fees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct WinRate {
    /// Made money.
    pub won: u64,
    /// Are over.
    pub closed: u64,
}

/// Counts the episodes that are over.
#[must_use]
pub fn win_rate<'a>(episodes: impl IntoIterator<Item = &'a Episode>) -> WinRate {
    let over = episodes.into_iter().filter(|episode| episode.closed_at.is_some());
    wins(over.map(|episode| episode.net))
}

/// The same by what each episode that is over made, net of fees. What a win is, is said here alone, for the window and the command
/// line.
#[must_use]
pub fn wins(nets: impl IntoIterator<Item = Usd>) -> WinRate {
    nets.into_iter().fold(WinRate::default(), |rate, net| WinRate {
        won: rate.won + u64::from(net > Usd::ZERO),
        closed: rate.closed + 1,
    })
}

/// What copying one trader made or lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Attribution {
    /// Realised profit, fees not counted.
    pub realised: Usd,
    /// Open profit of what has a price.
    pub unrealised: Usd,
    /// Fees paid.
    pub fees: Usd,
    /// Holdings that have no price now: they count at cost.
    pub unpriced: u64,
}

impl Attribution {
    /// The whole: realised and open, less fees.
    #[must_use]
    pub fn net(&self) -> Usd {
        self.realised + self.unrealised - self.fees
    }

    fn add(&mut self, holding: &Holding, mark: Option<Price>) {
        self.realised += holding.realised;
        self.fees += holding.fees;
        match mark {
            Some(mark) => self.unrealised += unrealised(holding, mark),
            None => self.unpriced += u64::from(!holding.shares.is_zero()),
        }
    }
}

/// What each trader made or lost, from every holding ever had through their follows with its price now, where known.
#[must_use]
pub fn attribution<'a>(
    holdings: impl IntoIterator<Item = (&'a WalletAddress, &'a Holding, Option<Price>)>,
) -> BTreeMap<WalletAddress, Attribution> {
    let mut traders: BTreeMap<WalletAddress, Attribution> = BTreeMap::new();
    for (trader, holding, mark) in holdings {
        traders.entry(trader.clone()).or_default().add(holding, mark);
    }
    traders
}
