//! What the venue shows: lists of another moment, cut, empty or cached, as its habits and a script's overrides say.

use pilotfish_copy::ids::{ConditionId, TokenId, WalletAddress};
use pilotfish_copy::input::SnapshotPosition;
use pilotfish_copy::market::Market;
use pilotfish_copy::money::{Price, Shares};

use super::Venue;
use crate::simulate::chance::{Chance, Occasion, Spells, of_text};
use crate::simulate::script::{ListShown, Outcome};

/// Positions under this are not listed (0.1 share).
const DUST_FLOOR: Shares = Shares::from_micros(100_000);

/// How long a cached list of positions and a market's facts live.
const CACHED_MS: i64 = 300_000;

/// Traders' positions that do not move for a while, cached or not.
const STALE: Spells = Spells {
    every_ms: 6 * 3_600_000,
    of_a_thousand: 300,
    length_ms: (300_000, 1_800_000),
};

/// The activity stream is late for half an hour.
pub(super) const LATE_STREAM: Spells = Spells {
    every_ms: 8 * 3_600_000,
    of_a_thousand: 300,
    length_ms: (1_800_000, 1_800_000),
};

/// The activity stream says nothing about a token for hours.
pub(super) const SILENT_TOKEN: Spells = Spells {
    every_ms: 12 * 3_600_000,
    of_a_thousand: 200,
    length_ms: (3_600_000, 4 * 3_600_000),
};

/// What a script overrides, each until some time.
#[derive(Debug, Default)]
pub(crate) struct Overrides {
    pub(crate) lists: Vec<(String, ListShown, i64)>,
}

/// A list of positions as it is shown.
#[derive(Debug)]
pub(crate) enum Listed {
    /// These, and whether the reader can tell that all pages were read well.
    Rows(Vec<SnapshotPosition>, bool),
    /// No answer.
    Failed,
}

impl Venue {
    /// A list of a trader's positions, as it is answered now.
    pub(crate) fn list_positions(&self, wallet: &WalletAddress, uncached: bool, overrides: &Overrides) -> Listed {
        let now = self.now;
        let name = self.by_wallet.get(wallet).map_or("", String::as_str);
        let asked = overrides
            .lists
            .iter()
            .rev()
            .find(|(whose, _, until)| whose == name && now < *until)
            .map(|(_, shown, _)| shown);
        if let Some(shown) = asked {
            return self.list_as_told(wallet, shown);
        }
        let subject = of_text(wallet.as_str());
        let habits = &self.habits;
        let mut as_of = now;
        if !uncached && habits.cached_positions {
            // The same address gives the same page until it is 300 s old.
            let phase = i64::try_from(subject % 300).unwrap_or(0) * 1_000;
            as_of = (now - phase).div_euclid(CACHED_MS) * CACHED_MS + phase;
        }
        if habits.stale_positions
            && let Some((since, _)) = STALE.since(self.seed, Occasion::List, subject, now)
        {
            as_of = as_of.min(since);
        }
        let mut rows = self.positions_at(wallet, as_of);
        let mut chance = Chance::of(self.seed, Occasion::List, subject, as_of);
        if habits.empty_positions && chance.happens(15) {
            return Listed::Rows(Vec::new(), true);
        }
        if habits.short_positions && chance.happens(20) && rows.len() > 1 {
            let kept = chance.index(rows.len());
            rows.truncate(kept);
            return Listed::Rows(rows, true);
        }
        if habits.mixed_pages && chance.happens(20) && rows.len() > 1 {
            let older = self.positions_at(wallet, as_of - chance.between(60_000, 1_200_000));
            let from = chance.index(rows.len());
            let kept: Vec<TokenId> = rows.iter().take(from).map(|row| row.token.clone()).collect();
            rows.truncate(from);
            rows.extend(older.into_iter().filter(|row| !kept.contains(&row.token)));
            return Listed::Rows(rows, true);
        }
        if habits.repeated_pages && chance.happens(15) && !rows.is_empty() {
            // The reader sees its own cursor again: it knows that the list is not whole.
            rows.truncate(chance.index(rows.len()) + 1);
            return Listed::Rows(rows, false);
        }
        if habits.shifted_pages && chance.happens(20) && !rows.is_empty() {
            let place = chance.index(rows.len());
            if chance.happens(500) {
                rows.remove(place);
                return Listed::Rows(rows, true);
            }
            if let Some(twice) = rows.get(place).cloned() {
                rows.push(twice);
            }
            return Listed::Rows(rows, false);
        }
        Listed::Rows(rows, true)
    }

    fn list_as_told(&self, wallet: &WalletAddress, shown: &ListShown) -> Listed {
        match shown {
            ListShown::Empty => Listed::Rows(Vec::new(), true),
            ListShown::Short(by) => {
                let mut rows = self.positions_at(wallet, self.now);
                let kept = rows.len().saturating_sub(usize::try_from(*by).unwrap_or(0));
                rows.truncate(kept);
                Listed::Rows(rows, true)
            }
            ListShown::Old(by) => Listed::Rows(self.positions_at(wallet, self.now - by.0), true),
            ListShown::Incomplete => {
                let mut rows = self.positions_at(wallet, self.now);
                rows.pop();
                Listed::Rows(rows, false)
            }
            ListShown::Failed => Listed::Failed,
            ListShown::Rows(told) => {
                let rows = told
                    .iter()
                    .filter_map(|(market, outcome, shares)| self.told_row(market, *outcome, *shares))
                    .collect();
                Listed::Rows(rows, true)
            }
        }
    }

    fn told_row(&self, market: &str, outcome: Outcome, shares: Shares) -> Option<SnapshotPosition> {
        let record = self.markets.get(market)?;
        let token = record.tokens.get(outcome.index())?.clone();
        let price = self.mid_at(&token, self.now);
        Some(SnapshotPosition {
            condition: record.condition.clone(),
            shares,
            average_cost: price,
            current_price: price,
            redeemable: false,
            token,
        })
    }

    /// A trader's positions as they were.
    fn positions_at(&self, wallet: &WalletAddress, at: i64) -> Vec<SnapshotPosition> {
        let Some(trader) = self.trader_of(wallet) else {
            return Vec::new();
        };
        let mut rows = Vec::new();
        for token in trader.history.keys() {
            let position = trader.position_at(token, at);
            let Some((record, outcome)) = self
                .by_token
                .get(token)
                .and_then(|(name, outcome)| Some((self.markets.get(name)?, *outcome)))
            else {
                continue;
            };
            if position.shares < DUST_FLOOR {
                continue;
            }
            let payouts = facts_at(record, at).and_then(|market| market.payouts);
            let paid = payouts.and_then(|payouts| payouts.get(outcome).copied());
            rows.push(SnapshotPosition {
                token: token.clone(),
                condition: record.condition.clone(),
                shares: position.shares,
                average_cost: position.cost.at_most(Price::ONE),
                current_price: paid.unwrap_or_else(|| self.mid_at(token, at)),
                redeemable: paid.is_some(),
            });
        }
        rows
    }

    /// A market's facts, as they are answered now.
    pub(crate) fn facts(&self, condition: &ConditionId) -> Option<Market> {
        let record = self.record_of(condition)?;
        let at = if self.habits.cached_gamma {
            let mut chance = Chance::of(
                self.seed,
                Occasion::Facts,
                of_text(condition.as_str()),
                self.now.div_euclid(60_000),
            );
            self.now - chance.between(0, CACHED_MS)
        } else {
            self.now
        };
        let first = record.facts.first().map(|(_, market)| market);
        facts_at(record, at).or(first).cloned()
    }
}

fn facts_at(record: &super::MarketRecord, at: i64) -> Option<&Market> {
    let place = record.facts.partition_point(|(since, _)| *since <= at);
    record.facts.get(place.checked_sub(1)?).map(|(_, market)| market)
}
