//! What a script lets happen at the venue.

use pilotfish_copy::ids::{ConditionId, TokenId, VenueMs};
use pilotfish_copy::input::Refusal;
use pilotfish_copy::market::{Exchange as Contract, FeeSchedule, Market, Outcome as NamedOutcome, Side};
use pilotfish_copy::money::{Price, Shares, Tick, Usd};
use pilotfish_exchange::{AccountStatus, Amount, EventId, MarketRules, MarketSpec, NewOrder, OrderKind};

use super::{DEEP_INVENTORY, Due, MarketRecord, Push, Venue, VenueEntry, names};
use crate::simulate::script::{AccountState, BookAct, HandOrder, Levels, MarketAct, VenueAct};

/// The longest list of levels a side.
const LEVELS_MAX: usize = 20;

impl Venue {
    /// Something happens. What makes no sense then does nothing.
    pub(crate) fn happens(&mut self, act: &VenueAct, start: i64) {
        let now = VenueMs(self.now);
        match act {
            VenueAct::Open(_) => {}
            VenueAct::Market(market) => self.list(market, start),
            VenueAct::Book(book) => self.quote(book),
            VenueAct::Hit {
                market,
                outcome,
                side,
                price,
                shares,
            } => {
                if let Some(token) = self.token(market, *outcome) {
                    let stranger = self.stranger.clone();
                    let id = self.others_order(&stranger, &token, *side, *price, *shares);
                    let _ = self.exchange.cancel(now, &stranger, &id);
                    self.hear();
                    self.note_book(market);
                }
            }
            VenueAct::Tick { market, tick } => {
                if let (Some(condition), Some(tick)) = (self.condition(market), Tick::from_micros(tick.micros())) {
                    let _ = self.exchange.set_tick(now, &condition, tick);
                    self.hear();
                    self.note_facts(&condition);
                }
            }
            VenueAct::Accepting { market, accepting } => {
                let closed = self.markets.get(market).is_none_or(|record| record.closed);
                if let Some(condition) = self.condition(market).filter(|_| !closed) {
                    let _ = self.exchange.set_accepting(now, &condition, *accepting);
                    self.note_facts(&condition);
                }
            }
            VenueAct::Close { market } => {
                self.shut(market);
            }
            VenueAct::Resolve {
                market,
                pays,
                corrected,
                redeemed_after,
            } => self.resolve(
                market,
                *pays,
                corrected.map(|right| (right.after.0, right.pays)),
                redeemed_after.0,
            ),
            VenueAct::Mode { mode, lasting } => {
                self.exchange.set_mode(now, *mode, Some(now.plus(lasting.0)));
            }
            VenueAct::Settle(act) => self.settle_next(*act),
            VenueAct::Refuse(act) => {
                let refusal = Refusal {
                    code: act.code,
                    text: format!("refused by the script: {:?}", act.code),
                    retry_after_ms: act.retry_after.map(|after| after.0),
                };
                self.refusals.push((refusal, act.times));
            }
            VenueAct::Account(act) => self.restrict(act.state, act.lasting.0),
            VenueAct::Hand(order) => self.by_hand(order),
            VenueAct::Cash { usd } => self.move_cash(*usd),
            VenueAct::Shares {
                market,
                outcome,
                shares,
            } => {
                if let Some(token) = self.token(market, *outcome) {
                    self.move_shares(&token, *shares);
                }
            }
        }
        self.hear();
    }

    fn condition(&self, market: &str) -> Option<ConditionId> {
        self.markets.get(market).map(|record| record.condition.clone())
    }

    fn list(&mut self, act: &MarketAct, start: i64) {
        if self.markets.contains_key(&act.name) {
            return;
        }
        let condition = names::condition(&act.name);
        let tokens = [names::token(&act.name, 0), names::token(&act.name, 1)];
        let event = act
            .event
            .as_ref()
            .map(|name| EventId::new(names::condition(name).as_str()));
        if let Some(event) = &event {
            let _ = self.exchange.add_event(event.clone());
        }
        let [yes, no] = tokens.clone();
        let market = Market {
            condition: condition.clone(),
            question: format!("Will {} happen?", act.name),
            slug: act.name.clone(),
            event_slug: act.event.clone().unwrap_or_else(|| act.name.clone()),
            category: act.category.clone(),
            outcomes: [
                NamedOutcome {
                    token: yes.clone(),
                    name: "Yes".to_owned(),
                },
                NamedOutcome {
                    token: no.clone(),
                    name: "No".to_owned(),
                },
            ],
            tick: Tick::from_micros(act.tick.micros()).unwrap_or_else(default_tick),
            min_size: act.min_size,
            fee: FeeSchedule {
                rate_micros: act.fee_rate,
                exponent: 1,
            },
            exchange: match (&event, act.v3) {
                (Some(_), _) => Contract::NegRiskV2,
                (None, true) => Contract::PositionsV3,
                (None, false) => Contract::StandardV2,
            },
            end: act.end.map(|end| VenueMs(start + end.0)),
            accepting_orders: true,
            closed: false,
            payouts: None,
        };
        let spec = MarketSpec {
            market: market.clone(),
            listed_at: VenueMs(self.now),
            rules: MarketRules {
                event,
                ..MarketRules::default()
            },
        };
        if self.exchange.add_market(spec).is_err() {
            return;
        }
        for wallet in [self.maker.clone(), self.stranger.clone()] {
            let _ = self
                .exchange
                .split(VenueMs(self.now), &wallet, &condition, DEEP_INVENTORY);
        }
        self.by_token.insert(yes, (act.name.clone(), 0));
        self.by_token.insert(no, (act.name.clone(), 1));
        self.by_condition.insert(condition.clone(), act.name.clone());
        let record = MarketRecord {
            condition,
            tokens,
            event: act.event.clone(),
            facts: vec![(self.now, market)],
            mids: Vec::new(),
            payouts: None,
            closed: false,
            quotes: Vec::new(),
        };
        self.markets.insert(act.name.clone(), record);
    }

    /// The makers' orders are these from now on.
    fn quote(&mut self, act: &BookAct) {
        let now = VenueMs(self.now);
        let maker = self.maker.clone();
        let Some(record) = self.markets.get_mut(&act.market) else {
            return;
        };
        let tokens = record.tokens.clone();
        for quote in std::mem::take(&mut record.quotes) {
            let _ = self.exchange.cancel(now, &maker, &quote);
        }
        let [yes, no] = tokens;
        let mut quotes = Vec::new();
        let mut rest = |venue: &mut Self, token: &TokenId, levels: &Levels, complement: bool| {
            for (price, shares) in levels.iter().take(LEVELS_MAX) {
                // An ask of YES is a bid of NO at the complement: half of the book comes from there, as at the venue.
                let price = if complement { price.complement() } else { *price };
                quotes.push(venue.others_order(&maker, token, Side::Buy, price, *shares));
            }
        };
        rest(self, &yes, &act.bids, false);
        rest(self, &no, &act.asks, true);
        if let Some(record) = self.markets.get_mut(&act.market) {
            record.quotes = quotes;
        }
        self.hear();
        self.note_book(&act.market);
    }

    /// Keeps the middle of a book and tells of it.
    fn note_book(&mut self, market: &str) {
        let Some(record) = self.markets.get(market) else { return };
        let tokens = record.tokens.clone();
        let [yes, _] = &tokens;
        if let Some((Some(bid), Some(ask))) = self.exchange.best(yes)
            && let Some(record) = self.markets.get_mut(market)
        {
            let mid = Price::from_micros((bid.micros() + ask.micros()) / 2);
            record.mids.push((self.now, mid));
        }
        self.pushes.push(Push::Books(tokens));
    }

    fn resolve(&mut self, market: &str, pays: [Price; 2], corrected: Option<(i64, [Price; 2])>, redeemed_after: i64) {
        let Some(condition) = self.condition(market) else {
            return;
        };
        let open = self
            .exchange
            .market(&condition)
            .is_some_and(|market| market.payouts.is_none());
        let [yes, no] = pays;
        if !open || self.payouts_of(market).is_some() || yes + no != Price::ONE {
            return;
        }
        self.shut(market);
        match corrected {
            // The wrong resolution is told and nobody is paid; the exchange knows the right one only.
            Some((after, right)) => {
                self.tell_payouts(market, pays);
                self.due(self.now + after, Due::Resolves(market.to_owned(), right));
                self.due(self.now + after + redeemed_after, Due::Redeems(market.to_owned()));
            }
            None => {
                self.resolve_for_good(market, pays);
                self.due(self.now + redeemed_after, Due::Redeems(market.to_owned()));
            }
        }
    }

    /// A market takes no more orders, and its book is cleared; it can still be resolved.
    fn shut(&mut self, market: &str) {
        let now = VenueMs(self.now);
        let Some(record) = self.markets.get_mut(market) else {
            return;
        };
        record.closed = true;
        let condition = record.condition.clone();
        let _ = self.exchange.set_accepting(now, &condition, false);
        let _ = self.exchange.clear_book(now, &condition);
        self.hear();
        self.note_facts(&condition);
    }

    fn payouts_of(&self, market: &str) -> Option<[Price; 2]> {
        self.markets.get(market)?.payouts
    }

    fn tell_payouts(&mut self, market: &str, pays: [Price; 2]) {
        let Some(record) = self.markets.get_mut(market) else {
            return;
        };
        if record.payouts == Some(pays) {
            return;
        }
        record.payouts = Some(pays);
        let (condition, tokens) = (record.condition.clone(), record.tokens.clone());
        self.enter(VenueEntry::Resolved {
            condition: condition.clone(),
            tokens,
            payouts: pays,
        });
        self.note_facts(&condition);
    }

    pub(super) fn resolve_for_good(&mut self, market: &str, pays: [Price; 2]) {
        let Some(condition) = self.condition(market) else {
            return;
        };
        if self
            .exchange
            .resolve_paying(VenueMs(self.now), &condition, pays)
            .is_ok()
        {
            self.hear();
            self.tell_payouts(market, pays);
        }
    }

    pub(super) fn redeem(&mut self, market: &str) {
        let Some(condition) = self.condition(market) else {
            return;
        };
        let us = self.us.clone();
        let _ = self.exchange.redeem(VenueMs(self.now), &us, &condition);
        self.hear();
        self.traders_redeem(market);
    }

    fn restrict(&mut self, state: AccountState, lasting: i64) {
        let us = self.us.clone();
        let standing = match state {
            AccountState::Open => AccountStatus::Open,
            AccountState::ClosedOnly => AccountStatus::ClosedOnly,
            AccountState::Banned => AccountStatus::Banned,
            AccountState::Region => AccountStatus::Blocked,
            AccountState::KeyRevoked => {
                self.key_revoked_until = self.now + lasting;
                return;
            }
        };
        let _ = self.exchange.set_account_status(&us, standing);
        self.due(self.now + lasting, Due::AccountOpens);
    }

    fn by_hand(&mut self, order: &HandOrder) {
        let Some(token) = self.token(&order.market, order.outcome) else {
            return;
        };
        let us = self.us.clone();
        let number = self.next();
        let id = names::order_hash(&format!("{}/hand/{number}", self.seed));
        let placed = self.exchange.place(
            VenueMs(self.now),
            NewOrder {
                id: id.clone(),
                owner: us.clone(),
                token,
                side: order.side,
                price: order.price,
                amount: Amount::Shares(order.shares),
                kind: OrderKind::Gtc,
                post_only: false,
                expires_at: None,
                created_at: VenueMs(self.now),
            },
        );
        self.hear();
        if placed.is_err() {
            return;
        }
        match order.rests {
            Some(rests) => self.due(self.now + rests.0, Due::HandOrderEnds(id)),
            None => {
                let _ = self.exchange.cancel(VenueMs(self.now), &us, &id);
            }
        }
        self.note_book(&order.market);
    }

    fn move_cash(&mut self, usd: Usd) {
        let us = self.us.clone();
        let moved = if usd >= Usd::ZERO {
            self.exchange.deposit(&us, usd).is_ok()
        } else {
            self.exchange.withdraw(VenueMs(self.now), &us, -usd).is_ok()
        };
        if moved {
            let id = self.next_transaction();
            self.enter(VenueEntry::Cash { usd, id, told: true });
        }
        self.hear();
        self.note_own();
    }

    fn move_shares(&mut self, token: &TokenId, shares: Shares) {
        let (us, stranger) = (self.us.clone(), self.stranger.clone());
        let now = VenueMs(self.now);
        let moved = if shares >= Shares::ZERO {
            self.exchange.transfer(now, &stranger, &us, token, shares).is_ok()
        } else {
            self.exchange.transfer(now, &us, &stranger, token, -shares).is_ok()
        };
        if moved {
            self.enter(VenueEntry::Shares {
                token: token.clone(),
                shares,
            });
        }
        self.hear();
        self.note_own();
    }
}

#[allow(clippy::expect_used)]
fn default_tick() -> Tick {
    Tick::from_micros(1_000).expect("0.001 is a tick")
}
