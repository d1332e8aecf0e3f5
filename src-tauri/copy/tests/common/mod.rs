//! A desk for the core: answers its commands like a venue with one market, whose book and fills the test sets by hand.

#![allow(unreachable_pub, reason = "the store's tests have it as a module of theirs")]

mod acts;
mod looks;

use std::collections::BTreeMap;

pub use acts::*;
pub use looks::*;
use pilotfish_copy::command::{ChildKind, Command};
use pilotfish_copy::entity::{Change, ChildState, FollowSettings, OrderStatus};
use pilotfish_copy::event::{Event, EventKind};
use pilotfish_copy::ids::{
    ChildId, ConditionId, FollowId, OrderHash, RealMs, TokenId, TradeId, TxHash, VenueMs, WalletAddress,
};
use pilotfish_copy::input::{
    ActivityRow, CancelAnswer, CloseAmount, CloseHow, CloseRequest, CloseScope, Input, Liquidity, ListQuality,
    OrderReport, OwnTrade, PlaceOutcome, Poll, RowKind, RowSource, Settlement, SnapshotPosition, UserInput,
};
use pilotfish_copy::market::{Book, Exchange, FeeSchedule, Level, Market, Outcome, Side};
use pilotfish_copy::money::{Percentage, Price, Shares, Tick, Usd};
use pilotfish_copy::{Core, Intervals};

pub const START: VenueMs = VenueMs(1_793_577_600_000);
pub const HOUR: i64 = 3_600_000;

pub fn price(text: &str) -> Price {
    text.parse().expect("a price")
}

pub fn shares(text: &str) -> Shares {
    text.parse().expect("shares")
}

pub fn trader() -> WalletAddress {
    WalletAddress::parse("0x25052500000000000000000000000000000025dc").expect("an address")
}

pub fn yes() -> TokenId {
    TokenId::new("111")
}

pub fn no() -> TokenId {
    TokenId::new("222")
}

pub fn condition() -> ConditionId {
    ConditionId::new("0xc0")
}

pub fn market() -> Market {
    Market {
        condition: condition(),
        question: "Trump 2024?".into(),
        slug: "trump".into(),
        event_slug: "election".into(),
        category: "politics".into(),
        outcomes: [
            Outcome {
                token: yes(),
                name: "Yes".into(),
            },
            Outcome {
                token: no(),
                name: "No".into(),
            },
        ],
        tick: Tick::MILLI,
        min_size: shares("1"),
        fee: FeeSchedule::FREE,
        exchange: Exchange::StandardV2,
        end: None,
        accepting_orders: true,
        closed: false,
        payouts: None,
    }
}

/// The user closes all that a follow holds of a token, at the market.
pub fn close_all(follow: FollowId, token: &TokenId) -> UserInput {
    UserInput::Close(CloseRequest {
        scope: CloseScope::Position {
            follow,
            token: token.clone(),
        },
        amount: CloseAmount::Percent { percent: 100 },
        how: CloseHow::Market { max_slippage: None },
        despite_foreign_orders: false,
    })
}

/// The core with a venue that does what the test says.
pub struct Desk {
    pub core: Core,
    pub now: VenueMs,
    pub market: Market,
    pub books: BTreeMap<TokenId, (Option<Price>, Option<Price>)>,
    pub positions: BTreeMap<TokenId, Shares>,
    pub events: Vec<Event>,
    pub commands: Vec<Command>,
    /// Books that orders were looked at on without a new decision.
    pub book_looks: Vec<pilotfish_copy::BookLook>,
    /// Every row of every step, in order.
    pub changes: Vec<Change>,
    /// What the next placements are answered with; `Live` when empty.
    pub answers: Vec<PlaceOutcome>,
    /// Depth at each side of every book.
    pub depth: Shares,
    pub visible: BTreeMap<ChildId, Shares>,
    closed: BTreeMap<ChildId, Shares>,
    trades: u64,
    rows: u64,
    /// The books show our own resting orders too, as the venue's do.
    pub shows_own: bool,
    /// Placements are neither answered nor found while this is set.
    pub silent: bool,
    /// Children that have left the order look-up, though nobody says what became of them.
    pub vanished: std::collections::BTreeSet<ChildId>,
    /// Polls of activity are answered (with nothing: rows come by stream).
    pub activity_answers: bool,
    /// Nothing of a trader can be read: every poll of lists and activity fails.
    pub offline: bool,
    /// Positions of traders other than [`trader`].
    pub of_others: BTreeMap<WalletAddress, BTreeMap<TokenId, Shares>>,
    /// Markets beside [`Desk::market`].
    pub more_markets: BTreeMap<ConditionId, Market>,
    /// Facts of markets cannot be read.
    pub facts_fail: bool,
    /// What the next cancellations are answered with; done when empty.
    pub cancel_answers: Vec<CancelAnswer>,
    /// Lists of positions have rows of what is not held any more.
    pub rows_of_nothing: bool,
    /// Lists of positions are of this quality.
    pub quality: ListQuality,
    /// The average cost that lists show.
    pub cost: Price,
    /// Prices that lists show, where they are not 0.585.
    pub listed_price: BTreeMap<TokenId, Price>,
    /// Books of several levels, shown instead of the one that `books` and `depth` make.
    pub levels: BTreeMap<TokenId, (Vec<Level>, Vec<Level>)>,
    books_kept: Books,
}

impl Desk {
    pub fn new() -> Self {
        let mut desk = Self::bare();
        desk.give(Input::Account {
            cash: Usd::dollars(10_000),
            requested_at: START,
        });
        desk
    }

    /// The same before anything was read: no time was taken yet.
    pub fn bare() -> Self {
        let mut desk = Self {
            core: Core::new(Intervals::default()),
            now: START,
            market: market(),
            books: BTreeMap::new(),
            positions: BTreeMap::new(),
            events: Vec::new(),
            commands: Vec::new(),
            book_looks: Vec::new(),
            changes: Vec::new(),
            answers: Vec::new(),
            depth: shares("10000"),
            visible: BTreeMap::new(),
            closed: BTreeMap::new(),
            trades: 0,
            rows: 0,
            silent: false,
            vanished: std::collections::BTreeSet::new(),
            activity_answers: true,
            offline: false,
            shows_own: false,
            of_others: BTreeMap::new(),
            more_markets: BTreeMap::new(),
            facts_fail: false,
            cancel_answers: Vec::new(),
            rows_of_nothing: false,
            quality: ListQuality::FULL,
            cost: price("0.58"),
            listed_price: BTreeMap::new(),
            levels: BTreeMap::new(),
            books_kept: Books::default(),
        };
        desk.book("0.58", "0.59");
        desk
    }

    pub fn following(percentage: &str) -> Self {
        let mut desk = Self::new();
        desk.follow(FollowSettings::at(
            percentage.parse::<Percentage>().expect("a percentage"),
        ));
        desk
    }

    pub fn follow(&mut self, settings: FollowSettings) {
        self.give(Input::User(UserInput::Follow {
            trader: trader(),
            name: "25usdc".into(),
            settings,
        }));
        // An empty first list makes no baseline before a second one agrees.
        self.pass(61_000);
    }

    pub fn user(&mut self, ask: UserInput) {
        self.give(Input::User(ask));
    }

    /// The book of YES; NO's is its mirror.
    pub fn book(&mut self, bid: &str, ask: &str) {
        let side = |text: &str| (!text.is_empty()).then(|| price(text));
        let (bid, ask) = (side(bid), side(ask));
        self.books.insert(yes(), (bid, ask));
        self.books
            .insert(no(), (ask.map(Price::complement), bid.map(Price::complement)));
    }

    /// The stream shows the book of YES as it is.
    pub fn streams_the_book(&mut self) {
        let book = self.current_book(&yes());
        self.give(book);
    }

    /// The trader trades; the stream shows it at once.
    pub fn trades(&mut self, side: Side, token: &TokenId, size: &str, at: &str) {
        let row = self.row(RowKind::Trade(side), token, size, at);
        self.give(Input::Rows {
            trader: trader(),
            rows: vec![row],
            source: RowSource::Stream,
        });
    }

    pub fn row(&mut self, kind: RowKind, token: &TokenId, size: &str, at: &str) -> ActivityRow {
        self.rows += 1;
        let size = shares(size);
        let held = self.positions.entry(token.clone()).or_insert(Shares::ZERO);
        match kind {
            RowKind::Trade(Side::Buy) | RowKind::Split => *held += size,
            _ => *held -= size,
        }
        ActivityRow {
            tx: TxHash::new(&format!("0x{:064x}", self.rows)),
            token: token.clone(),
            condition: condition(),
            kind,
            shares: size,
            price: price(at),
            at: self.now,
        }
    }

    /// A poll that read everything, now.
    pub fn poll(&self) -> RowSource {
        RowSource::Poll {
            requested_at: self.now,
            complete: true,
        }
    }

    /// Real time: as fast as the venue's here.
    pub fn real(&self) -> RealMs {
        RealMs(self.now.0)
    }

    pub fn give(&mut self, input: Input) {
        let mut inputs = vec![input];
        while !inputs.is_empty() {
            let mut next = Vec::new();
            for input in inputs {
                let step = self.core.step(self.now, input);
                self.events.extend(step.events);
                self.book_looks.extend(step.looks);
                self.books_kept.take(&step.changes);
                self.changes.extend(step.changes);
                for command in step.commands {
                    next.extend(self.answer(&command));
                    self.commands.push(command);
                }
            }
            inputs = next;
            self.check();
        }
    }

    /// Time passes, deadline by deadline.
    pub fn pass(&mut self, ms: i64) {
        let end = self.now.plus(ms);
        while let Some(due) = self.core.next_deadline().filter(|due| *due <= end) {
            self.now = self.now.max(due);
            self.give(Input::Tick);
        }
        self.now = end;
        self.give(Input::Tick);
    }

    /// Until `ms` after the start.
    pub fn pass_until(&mut self, at: VenueMs) {
        self.pass(at.since(self.now));
    }

    /// A part of the standing child of the first working order fills.
    pub fn fill(&mut self, size: &str) {
        let child = self.live().expect("a live child");
        self.fill_child(child, size);
    }

    pub fn fill_child(&mut self, child: ChildId, size: &str) {
        let row = self.core.state().children.get(&child).expect("the child").clone();
        self.trades += 1;
        *self.visible.entry(child).or_insert(Shares::ZERO) += shares(size);
        self.give(Input::OwnTrade(OwnTrade {
            trade: TradeId::new(&format!("t{}", self.trades)),
            hash: row.hash.expect("a hash"),
            token: row.token,
            side: row.side,
            shares: shares(size),
            price: row.kind.price(),
            liquidity: Liquidity::Maker,
            fee: None,
            settlement: Settlement::Matched,
            at: self.now,
        }));
    }

    pub fn live(&self) -> Option<ChildId> {
        self.core
            .state()
            .children
            .values()
            .find(|child| child.state == ChildState::Live)
            .map(|child| child.id)
    }

    /// The limits of the live children, with side and shares left.
    pub fn resting(&self) -> Vec<(Side, String, String)> {
        self.core
            .state()
            .children
            .values()
            .filter(|child| child.state == ChildState::Live)
            .filter_map(|child| match child.kind {
                ChildKind::Resting { price, shares, .. } => {
                    Some((child.side, price.to_string(), (shares - child.filled).to_string()))
                }
                _ => None,
            })
            .collect()
    }

    pub fn held(&self, token: &TokenId) -> String {
        self.core.state().held(&(FollowId(1), token.clone())).to_string()
    }

    pub fn working(&self) -> usize {
        self.core
            .state()
            .orders
            .values()
            .filter(|order| order.status != OrderStatus::Ended)
            .count()
    }

    pub fn signals(&self) -> usize {
        self.events
            .iter()
            .filter(|event| matches!(event.what, EventKind::Signal { .. }))
            .count()
    }

    pub fn placements(&self) -> usize {
        self.commands
            .iter()
            .filter(|command| matches!(command, Command::Place(_)))
            .count()
    }

    pub fn ignored(&self) -> Vec<pilotfish_copy::event::SkipReason> {
        self.events
            .iter()
            .filter_map(|event| match &event.what {
                EventKind::Ignored { reason, .. } => Some(*reason),
                _ => None,
            })
            .collect()
    }

    pub fn skips(&self) -> Vec<pilotfish_copy::event::SkipReason> {
        self.events
            .iter()
            .filter_map(|event| match &event.what {
                EventKind::Skip { reason, .. } => Some(*reason),
                _ => None,
            })
            .collect()
    }

    fn answer(&mut self, command: &Command) -> Vec<Input> {
        match command {
            Command::Place(place) => {
                let hash = OrderHash::new(&format!("0x{:064x}", place.child.0));
                let mut inputs = vec![Input::Signed {
                    child: place.child,
                    hash: hash.clone(),
                    void_after: self.real().plus(60_000),
                }];
                if self.silent {
                    return inputs;
                }
                let outcome = if self.answers.is_empty() {
                    self.venue_answer(place)
                } else {
                    self.answers.remove(0)
                };
                if let PlaceOutcome::Matched { shares } = outcome {
                    self.closed.insert(place.child, shares);
                }
                inputs.push(Input::Placed {
                    child: place.child,
                    outcome,
                });
                inputs
            }
            Command::Cancel { child, .. } if self.vanished.contains(child) => {
                vec![Input::CancelAnswer {
                    child: *child,
                    answer: CancelAnswer::NotOpen {
                        reason: "already canceled or matched".into(),
                    },
                }]
            }
            Command::LookUp { child, .. } if self.vanished.contains(child) => vec![Input::OrderReport {
                child: *child,
                report: OrderReport::Missing { matched: Shares::ZERO },
                looked_at: Some(self.real()),
            }],
            Command::Cancel { child, .. } if !self.cancel_answers.is_empty() => {
                let answer = self.cancel_answers.remove(0);
                vec![Input::CancelAnswer { child: *child, answer }]
            }
            Command::Cancel { child, .. } => {
                let filled = self.visible.get(child).copied().unwrap_or(Shares::ZERO);
                self.closed.insert(*child, filled);
                vec![Input::CancelAnswer {
                    child: *child,
                    answer: CancelAnswer::Cancelled,
                }]
            }
            Command::LookUp { child, hash } => self.look_up(*child, hash),
            Command::FetchBook { token } => vec![self.current_book(token)],
            Command::FetchMarket { condition } => vec![self.facts(condition)],
            Command::PollPositions { trader, .. } if self.offline => vec![Input::PollFailed {
                poll: Poll::Positions { trader: trader.clone() },
                reason: "no network".into(),
            }],
            Command::PollActivity { trader, .. } if self.offline => vec![Input::PollFailed {
                poll: Poll::Activity { trader: trader.clone() },
                reason: "no network".into(),
            }],
            Command::PollPositions { trader, .. } => vec![Input::Snapshot {
                trader: trader.clone(),
                requested_at: self.now,
                quality: self.quality,
                positions: self.list_of(trader),
            }],
            Command::PollActivity { trader, .. } if self.activity_answers => vec![Input::Rows {
                trader: trader.clone(),
                rows: Vec::new(),
                source: RowSource::Poll {
                    requested_at: self.now,
                    complete: true,
                },
            }],
            Command::FetchTime => vec![Input::VenueTime { at: self.now }],
            Command::PollActivity { .. } | Command::PollAccount { .. } | Command::Notify(_) => Vec::new(),
        }
    }

    /// A resting order rests; a fill-and-kill takes the best level.
    fn venue_answer(&mut self, place: &pilotfish_copy::command::PlaceChild) -> PlaceOutcome {
        let (bid, ask) = self.books.get(&place.token).copied().unwrap_or((None, None));
        let filled = match place.kind {
            ChildKind::Resting { .. } => return PlaceOutcome::Live,
            ChildKind::BuyNow { budget, .. } => ask.map(|ask| budget.buys(ask)),
            ChildKind::SellNow { shares, .. } => bid.map(|_| shares),
        };
        PlaceOutcome::Matched {
            shares: filled.unwrap_or(Shares::ZERO),
        }
    }

    fn look_up(&mut self, child: ChildId, hash: &OrderHash) -> Vec<Input> {
        if self.silent {
            return Vec::new();
        }
        let row = self.core.state().children.get(&child).expect("the child").clone();
        let Some(matched) = self.closed.get(&child).copied() else {
            let matched = self.visible.get(&child).copied().unwrap_or(Shares::ZERO);
            return vec![Input::OrderReport {
                child,
                report: OrderReport::Open { matched },
                looked_at: Some(self.real()),
            }];
        };
        let mut inputs = Vec::new();
        let traded = row.evidence.traded; // What failed to settle was traded, too, and is not traded again.
        if matched > traded {
            self.trades += 1;
            let (bid, ask) = self.books.get(&row.token).copied().unwrap_or((None, None));
            inputs.push(Input::OwnTrade(OwnTrade {
                trade: TradeId::new(&format!("t{}", self.trades)),
                hash: hash.clone(),
                token: row.token.clone(),
                side: row.side,
                shares: matched - traded,
                price: match row.side {
                    Side::Buy => ask,
                    Side::Sell => bid,
                }
                .unwrap_or(row.kind.price()),
                liquidity: Liquidity::Taker,
                fee: None,
                settlement: Settlement::Matched,
                at: self.now,
            }));
        }
        inputs.push(Input::OrderReport {
            child,
            report: OrderReport::Closed {
                matched,
                status: "CANCELED".into(),
            },
            looked_at: Some(self.real()),
        });
        inputs
    }

    fn current_book(&self, token: &TokenId) -> Input {
        let Some((bid, ask)) = self.books.get(token).copied() else {
            return Input::NoBook {
                token: token.clone(),
                reason: "No orderbook exists for the requested token id".to_owned(),
            };
        };
        let level = |side: Option<Price>| -> Vec<Level> {
            side.map(|price| Level {
                price,
                shares: self.depth,
            })
            .into_iter()
            .collect()
        };
        let (bids, asks) = self.levels.get(token).cloned().unwrap_or((level(bid), level(ask)));
        let mut book = Book {
            token: token.clone(),
            observed_at: self.now,
            bids,
            asks,
            tick: self.market.tick,
        };
        if self.shows_own {
            self.add_own(&mut book);
        }
        Input::Book(book)
    }

    fn add_own(&self, book: &mut Book) {
        let live =
            |child: &&pilotfish_copy::entity::ChildOrder| child.state == ChildState::Live && child.token == book.token;
        for child in self.core.state().children.values().filter(live) {
            if let ChildKind::Resting { price, shares, .. } = child.kind {
                let levels = if child.side == Side::Buy {
                    &mut book.bids
                } else {
                    &mut book.asks
                };
                levels.push(Level {
                    price,
                    shares: shares - child.filled,
                });
            }
        }
        book.bids.sort_by_key(|level| std::cmp::Reverse(level.price));
        book.asks.sort_by_key(|level| level.price);
    }

    pub fn snapshot(&self) -> Vec<SnapshotPosition> {
        self.listed(&self.positions)
    }

    pub fn listed(&self, positions: &BTreeMap<TokenId, Shares>) -> Vec<SnapshotPosition> {
        let beside = |token: &TokenId| {
            let mut markets = self.more_markets.values();
            markets.find(|market| market.outcome_index(token).is_some())
        };
        positions
            .iter()
            .filter(|(_, shares)| self.rows_of_nothing || **shares > Shares::ZERO)
            .map(|(token, shares)| SnapshotPosition {
                token: token.clone(),
                condition: beside(token).map_or_else(condition, |market| market.condition.clone()),
                shares: *shares,
                average_cost: self.cost,
                current_price: self.listed_price.get(token).copied().unwrap_or(price("0.585")),
                redeemable: false,
            })
            .collect()
    }

    /// What must hold after every step.
    fn check(&self) {
        let state = self.core.state();
        for order in state.orders.values() {
            let slots = state
                .children
                .values()
                .filter(|child| child.order == order.id && child.state.holds_slot())
                .count();
            assert!(slots <= 1, "order {} has {slots} children that may execute", order.id);
        }
        self.books_kept.compare(state);
        for holding in state.holdings.values() {
            assert!(
                holding.cost >= Usd::ZERO || holding.shares < Shares::ZERO,
                "{holding:?}"
            );
        }
    }
}
