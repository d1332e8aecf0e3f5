//! The public questions, answered from the record and the exchange's books.

use std::sync::Arc;

use pilotfish_copy::ids::{ConditionId, TokenId, VenueMs, WalletAddress};
use pilotfish_copy::market::{Book, Level, Market};
use pilotfish_copy::money::{Price, Rounding, Shares, Usd};

use crate::venue::Venue;
use crate::venue::market_file::MarketFile;
use crate::venue::record::Person;
use crate::venue::rows::{
    ActivityQuery, ActivityRecord, LeaderOrder, LeaderRow, MarketRow, MarketState, PnlPoint, PositionRow,
    PositionStatus, PricePoint, TraderProfile, UserStats, Window,
};
use crate::world_gen::ledger::Holding;
use pilotfish_exchange::BookView;

/// A holding under this is dust: it does not count as a win or a loss.
const DUST: Shares = Shares::from_micros(10_000);

impl Venue {
    /// Every market the world has known, oldest first, resolved ones included.
    #[must_use]
    pub fn markets(&self) -> Vec<MarketRow> {
        self.state
            .record
            .files
            .iter()
            .map(|file| self.market_row(file))
            .collect()
    }

    #[must_use]
    pub fn market(&self, condition: &ConditionId) -> Option<MarketRow> {
        let place = self.state.record.market(condition)?;
        self.state.record.files.get(place).map(|file| self.market_row(file))
    }

    /// The market with that slug.
    #[must_use]
    pub fn market_by_slug(&self, slug: &str) -> Option<MarketRow> {
        let file = self
            .state
            .record
            .files
            .iter()
            .find(|file| file.card.market.slug == slug)?;
        Some(self.market_row(file))
    }

    /// The market as the core knows it now, cheaper than [`Venue::market`].
    #[must_use]
    pub fn core_market(&self, condition: &ConditionId) -> Option<Market> {
        let place = self.state.record.market(condition)?;
        self.state.record.files.get(place).map(|file| self.current_market(file))
    }

    /// The market as the core would have known it at an instant of the last half hour.
    #[must_use]
    pub fn market_as_of(&self, condition: &ConditionId, at: VenueMs) -> Option<Market> {
        let place = self.state.record.market(condition)?;
        let file = self.state.record.files.get(place)?;
        let mut market = self.current_market(file);
        if let Some(then) = file.facts_at(at) {
            market.tick = then.tick;
            market.accepting_orders = then.accepting;
            market.closed = then.closed;
            market.payouts = then.payouts;
        }
        Some(market)
    }

    /// A market's row with the facts of an instant of the last half hour; what moves with every trade is of now.
    pub(crate) fn market_row_as_of(&self, row: MarketRow, at: VenueMs) -> MarketRow {
        let place = self.state.record.market(&row.market.condition);
        let file = place.and_then(|place| self.state.record.files.get(place));
        let (Some(file), Some(market)) = (file, self.market_as_of(&row.market.condition, at)) else {
            return row;
        };
        if market.payouts == row.market.payouts {
            return MarketRow { market, ..row };
        }
        let open = market.payouts.is_none();
        MarketRow {
            state: if open { MarketState::Open } else { row.state },
            closed_at: row.closed_at.filter(|_| !open),
            outcome_prices: market.payouts.unwrap_or([file.price, file.price.complement()]),
            market,
            ..row
        }
    }

    /// A token's visible book; `None` when the token is unknown or its market is closed.
    #[must_use]
    pub fn book(&self, token: &TokenId) -> Option<Book> {
        self.state.exchange.book(token).map(|view| view.observed(self.now()))
    }

    /// Markets whose question or slug contains every word of `text`, open ones first, at most `limit`.
    #[must_use]
    pub fn search_markets(&self, text: &str, limit: usize) -> Vec<MarketRow> {
        let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
        let fits = |file: &&MarketFile| {
            let heap = format!("{} {}", file.card.market.question, file.card.market.slug).to_lowercase();
            !words.is_empty() && words.iter().all(|word| heap.contains(word.as_str()))
        };
        let mut found: Vec<&MarketFile> = self.state.record.files.iter().filter(fits).collect();
        found.sort_by_key(|file| file.payouts.is_some());
        found
            .into_iter()
            .take(limit)
            .map(|file| self.market_row(file))
            .collect()
    }

    /// Every named trader and client, in the order they came.
    #[must_use]
    pub fn traders(&self) -> Vec<TraderProfile> {
        self.state
            .record
            .people
            .iter()
            .map(|person| (*person.profile).clone())
            .collect()
    }

    /// Anyone's public profile, one of the crowd included.
    #[must_use]
    pub fn profile(&self, wallet: &WalletAddress) -> Option<TraderProfile> {
        self.state.record.profile(wallet).map(|profile| (**profile).clone())
    }

    /// Profiles of which a name contains `text` (any case), exact names first, at most `limit`; an address finds its
    /// owner. In a recording a name may be several traders', and a trader may have gone by several names.
    #[must_use]
    pub fn search_traders(&self, text: &str, limit: usize) -> Vec<TraderProfile> {
        let wanted = text.trim().trim_start_matches('@').to_lowercase();
        if wanted.is_empty() {
            return Vec::new();
        }
        if let Ok(wallet) = WalletAddress::parse(&wanted) {
            return self.profile(&wallet).into_iter().collect();
        }
        let named = |person: &Person, fits: &dyn Fn(&str) -> bool| {
            std::iter::once(&person.profile.name)
                .chain(&person.aliases)
                .any(|name| fits(&name.to_lowercase()))
        };
        let contains = |person: &&Person| named(person, &|name| name.contains(wanted.as_str()));
        let mut found: Vec<&Person> = self.state.record.people.iter().filter(contains).collect();
        found.sort_by_key(|person| !named(person, &|name| name == wanted));
        found
            .into_iter()
            .take(limit)
            .map(|person| (*person.profile).clone())
            .collect()
    }

    /// Who made or traded most in the window, over all categories or in one (lower case). Only named traders and
    /// clients who traded are on it. A window begins at the last full hour at or before its exact beginning.
    #[must_use]
    pub fn leaderboard(&self, window: Window, category: Option<&str>, order: LeaderOrder) -> Vec<LeaderRow> {
        self.state.record.leaderboard(self.now(), window, category, order)
    }

    /// What a trader holds, greatest value first. Empty for a stranger.
    #[must_use]
    pub fn positions(&self, wallet: &WalletAddress) -> Vec<PositionRow> {
        let mut rows = self.position_rows(wallet, |holding| !holding.shares.is_zero());
        rows.sort_by(|a, b| {
            b.current_value
                .cmp(&a.current_value)
                .then_with(|| a.token.cmp(&b.token))
        });
        rows
    }

    /// What a trader held at an instant of the last hour and a half, at the prices of now, greatest value first.
    #[must_use]
    pub fn positions_as_of(&self, wallet: &WalletAddress, at: VenueMs) -> Vec<PositionRow> {
        let Some(person) = self.state.record.person(wallet) else {
            return Vec::new();
        };
        let then = person.ledger.holdings_at(at);
        let held = then.iter().filter(|(_, holding)| !holding.shares.is_zero());
        let mut rows: Vec<PositionRow> = held
            .filter_map(|(token, holding)| self.position_row(person, token, holding))
            .collect();
        rows.sort_by(|a, b| {
            b.current_value
                .cmp(&a.current_value)
                .then_with(|| a.token.cmp(&b.token))
        });
        rows
    }

    /// What a trader had closed by an instant of the last hour and a half, latest first.
    #[must_use]
    pub fn closed_positions_as_of(&self, wallet: &WalletAddress, at: VenueMs) -> Vec<PositionRow> {
        let Some(person) = self.state.record.person(wallet) else {
            return Vec::new();
        };
        let then = person.ledger.holdings_at(at);
        let closed = then.iter().filter(|(_, holding)| holding.shares.is_zero());
        let mut rows: Vec<PositionRow> = closed
            .filter_map(|(token, holding)| self.position_row(person, token, holding))
            .collect();
        rows.sort_by(|a, b| {
            b.last_event_at
                .cmp(&a.last_event_at)
                .then_with(|| a.token.cmp(&b.token))
        });
        rows
    }

    /// What a trader once held and no longer does, latest first.
    #[must_use]
    pub fn closed_positions(&self, wallet: &WalletAddress) -> Vec<PositionRow> {
        let mut rows = self.position_rows(wallet, |holding| holding.shares.is_zero());
        rows.sort_by(|a, b| {
            b.last_event_at
                .cmp(&a.last_event_at)
                .then_with(|| a.token.cmp(&b.token))
        });
        rows
    }

    /// Activity rows as asked for.
    #[must_use]
    pub fn activity(&self, query: &ActivityQuery) -> Vec<ActivityRecord> {
        let record = &self.state.record;
        let mut rows: Vec<&ActivityRecord> = match &query.wallet {
            Some(wallet) => match record.person(wallet) {
                Some(person) => person.rows.iter().filter_map(|place| record.rows.get(*place)).collect(),
                None => record.crowd_rows.iter().filter(|row| row.wallet == *wallet).collect(),
            },
            None if query.named_only => record.rows.iter().collect(),
            None => merged(record.rows.iter(), record.crowd_rows.iter()),
        };
        rows.retain(|row| wanted(row, query) && record.stands(row));
        if !query.ascending {
            rows.reverse();
        }
        let limit = if query.limit == 0 { usize::MAX } else { query.limit };
        rows.into_iter().skip(query.offset).take(limit).cloned().collect()
    }

    /// What a row of a conversion or migration moved, token by token. The wire does not say it.
    #[must_use]
    pub fn moved_by(&self, row: &ActivityRecord) -> Vec<(TokenId, Shares)> {
        self.state.record.moved_by(row).to_vec()
    }

    /// What a trader's positions are worth now.
    #[must_use]
    pub fn portfolio_value(&self, wallet: &WalletAddress) -> Usd {
        let record = &self.state.record;
        record.person(wallet).map_or(Usd::ZERO, |person| {
            let worth = |holding: &Holding| holding.value(record.price(holding.market, holding.outcome));
            person.ledger.holdings().values().map(worth).sum()
        })
    }

    /// A trader's profit curve: hourly points of the window, then now. Empty for a stranger.
    #[must_use]
    pub fn pnl_series(&self, wallet: &WalletAddress, window: Window) -> Vec<PnlPoint> {
        let place = self
            .state
            .record
            .people
            .iter()
            .position(|person| person.profile.wallet == *wallet);
        place.map_or_else(Vec::new, |place| self.state.record.curve(self.now(), place, window))
    }

    /// A trader's figures over everything.
    #[must_use]
    pub fn user_stats(&self, wallet: &WalletAddress) -> Option<UserStats> {
        let record = &self.state.record;
        let person = record.person(wallet)?;
        let closed = || {
            person
                .ledger
                .holdings()
                .values()
                .filter(|holding| holding.shares < DUST)
        };
        let mut stats = UserStats {
            wallet: wallet.clone(),
            trades: 0,
            markets: person.ledger.turnover().len() as u64,
            closed_positions: closed().count() as u64,
            won_positions: closed().filter(|holding| holding.realised > Usd::ZERO).count() as u64,
            biggest_win: closed()
                .map(|holding| holding.realised)
                .max()
                .unwrap_or_default()
                .at_least(Usd::ZERO),
            volume: Shares::ZERO,
            volume_usd: Usd::ZERO,
            fees: person.ledger.holdings().values().map(|holding| holding.fees).sum(),
            realised: Usd::ZERO,
            unrealised: Usd::ZERO,
            value: Usd::ZERO,
            joined_at: person.profile.joined_at,
        };
        for (_, sums) in crate::venue::marks::sums_of(&person.ledger, &record.files) {
            stats.trades += sums.trades;
            stats.volume += sums.shares;
            stats.volume_usd += sums.usd;
            stats.realised += sums.realised;
            stats.unrealised += sums.unrealised;
            stats.value += sums.value;
        }
        Some(stats)
    }

    /// A token's price, oldest first, from `start` to `end`, then now: by the hour, and by the minute in the last day.
    #[must_use]
    pub fn price_history(&self, token: &TokenId, start: VenueMs, end: VenueMs) -> Vec<PricePoint> {
        let Some((place, outcome)) = self.state.record.token(token) else {
            return Vec::new();
        };
        let Some(file) = self.state.record.files.get(place) else {
            return Vec::new();
        };
        let seen = |price: Price| if outcome == 0 { price } else { price.complement() };
        let mut points: Vec<PricePoint> = file
            .prices()
            .into_iter()
            .filter(|point| point.at >= start && point.at <= end)
            .map(|point| PricePoint {
                at: point.at,
                price: seen(point.price),
            })
            .collect();
        if end >= self.now() && file.payouts.is_none() {
            points.push(PricePoint {
                at: self.now(),
                price: file.price_of(outcome),
            });
        }
        points
    }

    /// The price of a token now: the book's middle, else the last trade; what it pays once resolved.
    #[must_use]
    pub fn price(&self, token: &TokenId) -> Option<Price> {
        let (place, outcome) = self.state.record.token(token)?;
        Some(self.state.record.price(place, outcome))
    }

    fn current_market(&self, file: &MarketFile) -> Market {
        let listed = self.state.exchange.market(&file.card.market.condition);
        let mut market = listed.unwrap_or(&file.card.market).clone();
        if file.payouts.is_some() {
            market.payouts = file.payouts;
            market.closed = true;
            market.accepting_orders = false;
        }
        market
    }

    fn market_row(&self, file: &MarketFile) -> MarketRow {
        let views = [0, 1].map(|outcome| self.state.exchange.book(file.token(outcome)));
        let first = views.iter().flatten().next();
        let (best_bid, best_ask) = (first.and_then(BookView::best_bid), first.and_then(BookView::best_ask));
        let worth = |level: &Level| level.shares.value(level.price, Rounding::Down);
        let liquidity = views.iter().flatten().flat_map(|view| &view.bids).map(worth).sum();
        MarketRow {
            card: Arc::clone(&file.card),
            market: self.current_market(file),
            rules: self
                .state
                .exchange
                .rules(&file.card.market.condition)
                .cloned()
                .unwrap_or_default(),
            state: if file.payouts.is_some() {
                MarketState::Resolved
            } else {
                MarketState::Open
            },
            closed_at: file.closed_at,
            outcome_prices: [file.price_of(0), file.price_of(1)],
            best_bid,
            best_ask,
            last_trade: file.last_trade,
            liquidity,
            volume: file.volume,
            volume_24h: file.volume_24h(self.now()),
        }
    }

    fn position_rows(&self, wallet: &WalletAddress, fits: impl Fn(&Holding) -> bool) -> Vec<PositionRow> {
        let Some(person) = self.state.record.person(wallet) else {
            return Vec::new();
        };
        person
            .ledger
            .holdings()
            .iter()
            .filter(|(_, holding)| fits(holding))
            .filter_map(|(token, holding)| self.position_row(person, token, holding))
            .collect()
    }

    pub(super) fn position_row(&self, person: &Person, token: &TokenId, holding: &Holding) -> Option<PositionRow> {
        let file = self.state.record.files.get(holding.market)?;
        let [first, second] = &file.card.market.outcomes;
        let (own, other) = if holding.outcome == 0 {
            (first, second)
        } else {
            (second, first)
        };
        let price = file.price_of(holding.outcome);
        let status = match (holding.shares.is_zero(), file.payouts) {
            (true, _) => PositionStatus::Closed,
            (false, Some(_)) => PositionStatus::Redeemable,
            (false, None) => PositionStatus::Open,
        };
        Some(PositionRow {
            wallet: person.profile.wallet.clone(),
            name: Arc::clone(&person.profile.name),
            card: Arc::clone(&file.card),
            token: token.clone(),
            outcome_index: holding.outcome,
            outcome: own.name.clone(),
            opposite_token: other.token.clone(),
            opposite_outcome: other.name.clone(),
            shares: holding.shares,
            avg_price: holding.avg_price,
            entry_cost: holding.cost,
            entry_fees: holding.cost_fees,
            total_cost: holding.cost + holding.cost_fees,
            current_price: price,
            current_value: holding.value(price),
            total_bought: holding.bought,
            realised: holding.realised,
            unrealised: holding.unrealised(price),
            status,
            mergeable: status == PositionStatus::Open && !person.ledger.shares(&other.token).is_zero(),
            end: file.card.market.end,
            opened_at: holding.opened_at,
            last_event_at: holding.last_event_at,
        })
    }
}

fn wanted(row: &ActivityRecord, query: &ActivityQuery) -> bool {
    (query.conditions.is_empty() || query.conditions.contains(&row.card.market.condition))
        && (query.kinds.is_empty() || query.kinds.contains(&row.kind))
        && query.side.is_none_or(|side| row.side == Some(side))
        && query.start.is_none_or(|start| row.at >= start)
        && query.end.is_none_or(|end| row.at <= end)
        && !(query.taker_only && row.maker)
}

/// Two lists in the order of their sequence, as one.
fn merged<'a>(
    first: impl Iterator<Item = &'a ActivityRecord>,
    second: impl Iterator<Item = &'a ActivityRecord>,
) -> Vec<&'a ActivityRecord> {
    let mut all: Vec<&ActivityRecord> = first.chain(second).collect();
    all.sort_by_key(|row| row.sequence);
    all
}
