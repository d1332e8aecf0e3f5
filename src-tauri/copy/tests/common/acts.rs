//! What tests do with the desk beyond its venue: settlements, restarts, readings of our own account, and books of its own that
//! are kept from the ledger's rows alone.

use std::collections::BTreeMap;

use pilotfish_copy::entity::{Change, ChildOrder, CopyOrder, FollowSettings, HaltReason, Holding, OrderStatus};
use pilotfish_copy::ids::{ChildId, ConditionId, FollowId, OrderHash, TokenId, TradeId, TxHash, WalletAddress};
use pilotfish_copy::input::{
    ActivityRow, CloseAmount, CloseHow, CloseRequest, CloseScope, Input, Liquidity, OpenOrder, OrderReport,
    OwnMovement, OwnMovementKind, OwnTrade, PlaceOutcome, Poll, Refusal, RefusalCode, RowKind, RowSource, Settlement,
    SnapshotPosition, UserInput,
};
use pilotfish_copy::market::{Market, Side};
use pilotfish_copy::money::{Shares, Usd};
use pilotfish_copy::state::State;
use pilotfish_copy::{Core, Intervals};

use super::{Desk, HOUR, condition, price, shares, trader, yes};

pub const MINUTE: i64 = 60_000;

pub fn usd(text: &str) -> Usd {
    text.parse().expect("USD")
}

pub fn other() -> WalletAddress {
    WalletAddress::parse("0x1111111111111111111111111111111111111111").expect("an address")
}

pub fn at(percentage: &str) -> FollowSettings {
    FollowSettings::at(percentage.parse().expect("a percentage"))
}

pub fn refused(code: RefusalCode) -> PlaceOutcome {
    PlaceOutcome::Refused(Refusal {
        code,
        text: "no".into(),
        retry_after_ms: None,
    })
}

pub fn missing_shares(token: &TokenId) -> HaltReason {
    HaltReason::SharesMissing { token: token.clone() }
}

/// A close of a position, whole or in part, as the user asks for it.
pub fn close(follow: u64, token: &TokenId, amount: CloseAmount, how: CloseHow) -> UserInput {
    UserInput::Close(CloseRequest {
        scope: CloseScope::Position {
            follow: FollowId(follow),
            token: token.clone(),
        },
        amount,
        how,
        despite_foreign_orders: false,
    })
}

pub const AT_MARKET: CloseHow = CloseHow::Market { max_slippage: None };

/// Cash, claims, shares and what was realised, summed from the ledger's rows.
#[derive(Debug, Default, Clone)]
pub struct Books {
    cash: Usd,
    claims: Usd,
    shares: BTreeMap<(FollowId, TokenId), Shares>,
    realised: BTreeMap<(FollowId, TokenId), Usd>,
    rows: u64,
}

impl Books {
    pub fn take(&mut self, changes: &[Change]) {
        for change in changes {
            let Change::Ledger(row) = change else { continue };
            self.rows += 1;
            assert_eq!(row.seq, self.rows, "the ledger's rows have no gaps");
            self.cash += row.cash;
            self.claims += row.claim;
            if let (Some(follow), Some(token)) = (row.follow, row.token.clone()) {
                *self.realised.entry((follow, token.clone())).or_default() += row.realised;
                *self.shares.entry((follow, token)).or_default() += row.shares;
            }
        }
    }

    pub fn compare(&self, state: &State) {
        assert_eq!(state.control.cash.unwrap_or_default(), self.cash, "cash by its rows");
        let claims: Usd = state.claims.values().map(|claim| claim.usd - claim.redeemed).sum();
        assert_eq!(claims, self.claims, "claims by their rows");
        for (pair, held) in &self.shares {
            let booked = state.holdings.get(pair).map_or(Shares::ZERO, |holding| holding.shares);
            assert_eq!(booked, *held, "shares of {pair:?} by their rows");
        }
        for (pair, holding) in state.holdings.iter() {
            let held = self.shares.get(pair).copied().unwrap_or_default();
            assert_eq!(holding.shares, held, "shares of {pair:?} have rows");
            let realised = self.realised.get(pair).copied().unwrap_or_default();
            assert_eq!(holding.realised, realised, "what {pair:?} realised has rows");
        }
    }
}

impl Desk {
    /// Follows with these settings; the trader holds nothing.
    pub fn with(settings: FollowSettings) -> Self {
        let mut desk = Self::new();
        desk.follow(settings);
        desk
    }

    /// Takes a step that was made past the desk: nothing of it is answered.
    pub fn note(&mut self, step: pilotfish_copy::Step) {
        self.books_kept.take(&step.changes);
        self.changes.extend(step.changes);
        self.events.extend(step.events);
        self.book_looks.extend(step.looks);
        self.commands.extend(step.commands);
    }

    /// The core was begun anew: so are the books beside it.
    pub fn forget_books(&mut self) {
        self.books_kept = Books::default();
    }

    /// Twenty YES are held of a trader's hundred, confirmed and long in the venue's lists.
    pub fn holding() -> Self {
        let mut desk = Self::following("20");
        desk.buy_and_fill("100", "20");
        desk.settle("t1", Settlement::Confirmed);
        desk
    }

    /// The same an hour later: the fill is long in the venue's lists and balance.
    pub fn settled() -> Self {
        let mut desk = Self::holding();
        desk.pass(HOUR);
        desk
    }

    /// A purchase of twenty YES rests at 0.58.
    pub fn buying() -> Self {
        let mut desk = Self::following("20");
        desk.trades(Side::Buy, &yes(), "100", "0.58");
        desk.pass(31_000);
        desk
    }

    /// A purchase of twenty YES waits, as there is no book.
    pub fn without_book() -> Self {
        let mut desk = Self::following("20");
        desk.books.clear();
        desk.trades(Side::Buy, &yes(), "100", "0.58");
        desk.pass(31_000);
        desk
    }

    /// The trader buys a hundred YES at 0.58; our order goes out within so long, and is not answered.
    pub fn sends_unanswered(&mut self, within_ms: i64) -> ChildId {
        self.silent = true;
        self.trades(Side::Buy, &yes(), "100", "0.58");
        self.pass(within_ms);
        self.slot()
    }

    /// The trader buys YES at 0.58, and so much of our order fills.
    pub fn buy_and_fill(&mut self, size: &str, filled: &str) {
        self.trades(Side::Buy, &yes(), size, "0.58");
        self.pass(30_000);
        self.fill(filled);
    }

    /// The program ends and begins again from its rows, at once.
    pub fn restart(&mut self) {
        self.core = Core::restore(Intervals::default(), &self.changes);
        // The program reads the venue's clock before anything else.
        self.give(Input::VenueTime { at: self.now });
    }

    /// A trade of ours settles.
    pub fn settle(&mut self, trade: &str, to: Settlement) {
        let mut fill = None;
        for change in &self.changes {
            if let Change::Fill(row) = change
                && row.trade.as_str() == trade
            {
                fill = Some(row.clone());
            }
        }
        let fill = fill.unwrap_or_else(|| panic!("no fill {trade}"));
        self.give(Input::OwnTrade(OwnTrade {
            trade: fill.trade,
            hash: fill.hash,
            token: fill.token,
            side: fill.side,
            shares: fill.shares,
            price: fill.price,
            liquidity: fill.liquidity,
            fee: None,
            settlement: to,
            at: fill.at,
        }));
    }

    /// A trade of a child that the venue tells late.
    pub fn late_trade(&mut self, child: ChildId, trade: &str, size: &str, to: Settlement) {
        let row = self.row_of(child);
        self.give(Input::OwnTrade(OwnTrade {
            trade: TradeId::new(trade),
            hash: row.hash.clone().expect("a hash"),
            token: row.token.clone(),
            side: row.side,
            shares: shares(size),
            price: row.kind.price(),
            liquidity: Liquidity::Maker,
            fee: None,
            settlement: to,
            at: self.now,
        }));
    }

    pub fn row_of(&self, child: ChildId) -> ChildOrder {
        self.core.state().children.get(&child).expect("the child").clone()
    }

    /// The child of the first order whose slot is held.
    pub fn slot(&self) -> ChildId {
        self.core.unresolved_children().next().expect("a child").id
    }

    pub fn holds_slots(&self) -> usize {
        self.core.unresolved_children().count()
    }

    /// Another trader trades; the stream shows it.
    pub fn other_trades(&mut self, side: Side, token: &TokenId, size: &str, at: &str) {
        let before = self.positions.clone();
        let row = self.row(RowKind::Trade(side), token, size, at);
        self.positions = before;
        let held = self.of_others.entry(other()).or_default();
        let held = held.entry(token.clone()).or_default();
        match side {
            Side::Buy => *held += shares(size),
            Side::Sell => *held -= shares(size),
        }
        self.give(Input::Rows {
            trader: other(),
            rows: vec![row],
            source: RowSource::Stream,
        });
    }

    pub fn follow_other(&mut self, settings: FollowSettings) {
        self.user(UserInput::Follow {
            trader: other(),
            name: "other".into(),
            settings,
        });
        self.pass(61_000);
    }

    /// A row by stream whose trade is not in any list.
    pub fn streams(&mut self, row: ActivityRow) {
        self.give(Input::Rows {
            trader: trader(),
            rows: vec![row],
            source: RowSource::Stream,
        });
    }

    pub fn polls(&mut self, rows: Vec<ActivityRow>) {
        let source = self.poll();
        self.give(Input::Rows {
            trader: trader(),
            rows,
            source,
        });
    }

    /// Activity cannot be read from now on, and said so.
    pub fn activity_fails(&mut self) {
        self.activity_answers = false;
        self.give(Input::PollFailed {
            poll: Poll::Activity { trader: trader() },
            reason: "502".into(),
        });
    }

    pub fn facts(&self, wanted: &ConditionId) -> Input {
        if self.facts_fail {
            return Input::PollFailed {
                poll: Poll::Market {
                    condition: wanted.clone(),
                },
                reason: "404".into(),
            };
        }
        let market = self.more_markets.get(wanted).unwrap_or(&self.market);
        Input::Market(market.clone())
    }

    pub fn list_of(&self, who: &WalletAddress) -> Vec<SnapshotPosition> {
        if *who == trader() {
            return self.snapshot();
        }
        let positions = self.of_others.get(who).cloned().unwrap_or_default();
        self.listed(&positions)
    }

    /// The venue's list of our own shares, read now.
    pub fn venue_shows(&mut self, shown: &[(TokenId, &str)]) {
        let positions = shown
            .iter()
            .map(|(token, size)| (token.clone(), shares(size)))
            .collect();
        self.give(Input::OwnPositions {
            requested_at: self.now,
            positions,
        });
    }

    /// The same, twice, a minute apart: a difference is confirmed.
    pub fn venue_shows_twice(&mut self, shown: &[(TokenId, &str)]) {
        self.venue_shows(shown);
        self.pass(61_000);
        self.venue_shows(shown);
    }

    /// Money or a redemption that moved in our own account just now, as the venue tells of it.
    pub fn movement(&self, id: &str, kind: OwnMovementKind) -> Input {
        Input::OwnMovements {
            rows: vec![OwnMovement {
                id: TxHash::new(id),
                at: self.now,
                kind,
            }],
        }
    }

    /// The venue's balance, read now.
    pub fn balance(&mut self, cash: Usd) {
        self.give(Input::Account {
            cash,
            requested_at: self.now,
        });
    }

    pub fn balance_twice(&mut self, cash: Usd) {
        self.balance(cash);
        self.pass(61_000);
        self.balance(cash);
    }

    pub fn cash(&self) -> Usd {
        self.core.state().control.cash.expect("cash")
    }

    /// The orders open in our account: ours, and that many of somebody else's hand on that token.
    pub fn own_orders(&mut self, foreign: &[(&str, TokenId)]) {
        let mut open = Vec::new();
        for child in self.core.unresolved_children() {
            if let Some(hash) = child.hash.clone() {
                open.push(OpenOrder {
                    hash,
                    token: child.token.clone(),
                    side: child.side,
                    price: child.kind.price(),
                    open: child.open_shares(),
                });
            }
        }
        for (hash, token) in foreign {
            open.push(OpenOrder {
                hash: OrderHash::new(hash),
                token: token.clone(),
                side: Side::Buy,
                price: price("0.1"),
                open: shares("5"),
            });
        }
        self.give(Input::OwnOrders {
            requested_at: self.now,
            open,
        });
    }

    /// The market is over and pays so; read at once.
    pub fn resolves(&mut self, first: &str) {
        self.market.closed = true;
        self.market.accepting_orders = false;
        let first = price(first);
        self.market.payouts = Some([first, first.complement()]);
        let market: Market = self.market.clone();
        self.give(Input::Market(market));
    }

    pub fn looks(&mut self, child: ChildId, report: OrderReport) {
        let looked_at = Some(self.real());
        self.give(Input::OrderReport {
            child,
            report,
            looked_at,
        });
    }

    pub fn finds_nothing(&mut self, child: ChildId) {
        self.looks(child, OrderReport::Missing { matched: Shares::ZERO });
    }

    pub fn places(&mut self, child: ChildId, outcome: PlaceOutcome) {
        self.give(Input::Placed { child, outcome });
    }

    pub fn orders(&self) -> Vec<CopyOrder> {
        self.core.state().orders.values().cloned().collect()
    }

    pub fn last_order(&self) -> CopyOrder {
        self.core.state().orders.values().next_back().expect("an order").clone()
    }

    pub fn sales(&self) -> Vec<CopyOrder> {
        let sells = |order: &CopyOrder| order.side == Side::Sell && order.status == OrderStatus::Working;
        self.orders().into_iter().filter(sells).collect()
    }

    pub fn purchases(&self) -> Vec<CopyOrder> {
        let buys = |order: &CopyOrder| order.side == Side::Buy && order.status == OrderStatus::Working;
        self.orders().into_iter().filter(buys).collect()
    }

    pub fn target(&self, follow: u64, token: &TokenId) -> String {
        self.core.state().target(&(FollowId(follow), token.clone())).to_string()
    }

    pub fn holds(&self, follow: u64, token: &TokenId) -> String {
        self.core.state().held(&(FollowId(follow), token.clone())).to_string()
    }

    pub fn book_of(&self, follow: u64, token: &TokenId) -> Holding {
        let pair = (FollowId(follow), token.clone());
        self.core.state().holdings.get(&pair).expect("a holding").clone()
    }

    pub fn has_halt(&self, reason: &HaltReason) -> bool {
        self.core.state().halts.contains_key(reason)
    }

    pub fn halt_count(&self) -> usize {
        self.core.state().halts.len()
    }

    pub fn update(&mut self, settings: FollowSettings) {
        self.user(UserInput::UpdateFollow {
            follow: FollowId(1),
            settings,
        });
    }
}

pub fn closed(matched: &str) -> OrderReport {
    OrderReport::Closed {
        matched: shares(matched),
        status: "CANCELED".into(),
    }
}

/// A market beside the first, with its own two tokens.
pub fn second_market() -> Market {
    let mut market = super::market();
    market.condition = ConditionId::new("0xc1");
    market.outcomes[0].token = TokenId::new("333");
    market.outcomes[1].token = TokenId::new("444");
    market
}

pub fn percent(percent: u8) -> CloseAmount {
    CloseAmount::Percent { percent }
}

/// A row of the trader's that is in no list yet.
pub fn bare_row(tx: &str, side: Side, token: &TokenId, size: &str, now: pilotfish_copy::ids::VenueMs) -> ActivityRow {
    ActivityRow {
        tx: TxHash::new(tx),
        token: token.clone(),
        condition: condition(),
        kind: RowKind::Trade(side),
        shares: shares(size),
        price: price("0.58"),
        at: now,
    }
}
