//! The venue's record: who holds what at which cost, who did what, what each market's price was.
//!
//! It books what the exchange tells (and, for the days before the demo, what life tells) and answers the public
//! questions from that alone. Invariant: the shares in a trader's ledger are the shares the trader's activity rows add
//! up to, and profit is realised plus unrealised of the same ledger. It decides nothing and never changes the exchange.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use pilotfish_copy::ids::{ConditionId, TokenId, TradeId, VenueMs, WalletAddress};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Rounding, Shares, Usd};

use crate::venue::declared::Declared;
use crate::venue::market_file::{Facts, MarketFile};
use crate::venue::marks::Mark;
use crate::venue::rows::{ActivityKind, ActivityRecord, MarketCard, TraderProfile};
use crate::world_gen::calendar::HOUR;
use crate::world_gen::ledger::{Ledger, Spot};
use pilotfish_exchange::{ExchangeEvent, Leg, Trade, TradeStatus};

/// How long rows of the crowd (nobody's in particular) are kept, and how many of them at most. Rows of named traders and of clients are
/// kept for ever.
const CROWD_KEPT_MS: i64 = 2 * HOUR;
const CROWD_ROWS: usize = 20_000;

/// A named trader or a client.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) profile: Arc<TraderProfile>,
    /// Other names it went by, where a recording knows some.
    pub(crate) aliases: Vec<Arc<str>>,
    pub(crate) ledger: Ledger,
    /// Shares that were held before the record begins.
    pub(crate) carried: BTreeMap<TokenId, Shares>,
    /// Places in `Record::rows`.
    pub(crate) rows: Vec<usize>,
    pub(crate) marks: Vec<Mark>,
}

#[derive(Debug, Default)]
pub(crate) struct Record {
    pub(crate) files: Vec<MarketFile>,
    pub(crate) people: Vec<Person>,
    pub(crate) rows: Vec<ActivityRecord>,
    pub(crate) crowd_rows: VecDeque<ActivityRecord>,
    by_condition: BTreeMap<ConditionId, usize>,
    by_token: BTreeMap<TokenId, (usize, usize)>,
    pub(super) by_wallet: BTreeMap<WalletAddress, usize>,
    crowd: BTreeMap<WalletAddress, Arc<TraderProfile>>,
    sequence: u64,
    /// First and last row of each trade that may still fail.
    pub(crate) unsettled: BTreeMap<TradeId, (u64, u64)>,
    /// Rows of trades that failed.
    pub(super) voided: BTreeSet<u64>,
    /// What each row of a conversion moved.
    pub(super) conversions: BTreeMap<u64, Vec<(TokenId, Shares)>>,
}

impl Record {
    /// Takes a market in at a first price and gives its place.
    pub(crate) fn add_market(&mut self, card: Arc<MarketCard>, price: Price) -> usize {
        let place = self.files.len();
        self.by_condition.insert(card.market.condition.clone(), place);
        for (index, outcome) in card.market.outcomes.iter().enumerate() {
            self.by_token.insert(outcome.token.clone(), (place, index));
        }
        self.files.push(MarketFile::new(card, price));
        place
    }

    /// Takes a trader or client in and gives the place.
    pub(crate) fn add_person(&mut self, profile: TraderProfile) -> usize {
        let place = self.people.len();
        self.by_wallet.insert(profile.wallet.clone(), place);
        self.people.push(Person {
            profile: Arc::new(profile),
            aliases: Vec::new(),
            ledger: Ledger::default(),
            carried: BTreeMap::new(),
            rows: Vec::new(),
            marks: Vec::new(),
        });
        place
    }

    /// Takes one of the crowd in, who has a profile but no books.
    pub(crate) fn add_crowd(&mut self, profile: TraderProfile) {
        self.crowd.insert(profile.wallet.clone(), Arc::new(profile));
    }

    pub(crate) fn market(&self, condition: &ConditionId) -> Option<usize> {
        self.by_condition.get(condition).copied()
    }

    pub(crate) fn token(&self, token: &TokenId) -> Option<(usize, usize)> {
        self.by_token.get(token).copied()
    }

    pub(crate) fn person_place(&self, wallet: &WalletAddress) -> Option<usize> {
        self.by_wallet.get(wallet).copied()
    }

    pub(crate) fn person(&self, wallet: &WalletAddress) -> Option<&Person> {
        self.people.get(*self.by_wallet.get(wallet)?)
    }

    pub(crate) fn profile(&self, wallet: &WalletAddress) -> Option<&Arc<TraderProfile>> {
        self.person(wallet)
            .map(|person| &person.profile)
            .or_else(|| self.crowd.get(wallet))
    }

    /// The price of an outcome now.
    pub(crate) fn price(&self, market: usize, outcome: usize) -> Price {
        self.files
            .get(market)
            .map_or(Price::ZERO, |file| file.price_of(outcome))
    }

    /// Books what the exchange tells and gives the activity rows that come of it.
    pub(crate) fn absorb(&mut self, event: &ExchangeEvent) -> Vec<ActivityRecord> {
        match event {
            ExchangeEvent::BookChanged(change) => {
                if let Some(file) = self.file(&change.condition) {
                    file.book(change);
                }
                Vec::new()
            }
            ExchangeEvent::Trade(trade) => {
                let first = self.sequence + 1;
                let rows = self.trade(trade);
                self.unsettled.insert(trade.id.clone(), (first, self.sequence));
                rows
            }
            ExchangeEvent::Settlement { trade, status, .. } => {
                // A failed one is taken out when it is voided.
                if *status == TradeStatus::Confirmed {
                    self.unsettled.remove(trade);
                }
                Vec::new()
            }
            ExchangeEvent::Voided(trade) => {
                self.void(trade);
                Vec::new()
            }
            ExchangeEvent::NegRiskConverted(conversion) => self.neg_risk_converted(conversion).into_iter().collect(),
            ExchangeEvent::Resolved { at, condition, payouts } => {
                self.resolve(*at, condition, *payouts);
                Vec::new()
            }
            ExchangeEvent::PayoutsCorrected { at, condition, payouts } => {
                if let Some(file) = self.file(condition) {
                    file.change(*at, |facts| facts.payouts = Some(*payouts));
                    file.payouts = Some(*payouts);
                    file.note_price(*at);
                }
                Vec::new()
            }
            ExchangeEvent::AcceptingChanged {
                at,
                condition,
                accepting,
            } => {
                self.change_facts(*at, condition, |facts| facts.accepting = *accepting);
                Vec::new()
            }
            ExchangeEvent::MarketClosed { at, condition } => {
                self.change_facts(*at, condition, |facts| (facts.accepting, facts.closed) = (false, true));
                Vec::new()
            }
            ExchangeEvent::TickChanged { at, condition, new, .. } => {
                self.change_facts(*at, condition, |facts| facts.tick = *new);
                Vec::new()
            }
            ExchangeEvent::Transferred {
                at,
                from,
                to,
                token,
                shares,
            } => {
                self.transferred(*at, from, to, token, *shares);
                Vec::new()
            }
            ExchangeEvent::Redeemed {
                at,
                owner,
                token,
                shares,
                value,
                transaction,
                ..
            } => self
                .redeemed(*at, owner, token, *shares, *value, transaction)
                .into_iter()
                .collect(),
            ExchangeEvent::Converted {
                at,
                owner,
                condition,
                conversion,
                shares,
                transaction,
            } => self
                .converted(*at, owner, condition, *conversion, *shares, transaction)
                .into_iter()
                .collect(),
            _ => Vec::new(),
        }
    }

    /// A market pays out.
    pub(crate) fn resolve(&mut self, at: VenueMs, condition: &ConditionId, payouts: [Price; 2]) {
        if let Some(file) = self.file(condition) {
            file.change(at, |facts| {
                (facts.accepting, facts.closed, facts.payouts) = (false, true, Some(payouts));
            });
            file.payouts = Some(payouts);
            file.closed_at = Some(at);
            file.note_price(at);
        }
    }

    /// Takes in what somebody held before the record begins, at what it had cost.
    pub(crate) fn carry_in(&mut self, person: usize, spot: Spot<'_>, shares: Shares, price: Price) {
        if let Some(person) = self.people.get_mut(person) {
            *person.carried.entry(spot.token.clone()).or_default() += shares;
            person
                .ledger
                .carry_in(spot, shares, shares.value(price, Rounding::Down));
        }
    }

    /// Takes out what somebody sold before the record begins, at cost: it made nothing as far as anyone knows.
    pub(crate) fn carry_out(&mut self, person: usize, spot: Spot<'_>, shares: Shares) {
        if let Some(person) = self.people.get_mut(person) {
            *person.carried.entry(spot.token.clone()).or_default() -= shares;
            person.ledger.carry_out(spot, shares);
        }
    }

    /// Books a change that no exchange event tells.
    pub(crate) fn declare(&mut self, declared: &Declared) -> Option<ActivityRecord> {
        let file = self.files.get_mut(declared.market)?;
        if declared.kind == ActivityKind::Trade {
            file.trade(declared.at, declared.usdc_size());
        }
        let card = Arc::clone(&file.card);
        let person = self.people.get_mut(declared.person)?;
        declared.book(&mut person.ledger, &card);
        let row = declared.row(&person.profile, card);
        Some(self.keep(row))
    }

    fn change_facts(&mut self, at: VenueMs, condition: &ConditionId, change: impl FnOnce(&mut Facts)) {
        if let Some(file) = self.file(condition) {
            file.change(at, change);
        }
    }

    fn file(&mut self, condition: &ConditionId) -> Option<&mut MarketFile> {
        let place = self.market(condition)?;
        self.files.get_mut(place)
    }

    /// One row for each resting order the taker met, for the taker and for its owner.
    fn trade(&mut self, trade: &Trade) -> Vec<ActivityRecord> {
        let Some(place) = self.market(&trade.condition) else {
            return Vec::new();
        };
        if let Some(file) = self.files.get_mut(place) {
            file.trade(trade.matched_at, trade.value);
            file.matches += 1;
            file.last_trade = Some(if trade.outcome == 0 {
                trade.price
            } else {
                trade.price.complement()
            });
        }
        let mut rows = Vec::with_capacity(trade.legs.len() * 2);
        let mut left = trade.value;
        let mut fee = trade.fee;
        for (index, leg) in trade.legs.iter().enumerate() {
            // The taker's value is one sum over the level; the last row takes what rounding left.
            let last = index + 1 == trade.legs.len();
            let value = if last {
                left
            } else {
                leg.shares.value(trade.price, Rounding::Down)
            };
            left -= value;
            let taken = Leg {
                order: trade.taker_order.clone(),
                owner: trade.taker.clone(),
                token: trade.token.clone(),
                outcome: trade.outcome,
                side: trade.side,
                price: trade.price,
                shares: leg.shares,
                value,
            };
            rows.extend(self.fill(place, &taken, std::mem::take(&mut fee), false, trade));
            rows.extend(self.fill(place, leg, Usd::ZERO, true, trade));
        }
        rows
    }

    fn fill(&mut self, market: usize, leg: &Leg, fee: Usd, maker: bool, trade: &Trade) -> Option<ActivityRecord> {
        let name = self.profile(&leg.owner).map(|profile| Arc::clone(&profile.name));
        if let Some(person) = self
            .by_wallet
            .get(&leg.owner)
            .and_then(|place| self.people.get_mut(*place))
        {
            let spot = Spot {
                token: &leg.token,
                market,
                outcome: leg.outcome,
                at: trade.matched_at,
            };
            match leg.side {
                Side::Buy => person.ledger.buy(spot, leg.shares, leg.value, fee),
                Side::Sell => person.ledger.sell(spot, leg.shares, leg.value, fee),
            }
        }
        let card = Arc::clone(&self.files.get(market)?.card);
        let row = ActivityRecord {
            sequence: 0,
            kind: ActivityKind::Trade,
            wallet: leg.owner.clone(),
            name: name.unwrap_or_else(|| Arc::from("")),
            card,
            token: Some(leg.token.clone()),
            outcome_index: Some(leg.outcome),
            side: Some(leg.side),
            size: leg.shares,
            price: Some(leg.price),
            usdc_size: leg.value,
            fee,
            maker,
            tx: trade.transaction.clone(),
            at: trade.matched_at,
            recorded_row: None,
        };
        Some(self.keep(row))
    }

    /// Numbers a row and keeps it: with its owner's for ever, with the crowd's for a while.
    pub(super) fn keep(&mut self, mut row: ActivityRecord) -> ActivityRecord {
        self.sequence += 1;
        row.sequence = self.sequence;
        if let Some(person) = self
            .by_wallet
            .get(&row.wallet)
            .and_then(|place| self.people.get_mut(*place))
        {
            person.rows.push(self.rows.len());
            self.rows.push(row.clone());
        } else {
            while self
                .crowd_rows
                .front()
                .is_some_and(|oldest| self.crowd_rows.len() >= CROWD_ROWS || row.at.since(oldest.at) > CROWD_KEPT_MS)
            {
                self.crowd_rows.pop_front();
            }
            self.crowd_rows.push_back(row.clone());
        }
        row
    }
}
