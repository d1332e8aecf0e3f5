//! Marks: what each person had made by each hour, so that curves and leaderboard windows can look back.
//!
//! A mark is a sum over the ledger at the prices of its hour. The figures of now are never taken from marks.

use std::collections::BTreeMap;
use std::sync::Arc;

use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::money::{Shares, Usd};

use crate::venue::market_file::MarketFile;
use crate::venue::record::Record;
use crate::venue::rows::{LeaderOrder, LeaderRow, PnlPoint, Window};
use crate::world_gen::ledger::Ledger;

/// How many hourly marks a person keeps (more than a year of demo time); older ones fall away.
const MARKS: usize = 10_000;

/// What was made and traded, in one category or over all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Sums {
    pub(crate) realised: Usd,
    pub(crate) unrealised: Usd,
    pub(crate) value: Usd,
    pub(crate) fees: Usd,
    pub(crate) shares: Shares,
    pub(crate) usd: Usd,
    pub(crate) trades: u64,
}

impl Sums {
    fn plus(self, other: Self) -> Self {
        Self {
            realised: self.realised + other.realised,
            unrealised: self.unrealised + other.unrealised,
            value: self.value + other.value,
            fees: self.fees + other.fees,
            shares: self.shares + other.shares,
            usd: self.usd + other.usd,
            trades: self.trades + other.trades,
        }
    }

    pub(crate) fn pnl(self) -> Usd {
        self.realised + self.unrealised
    }
}

/// One hour's sums by category.
#[derive(Debug, Clone)]
pub(crate) struct Mark {
    pub(crate) at: VenueMs,
    pub(crate) by_category: Vec<(Arc<str>, Sums)>,
}

impl Mark {
    fn sums(&self, category: Option<&str>) -> Sums {
        pick(&self.by_category, category)
    }
}

fn pick(by_category: &[(Arc<str>, Sums)], category: Option<&str>) -> Sums {
    by_category
        .iter()
        .filter(|(name, _)| category.is_none_or(|wanted| **name == *wanted))
        .fold(Sums::default(), |sum, (_, sums)| sum.plus(*sums))
}

/// The sums of a ledger at the prices of `files`.
pub(crate) fn sums_of(ledger: &Ledger, files: &[MarketFile]) -> Vec<(Arc<str>, Sums)> {
    let mut found: BTreeMap<&str, Sums> = BTreeMap::new();
    let category = |market: usize| files.get(market).map_or("", |file| file.card.market.category.as_str());
    for holding in ledger.holdings().values() {
        let sums = found.entry(category(holding.market)).or_default();
        sums.realised += holding.realised;
        sums.fees += holding.fees;
        if holding.shares.is_zero() {
            continue;
        }
        if let Some(file) = files.get(holding.market) {
            let price = file.price_of(holding.outcome);
            sums.unrealised += holding.unrealised(price);
            sums.value += holding.value(price);
        }
    }
    for (market, turnover) in ledger.turnover() {
        let sums = found.entry(category(*market)).or_default();
        sums.shares += turnover.shares;
        sums.usd += turnover.usd;
        sums.trades += turnover.trades;
    }
    found.into_iter().map(|(name, sums)| (Arc::from(name), sums)).collect()
}

impl Record {
    /// Notes every person's sums and every open market's price at this hour.
    pub(crate) fn mark(&mut self, at: VenueMs) {
        for file in self.files.iter_mut().filter(|file| file.payouts.is_none()) {
            file.note_price(at);
        }
        let files = &self.files;
        for person in &mut self.people {
            if person.marks.len() >= MARKS {
                person.marks.remove(0);
            }
            person.marks.push(Mark {
                at,
                by_category: sums_of(&person.ledger, files),
            });
        }
    }

    /// A person's sums now.
    pub(crate) fn sums(&self, person: usize, category: Option<&str>) -> Sums {
        self.people.get(person).map_or_else(Sums::default, |person| {
            pick(&sums_of(&person.ledger, &self.files), category)
        })
    }

    /// What had been made by the last mark at or before `cut`; nothing when the person was not there yet.
    fn sums_at(&self, person: usize, cut: VenueMs, category: Option<&str>) -> Sums {
        let Some(person) = self.people.get(person) else {
            return Sums::default();
        };
        let after = person.marks.partition_point(|mark| mark.at <= cut);
        after
            .checked_sub(1)
            .and_then(|place| person.marks.get(place))
            .map_or_else(Sums::default, |mark| mark.sums(category))
    }

    /// The leaderboard. A window begins at the last full hour at or before it.
    pub(crate) fn leaderboard(
        &self,
        now: VenueMs,
        window: Window,
        category: Option<&str>,
        order: LeaderOrder,
    ) -> Vec<LeaderRow> {
        let mut rows: Vec<LeaderRow> = self
            .people
            .iter()
            .enumerate()
            .map(|(place, person)| {
                let sums = self.sums(place, category);
                let before = window
                    .length_ms()
                    .map_or_else(Sums::default, |length| self.sums_at(place, now.plus(-length), category));
                LeaderRow {
                    rank: 0,
                    wallet: person.profile.wallet.clone(),
                    name: Arc::clone(&person.profile.name),
                    pnl: sums.pnl() - before.pnl(),
                    volume: sums.shares - before.shares,
                    volume_usd: sums.usd - before.usd,
                    trades: sums.trades - before.trades.min(sums.trades),
                }
            })
            .filter(|row| row.trades > 0 || !row.pnl.is_zero())
            .collect();
        rows.sort_by(|a, b| {
            let by = match order {
                LeaderOrder::Pnl => b.pnl.cmp(&a.pnl),
                LeaderOrder::Volume => b.volume.cmp(&a.volume),
            };
            by.then_with(|| a.wallet.cmp(&b.wallet))
        });
        for (index, row) in rows.iter_mut().enumerate() {
            row.rank = index + 1;
        }
        rows
    }

    /// A person's profit curve: the hourly marks of the window, then now.
    pub(crate) fn curve(&self, now: VenueMs, place: usize, window: Window) -> Vec<PnlPoint> {
        let Some(person) = self.people.get(place) else {
            return Vec::new();
        };
        let from = window.length_ms().map_or(VenueMs(i64::MIN), |length| now.plus(-length));
        let point = |at, sums: Sums| PnlPoint {
            at,
            realised: sums.realised,
            unrealised: sums.unrealised,
            value: sums.value,
            fees: sums.fees,
            volume: sums.shares,
            volume_usd: sums.usd,
            trades: sums.trades,
        };
        let first = person.marks.partition_point(|mark| mark.at < from);
        let marks = person.marks.iter().skip(first).filter(|mark| mark.at < now);
        let mut points: Vec<PnlPoint> = marks.map(|mark| point(mark.at, mark.sums(None))).collect();
        points.push(point(now, self.sums(place, None)));
        points
    }
}
