//! The simulated venue of a small world: the pure exchange with makers around it, traders whose positions and rows are kept
//! beside it, and the history that lists of another moment are made from.
//!
//! Our own orders, cash and shares are the exchange's. What traders do is kept here as rows and positions only, so that a
//! script can say any trade to the millionth. What the venue *shows* of all that is `shown`'s business; nothing here lies.

mod acts;
mod ledger;
pub(crate) mod names;
mod own;
mod settlement;
mod shown;
mod trader_acts;
mod traders;

use std::collections::BTreeMap;

use pilotfish_copy::ids::{ConditionId, OrderHash, TokenId, TxHash, VenueMs, WalletAddress};
use pilotfish_copy::market::{Market, Side};
use pilotfish_copy::money::{Price, Shares, Usd};
use pilotfish_exchange::{
    AccountKind, Amount, CancelRefused, Exchange, ExchangeEvent, Frictions, NewOrder, OrderChange, OrderKind, Placed,
    Reject,
};

pub(crate) use ledger::{LedgerRow, VenueEntry};
pub(crate) use shown::{Listed, Overrides};
pub(crate) use traders::{ChangeKind, MigrationRow, ShownRow, Trader, TrueChange};

use super::habits::Habits;
use super::script::Outcome;

/// How many of a million fills that would complete an order are off by millionths of a share.
const MICRO_FILLS_MICROS: u32 = 150_000;

/// What everybody but us begins with: they never run out.
const DEEP_POCKETS: Usd = Usd::dollars(1_000_000_000);

/// Pairs of each market that makers and strangers hold.
const DEEP_INVENTORY: Shares = Shares::from_micros(10_000_000 * 1_000_000);

/// A market and what is kept of it beside the exchange.
#[derive(Debug)]
pub(crate) struct MarketRecord {
    pub(crate) condition: ConditionId,
    pub(crate) tokens: [TokenId; 2],
    pub(crate) event: Option<String>,
    /// Its facts since each instant.
    pub(crate) facts: Vec<(i64, Market)>,
    /// The middle of its book in YES since each instant.
    pub(crate) mids: Vec<(i64, Price)>,
    /// What it is said to pay: at first, perhaps, something else than in the end.
    payouts: Option<[Price; 2]>,
    /// It is closed, although the exchange could open it again.
    closed: bool,
    quotes: Vec<OrderHash>,
}

/// What a stream would tell of, when it happened.
#[derive(Debug, Clone)]
pub(crate) enum Push {
    /// A row of a trader's activity.
    Row { trader: WalletAddress, row: ShownRow },
    /// One of our trades became this final.
    Trade { leg: usize, settled: usize },
    /// One of our orders changed: executed so far, and how it ended, if it did.
    Order {
        hash: OrderHash,
        matched: Shares,
        ended: Option<&'static str>,
    },
    /// A market's facts changed.
    Market(ConditionId),
    /// A market's book changed.
    Books([TokenId; 2]),
}

/// What falls due at the venue.
#[derive(Debug)]
enum Due {
    /// A transaction of ours is a step further.
    Settles(TxHash, settlement::Step),
    /// A market is resolved for good.
    Resolves(String, [Price; 2]),
    /// Shares of a resolved market become cash.
    Redeems(String),
    /// An order by hand is taken back.
    HandOrderEnds(OrderHash),
    /// Our account may do everything again.
    AccountOpens,
}

/// The venue.
#[derive(Debug)]
pub(crate) struct Venue {
    pub(crate) exchange: Exchange,
    pub(crate) habits: Habits,
    /// The habits before the world came to rest.
    pub(crate) habits_were: Habits,
    pub(crate) seed: u64,
    pub(crate) now: i64,
    pub(crate) us: WalletAddress,
    maker: WalletAddress,
    stranger: WalletAddress,
    pub(crate) markets: BTreeMap<String, MarketRecord>,
    by_token: BTreeMap<TokenId, (String, usize)>,
    by_condition: BTreeMap<ConditionId, String>,
    pub(crate) traders: BTreeMap<String, Trader>,
    by_wallet: BTreeMap<WalletAddress, String>,
    pub(crate) own: own::OwnAccount,
    pub(crate) ledger: Vec<LedgerRow>,
    pushes: Vec<Push>,
    agenda: BTreeMap<(i64, u64), Due>,
    counter: u64,
    plans: settlement::Plans,
    /// Refusals that are asked for.
    pub(crate) refusals: Vec<(pilotfish_copy::input::Refusal, u32)>,
    /// Until when our key is refused.
    pub(crate) key_revoked_until: i64,
}

impl Venue {
    pub(crate) fn new(seed: u64, start: i64, cash: Usd, habits: Habits) -> Self {
        let mut exchange = Exchange::with_seed(seed);
        exchange.advance(VenueMs(start));
        let us = names::wallet("us");
        let maker = names::wallet("maker");
        let stranger = names::wallet("stranger");
        exchange.set_frictions(Frictions {
            fee_per_match: habits.fees_per_match,
            micro_fills_micros: if habits.micro_fills { MICRO_FILLS_MICROS } else { 0 },
            // Settlements are planned here, each with its time.
            late_failures_micros: 0,
            own_matches_expected: true,
        });
        exchange.open_account(&us, AccountKind::Client);
        let _ = exchange.set_auto_redeem(&us, false);
        for wallet in [&maker, &stranger] {
            exchange.open_account(wallet, AccountKind::Agent);
            let _ = exchange.deposit(wallet, DEEP_POCKETS);
        }
        let mut venue = Self {
            exchange,
            habits_were: habits.clone(),
            habits,
            seed,
            now: start,
            us,
            maker,
            stranger,
            markets: BTreeMap::new(),
            by_token: BTreeMap::new(),
            by_condition: BTreeMap::new(),
            traders: BTreeMap::new(),
            by_wallet: BTreeMap::new(),
            own: own::OwnAccount::default(),
            ledger: Vec::new(),
            pushes: Vec::new(),
            agenda: BTreeMap::new(),
            counter: 0,
            plans: settlement::Plans::default(),
            refusals: Vec::new(),
            key_revoked_until: i64::MIN,
        };
        let _ = venue.exchange.deposit(&venue.us, cash);
        venue.enter(VenueEntry::Cash {
            usd: cash,
            id: names::transaction(seed, 0),
            told: false,
        });
        venue.note_own();
        venue
    }

    fn next(&mut self) -> u64 {
        self.counter += 1;
        self.counter
    }

    fn next_transaction(&mut self) -> TxHash {
        let number = self.next();
        names::transaction(self.seed, number)
    }

    fn due(&mut self, at: i64, due: Due) {
        let number = self.next();
        self.agenda.insert((at, number), due);
    }

    /// When something next falls due.
    pub(crate) fn next_event_at(&self) -> Option<i64> {
        let exchange = self.exchange.next_deadline().map(|at| at.0);
        let own = self.agenda.keys().next().map(|(at, _)| *at);
        [exchange, own].into_iter().flatten().min()
    }

    /// Brings it to `now`.
    pub(crate) fn advance(&mut self, now: i64) {
        while let Some(entry) = self.agenda.first_entry().filter(|entry| entry.key().0 <= now) {
            let at = entry.key().0;
            let due = entry.remove();
            self.now = self.now.max(at);
            self.exchange.advance(VenueMs(self.now));
            self.hear();
            self.carry_out_due(due);
            self.hear();
        }
        self.now = self.now.max(now);
        self.exchange.advance(VenueMs(self.now));
        self.hear();
    }

    fn carry_out_due(&mut self, due: Due) {
        match due {
            Due::Settles(transaction, step) => self.settle(&transaction, step),
            Due::Resolves(market, pays) => self.resolve_for_good(&market, pays),
            Due::Redeems(market) => self.redeem(&market),
            Due::HandOrderEnds(hash) => {
                let _ = self.exchange.cancel(VenueMs(self.now), &self.us.clone(), &hash);
            }
            Due::AccountOpens => {
                let _ = self
                    .exchange
                    .set_account_status(&self.us.clone(), pilotfish_exchange::AccountStatus::Open);
            }
        }
    }

    /// What the streams would have told since the last call.
    pub(crate) fn take_pushes(&mut self) -> Vec<Push> {
        std::mem::take(&mut self.pushes)
    }

    fn enter(&mut self, entry: VenueEntry) {
        self.ledger.push(LedgerRow {
            at: VenueMs(self.now),
            entry,
        });
    }

    /// An order of ours arrives.
    pub(crate) fn place_own(&mut self, order: NewOrder) -> Result<Placed, Reject> {
        let placed = self.exchange.place(VenueMs(self.now), order);
        self.hear();
        placed
    }

    /// A cancellation of ours arrives.
    pub(crate) fn cancel_own(&mut self, hash: &OrderHash) -> Result<(), CancelRefused> {
        let answer = self.exchange.cancel(VenueMs(self.now), &self.us.clone(), hash);
        self.hear();
        answer
    }

    /// Takes what the exchange told.
    fn hear(&mut self) {
        let events = self.exchange.drain_events();
        if events.is_empty() {
            return;
        }
        let mut ours = false;
        for event in events {
            match event {
                ExchangeEvent::Trade(trade) if trade.involves(&self.us) => {
                    ours = true;
                    self.take_match(&trade);
                }
                ExchangeEvent::OrderUpdate { change, order, .. } if order.owner == self.us => {
                    ours = true;
                    let ended = (!order.is_live()).then(|| order.status.as_str());
                    if change == OrderChange::Placement {
                        self.enter(VenueEntry::Placed {
                            hash: order.id.clone(),
                            token: order.token.clone(),
                            side: order.side,
                            price: order.price,
                            shares: order.original,
                        });
                    }
                    if ended.is_some() {
                        self.own.ended.insert(order.id.clone(), self.now);
                        self.enter(VenueEntry::Ended {
                            hash: order.id.clone(),
                            matched: order.matched,
                            status: order.status.as_str().to_owned(),
                        });
                    }
                    self.pushes.push(Push::Order {
                        hash: order.id.clone(),
                        matched: order.matched,
                        ended,
                    });
                }
                ExchangeEvent::Redeemed {
                    owner,
                    condition,
                    token,
                    shares,
                    value,
                    transaction,
                    ..
                } if owner == self.us => {
                    ours = true;
                    self.enter(VenueEntry::Redeemed {
                        condition,
                        token,
                        shares,
                        usd: value,
                        id: transaction,
                    });
                }
                ExchangeEvent::TickChanged { condition, .. } | ExchangeEvent::MarketClosed { condition, .. } => {
                    self.note_facts(&condition);
                }
                _ => {}
            }
        }
        if ours {
            self.note_own();
        }
    }

    /// Keeps a market's facts as they are now.
    fn note_facts(&mut self, condition: &ConditionId) {
        let Some(name) = self.by_condition.get(condition) else {
            return;
        };
        let (Some(record), Some(market)) = (self.markets.get_mut(name), self.exchange.market(condition)) else {
            return;
        };
        let mut market = market.clone();
        market.payouts = record.payouts;
        market.closed |= record.closed;
        if record.facts.last().is_some_and(|(_, last)| *last == market) {
            return;
        }
        record.facts.push((self.now, market));
        self.pushes.push(Push::Market(condition.clone()));
    }

    /// A market's token.
    pub(crate) fn token(&self, market: &str, outcome: Outcome) -> Option<TokenId> {
        self.markets.get(market)?.tokens.get(outcome.index()).cloned()
    }

    /// What a script calls a token.
    pub(crate) fn name_of(&self, token: &TokenId) -> Option<(&str, usize)> {
        self.by_token
            .get(token)
            .map(|(name, outcome)| (name.as_str(), *outcome))
    }

    /// Whether a token is traded no more.
    pub(crate) fn is_over(&self, token: &TokenId) -> bool {
        self.by_token
            .get(token)
            .and_then(|(name, _)| self.markets.get(name))
            .is_none_or(|record| {
                record.closed
                    || self
                        .exchange
                        .market(&record.condition)
                        .is_none_or(|market| market.payouts.is_some())
            })
    }

    /// A market by its condition.
    pub(crate) fn record_of(&self, condition: &ConditionId) -> Option<&MarketRecord> {
        self.markets.get(self.by_condition.get(condition)?)
    }

    /// A trader by wallet.
    pub(crate) fn trader_of(&self, wallet: &WalletAddress) -> Option<&Trader> {
        self.traders.get(self.by_wallet.get(wallet)?)
    }

    /// What a token costs: the best opposite price for that side, else its last middle.
    fn price_for(&self, token: &TokenId, side: Side) -> Price {
        let (bid, ask) = self.exchange.best(token).unwrap_or_default();
        let best = match side {
            Side::Buy => ask,
            Side::Sell => bid,
        };
        best.unwrap_or_else(|| self.mid_at(token, self.now))
    }

    /// The middle of a token's book at an instant.
    pub(crate) fn mid_at(&self, token: &TokenId, at: i64) -> Price {
        let Some((record, outcome)) = self
            .by_token
            .get(token)
            .and_then(|(name, outcome)| Some((self.markets.get(name)?, *outcome)))
        else {
            return Price::from_micros(500_000);
        };
        let place = record.mids.partition_point(|(since, _)| *since <= at);
        let yes = place
            .checked_sub(1)
            .and_then(|place| record.mids.get(place))
            .map_or(Price::from_micros(500_000), |(_, mid)| *mid);
        if outcome == 0 { yes } else { yes.complement() }
    }

    /// Somebody else's order.
    fn others_order(
        &mut self,
        owner: &WalletAddress,
        token: &TokenId,
        side: Side,
        price: Price,
        shares: Shares,
    ) -> OrderHash {
        let number = self.next();
        let id = names::order_hash(&format!("{}/{number}", self.seed));
        let order = NewOrder {
            id: id.clone(),
            owner: owner.clone(),
            token: token.clone(),
            side,
            price,
            amount: Amount::Shares(shares),
            kind: OrderKind::Gtc,
            post_only: false,
            expires_at: None,
            created_at: VenueMs(self.now),
        };
        let _ = self.exchange.place(VenueMs(self.now), order);
        id
    }
}
