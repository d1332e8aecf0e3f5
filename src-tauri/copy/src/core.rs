//! The state machine: one input in, rows, events and commands out.
//!
//! [`Core::step`] is the only door. It takes venue time from the caller and never reads a clock; two cores given the same
//! inputs are equal. The work is done by parts, each with its own state: `traders` (what followed traders do), `copying` (signals and
//! targets), `orders` (copy orders and their children), `accounts` (fills, ledger, reconciliation, resolution), `markets` (facts
//! and books), `halts`. Parts do not call each other: what one leaves for another goes through a queue, which the step drains.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::accounts::reconciliation::{self, Accounts};
use crate::accounts::{GivePlan, Readings, daily_loss, fills, giving, resolution};
use crate::clock::{Clock, JUMP_MS, Tick, asked_no_later_than};
use crate::command::Command;
use crate::copying::{self, close};
use crate::entity::{Change, ChildOrder, CopyOrder, FollowStatus, Halt, HaltReason, Holding};
use crate::event::{ControlAction, EndReason, EventKind, IncidentCode, Notice, WaitReason};
use crate::halts::{self, Halts};
use crate::ids::{CopyOrderId, FollowId, TokenId, VenueMs, WalletAddress};
use crate::input::{CloseAmount, CloseHow, Input, Poll, UserInput};
use crate::ladder::{LadderInput, Stage, stage_at};
use crate::market::Book;
use crate::markets::{self, Markets};
use crate::money::{Price, Shares, Usd};
use crate::orders::{self, BestPrices, Orders, TakePlan};
use crate::risk::headroom::{self, Headroom};
use crate::state::{Pair, State};
use crate::step::{Consequence, Cx, Later, Outbox, Step};
use crate::traders::{self, Traders};

/// Intervals of venue time, ms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intervals {
    /// Between two polls of a trader's positions; default 5 min.
    pub positions_poll_ms: i64,
    /// Between two polls of a trader's activity, which stand behind the stream; default 1 min.
    pub activity_poll_ms: i64,
    /// Between two checks of a working order; default 5 min.
    pub management_ms: i64,
    /// Between two reconciliations of our own account; default 1 min, and no more.
    pub account_poll_ms: i64,
    /// Between two readings of the facts of a market we are in; default 5 min.
    pub market_poll_ms: i64,
}

impl Default for Intervals {
    fn default() -> Self {
        Self {
            positions_poll_ms: 300_000,
            activity_poll_ms: 60_000,
            management_ms: 300_000,
            account_poll_ms: 60_000,
            market_poll_ms: 300_000,
        }
    }
}

/// The copy core.
#[derive(Debug, Clone)]
pub struct Core {
    state: State,
    intervals: Intervals,
    now: VenueMs,
    clock: Clock,
    traders: Traders,
    orders: Orders,
    accounts: Accounts,
    markets: Markets,
    halts: Halts,
    disconnected: bool,
    restored: bool,
    out: Outbox,
}

impl Core {
    /// A core with nothing in it.
    #[must_use]
    pub fn new(intervals: Intervals) -> Self {
        Self {
            state: State::default(),
            intervals,
            now: VenueMs::default(),
            clock: Clock::default(),
            traders: Traders::default(),
            orders: Orders::default(),
            accounts: Accounts::default(),
            markets: Markets::default(),
            halts: Halts::default(),
            disconnected: false,
            restored: false,
            out: Outbox::default(),
        }
    }

    /// A core with the rows that a store kept, in any order in which references precede what refers to them or not.
    #[must_use]
    pub fn restore<'a>(intervals: Intervals, rows: impl IntoIterator<Item = &'a Change>) -> Self {
        let mut core = Self::new(intervals);
        for row in rows {
            core.state.apply(row);
        }
        core.restored = true;
        let latest = core.state.latest_instant();
        core.clock = Clock::resuming(latest);
        core.now = latest.unwrap_or_default();
        core
    }

    /// Takes back an order that was over and forgotten, with its children and fills, as a store kept them: the venue tells
    /// something of it after all. It is forgotten again in its time. Other rows are not for this.
    pub fn recall<'a>(&mut self, rows: impl IntoIterator<Item = &'a Change>) {
        for row in rows {
            if let Change::Order(order) = row {
                orders::recalled(&mut self.orders, self.now, order);
            }
            if matches!(row, Change::Order(_) | Change::Child(_) | Change::Fill(_)) {
                self.state.apply(row);
            }
        }
    }

    /// What is published to whoever shows it: shares the tables with this core until they change. It cannot be stepped
    /// further, since it lacks the memory of rows seen and of polls.
    #[must_use]
    pub fn view(&self) -> Self {
        Self {
            state: self.state.published(),
            intervals: self.intervals.clone(),
            now: self.now,
            clock: self.clock.clone(),
            traders: self.traders.published(),
            orders: self.orders.published(),
            accounts: self.accounts.published(),
            markets: self.markets.published(),
            halts: Halts::default(),
            disconnected: self.disconnected,
            restored: false,
            out: Outbox::default(),
        }
    }

    /// Takes one input at venue time `at` and returns what came of it. A time that jumps is not believed before the venue's
    /// own clock confirms it: until then the input is taken at the time that is still trusted, and nothing falls due.
    pub fn step(&mut self, at: VenueMs, input: Input) -> Step {
        let venue = match &input {
            Input::VenueTime { at } if !crate::planted!("clock-jump-believed") => Some(*at),
            _ => crate::planted!("clock-jump-believed").then_some(at),
        };
        let runs = self.take_time(at, venue);
        if std::mem::take(&mut self.restored) {
            self.after_restore();
        }
        match input.unread_poll().filter(|_| self.clock.is_doubted()) {
            Some(poll) => self.on_poll_failed(poll),
            None => self.dispatch(asked_no_later_than(self.now, input)),
        }
        self.drain();
        if runs {
            self.run_due();
        }
        self.out.finish(&self.state.control)
    }

    /// Whether deadlines may fall due.
    fn take_time(&mut self, at: VenueMs, venue: Option<VenueMs>) -> bool {
        let (trusted, doubted) = (self.clock.trusted(), self.clock.is_doubted());
        match self.clock.take(at, venue) {
            Tick::On(now) => {
                self.now = now;
                if let Some(stood) = trusted.filter(|stood| doubted || now.since(*stood) > JUMP_MS) {
                    let (traders, _, _, _, mut cx) = self.parts();
                    traders::begin_after_doubt(traders, &mut cx, stood);
                }
                self.lift_clock();
                true
            }
            Tick::Back(now) => {
                self.now = now;
                self.pull_back();
                self.lift_clock();
                true
            }
            Tick::Doubted { at, ask } => {
                self.now = at;
                if ask {
                    let mut cx = self.cx();
                    halts::raise(&mut cx, Halt::new(HaltReason::Clock, at));
                    cx.command(Command::FetchTime);
                }
                false
            }
        }
    }

    fn lift_clock(&mut self) {
        if self.state.halts.contains_key(&HaltReason::Clock) {
            halts::lift(&mut self.cx(), &HaltReason::Clock, false);
        }
    }

    /// After the clock went back: what was due later than its interval from now is due then, and no row says that it is of a
    /// later time than now.
    fn pull_back(&mut self) {
        let now = self.now;
        let intervals = self.intervals.clone();
        self.markets.pull_back(now.plus(intervals.market_poll_ms));
        self.accounts.pull_back(now.plus(intervals.account_poll_ms));
        self.orders.pull_back(now, intervals.management_ms);
        let (traders, _, _, _, mut cx) = self.parts();
        traders::pull_back(traders, &mut cx);
        orders::no_younger_than_now(&mut cx);
        daily_loss::no_later_than_today(&mut cx);
    }

    fn cx(&mut self) -> Cx<'_> {
        Cx {
            now: self.now,
            intervals: &self.intervals,
            state: &mut self.state,
            markets: &mut self.markets,
            clock: &self.clock,
            disconnected: self.disconnected,
            out: &mut self.out,
        }
    }

    /// The parts that keep state of their own, and what they work with.
    fn parts(&mut self) -> (&mut Traders, &mut Orders, &mut Accounts, &mut Halts, Cx<'_>) {
        let cx = Cx {
            now: self.now,
            intervals: &self.intervals,
            state: &mut self.state,
            markets: &mut self.markets,
            clock: &self.clock,
            disconnected: self.disconnected,
            out: &mut self.out,
        };
        (
            &mut self.traders,
            &mut self.orders,
            &mut self.accounts,
            &mut self.halts,
            cx,
        )
    }

    fn after_restore(&mut self) {
        if crate::planted!("restart-resets-daily-spend") {
            self.cx().with_control(|control| control.spend.clear());
        }
        let (traders, orders, accounts, halts, mut cx) = self.parts();
        markets::after_restore(&mut cx);
        traders::after_restore(traders, &cx);
        orders::after_restore(orders, &cx);
        reconciliation::after_restore(accounts, &cx);
        halts::after_restore(halts, &cx);
        // What stood in the rows is looked at: signals that waited may be decided now.
        let signals: Vec<_> = cx.state.signals.keys().copied().collect();
        for id in signals {
            cx.then(Consequence::Decide(id));
        }
        let pairs: Vec<Pair> = cx.state.reversals.keys().cloned().collect();
        for pair in pairs {
            cx.then(Consequence::ReversalMayGoOn(pair));
        }
    }

    fn dispatch(&mut self, input: Input) {
        let (traders, orders, accounts, _, mut cx) = self.parts();
        match input {
            Input::Tick | Input::VenueTime { .. } => {}
            Input::User(ask) => self.on_user(ask),
            Input::Market(market) => markets::on_market(&mut cx, market),
            Input::Book(book) => markets::on_book(&mut cx, book),
            Input::NoBook { token, reason: _ } => orders::on_no_book(orders, &mut cx, &token),
            Input::Rows { trader, rows, source } => traders::on_rows(traders, &mut cx, &trader, rows, source),
            Input::Snapshot {
                trader,
                requested_at,
                quality,
                positions,
            } => traders::on_list(traders, &mut cx, &trader, requested_at, quality, positions),
            Input::Migration { trader, tx, at, moved } => {
                traders::on_migration(traders, &mut cx, &trader, &tx, at, moved);
            }
            Input::PollFailed { poll, reason: _ } => self.on_poll_failed(poll),
            Input::Account { cash, requested_at } => {
                if reconciliation::on_cash(accounts, &mut cx, cash, requested_at) {
                    orders::wait_over(orders, &cx, WaitReason::Balance);
                }
                daily_loss::check(traders, &mut cx);
            }
            Input::OwnPositions {
                requested_at,
                positions,
            } => reconciliation::on_own_positions(accounts, &mut cx, requested_at, positions),
            Input::OwnOrders { requested_at, open } => {
                reconciliation::on_own_orders(accounts, &mut cx, &open, requested_at);
            }
            Input::OwnMovements { rows } => reconciliation::on_movements(&mut cx, rows),
            Input::Signed {
                child,
                hash,
                void_after,
            } => orders::on_signed(&mut cx, child, hash, void_after),
            Input::SignRefused { child, reason } => orders::on_sign_refused(&mut cx, child, reason),
            Input::Placed { child, outcome } => orders::on_placed(&mut cx, child, outcome),
            Input::CancelAnswer { child, answer } => orders::on_cancel_answer(&mut cx, child, answer),
            Input::OrderReport {
                child,
                report,
                looked_at,
            } => orders::on_report(orders, &mut cx, child, report, looked_at),
            Input::OwnTrade(trade) => fills::on_trade(accounts, &mut cx, trade),
            Input::HaltSeen { reason, until, words } => {
                let mut halt = Halt::new(reason, cx.now);
                halt.until = until;
                halt.words = (!words.is_empty()).then_some(words);
                halts::raise(&mut cx, halt);
            }
            Input::HaltOver { reason } => halts::lift(&mut cx, &reason, false),
            Input::WaitOver { reason } => orders::wait_over(orders, &cx, reason),
            Input::Connection { up, reason } => self.on_connection(up, reason),
        }
    }

    fn on_poll_failed(&mut self, poll: Poll) {
        let (traders, _, accounts, _, mut cx) = self.parts();
        match poll {
            Poll::Positions { trader } => traders::on_positions_failed(traders, &cx, &trader),
            Poll::Activity { trader } => traders::on_activity_failed(traders, &cx, &trader),
            Poll::Account => reconciliation::on_failed(accounts, &cx),
            Poll::Market { condition } => markets::on_market_failed(&mut cx, &condition),
            Poll::Time => {}
        }
    }

    fn on_user(&mut self, ask: UserInput) {
        let (traders, _, accounts, _, mut cx) = self.parts();
        let Some(ask) = traders::on_user(traders, &mut cx, ask) else {
            return;
        };
        let now = cx.now;
        match ask {
            UserInput::CancelOrder { order } => orders::end_order(&mut cx, order, EndReason::CancelledByUser),
            UserInput::CancelOrders { orders: chosen } => {
                orders::end_orders(&mut cx, EndReason::CancelledByUser, |order| chosen.contains(&order.id));
            }
            UserInput::CancelAll => orders::end_orders(&mut cx, EndReason::CancelledByUser, |_| true),
            UserInput::TakeNow { order } => orders::take_now(&mut cx, order),
            UserInput::Close(request) => copying::on_close(traders, &mut cx, &request),
            UserInput::LiftHalt { reason } => {
                if !matches!(reason, HaltReason::Stopped | HaltReason::Paused) {
                    halts::lift(&mut cx, &reason, true);
                }
            }
            UserInput::AcceptDifference { token } => {
                reconciliation::on_accept(accounts, &mut cx, token.as_ref());
                accounts.read_now(cx.now);
            }
            UserInput::GiveDifference { token, follow } => {
                giving::on_give(accounts, traders, &mut cx, &token, follow);
                accounts.read_now(cx.now);
            }
            UserInput::Pause => halts::raise(&mut cx, Halt::new(HaltReason::Paused, now)),
            UserInput::Resume => begin_again(&mut cx, &HaltReason::Paused),
            // The halt is in the rows before anything else; nothing is placed from here on.
            UserInput::StopAll => {
                halts::raise(&mut cx, Halt::new(HaltReason::Stopped, now));
                // Closes that were asked for before it, be it in the same instant.
                orders::end_orders(&mut cx, EndReason::Stopped, |order| order.by_user);
            }
            UserInput::StartAgain => begin_again(&mut cx, &HaltReason::Stopped),
            UserInput::SetLimits { limits } => {
                if cx.state.control.limits != limits {
                    cx.with_control(|control| control.limits = limits);
                    cx.record(EventKind::Control {
                        action: ControlAction::Limits,
                    });
                    daily_loss::check(traders, &mut cx);
                }
            }
            UserInput::Follow { .. }
            | UserInput::UpdateFollow { .. }
            | UserInput::SwitchFollow { .. }
            | UserInput::Unfollow { .. }
            | UserInput::Relink { .. } => {}
        }
    }

    fn on_connection(&mut self, up: bool, reason: String) {
        if self.disconnected != up {
            return;
        }
        self.disconnected = !up;
        let (_, orders, _, _, mut cx) = self.parts();
        let code = if up {
            IncidentCode::Reconnected
        } else {
            IncidentCode::Disconnected
        };
        cx.record(EventKind::Incident {
            code,
            detail: reason.clone(),
        });
        cx.command(Command::Notify(Notice::Incident { code, detail: reason }));
        if up {
            orders::on_reconnected(orders, &mut cx);
        }
    }

    /// Does what the parts left for each other, in order.
    fn drain(&mut self) {
        while let Some(Later(consequence)) = self.out.queue.pop_front() {
            let (traders, orders, accounts, halts, mut cx) = self.parts();
            match consequence {
                Consequence::Observed(change) => copying::on_observed(&mut cx, *change),
                Consequence::Decide(signal) => copying::decide(&mut cx, signal),
                Consequence::MarketRead(condition) => {
                    resolution::on_market_read(&mut cx, &condition);
                    traders::take_waiting_rows(traders, &mut cx, &condition, true);
                    copying::decide_waiting(&mut cx, &condition);
                }
                Consequence::MarketUnreadable(condition) => {
                    traders::take_waiting_rows(traders, &mut cx, &condition, false);
                    copying::market_unreadable(&mut cx, &condition);
                }
                Consequence::BookRead(token) => orders::on_book(orders, &mut cx, &token),
                Consequence::OrderEnded(order, pair) => {
                    orders::on_ended(orders, &cx, order);
                    copying::order_ended(&mut cx, &pair);
                }
                Consequence::ReversalMayGoOn(pair) => copying::order_ended(&mut cx, &pair),
                Consequence::FillFailed(fill) => copying::fill_failed(&mut cx, &fill),
                Consequence::ExitDue(pair, order) => copying::exit_due(&mut cx, &pair, order),
                Consequence::FilledLate(pair, order) => copying::filled_late(&mut cx, &pair, order),
                Consequence::CutSales(pair) => {
                    copying::cut_sales(&mut cx, &pair);
                    copying::retarget(&mut cx, &pair);
                }
                Consequence::Given(pair, more) => copying::given(&mut cx, &pair, more),
                Consequence::ChildExplained(child) => orders::explained(&mut cx, child),
                Consequence::CheckOrder(order) => orders::check_order(orders, &mut cx, order),
                Consequence::CheckOrderIn(order, ms) => orders::check_in(orders, &cx, order, ms),
                Consequence::WatchChild(child, ms) => orders::watch_child(orders, &cx, child, ms),
                Consequence::EndOrdersOf(follow, reason) => {
                    let purchases_only = reason == EndReason::WalletMoved;
                    orders::end_orders(&mut cx, reason, |order| {
                        order.follow == follow
                            && !(purchases_only && order.side == crate::market::Side::Sell)
                            && !(order.by_user && reason == EndReason::FollowOff)
                    });
                }
                Consequence::HaltsChanged => {
                    halts::changed(halts, &cx);
                    orders::enforce_halts(&mut cx);
                }
                Consequence::ReadAccount => accounts.read_now(cx.now),
            }
        }
    }

    /// Does all that is due now, and what follows from it.
    fn run_due(&mut self) {
        loop {
            let (traders, orders, accounts, halts, mut cx) = self.parts();
            halts::run_due(halts, &mut cx);
            traders::run_due(traders, &mut cx);
            orders::run_due(orders, &mut cx);
            markets::run_due(&mut cx);
            reconciliation::run_due(accounts, &mut cx);
            if self.out.queue.is_empty() {
                return;
            }
            self.drain();
        }
    }

    /// The earliest instant at which something is due, by the clock that stamps the inputs.
    #[must_use]
    pub fn next_deadline(&self) -> Option<VenueMs> {
        if let Some(question) = self.clock.next_question() {
            return Some(question); // While the time is doubted nothing falls due but the next question for it.
        }
        let account = self.accounts.next_deadline().unwrap_or(self.now);
        [
            self.traders.next_deadline(),
            self.orders.next_deadline(),
            self.markets.next_deadline(),
            self.halts.next_deadline(),
            Some(account),
        ]
        .into_iter()
        .flatten()
        .min()
        .map(|due| self.clock.stamp_of(due))
    }
}

/// A stop or a pause is over: exits that were first decided while it stood begin their ladder now.
fn begin_again(cx: &mut Cx<'_>, reason: &HaltReason) {
    if let Some(since) = cx.state.halts.get(reason).map(|halt| halt.since) {
        orders::restart_exits(cx, since);
        halts::lift(cx, reason, true);
    }
}

/// What is asked of a core without changing it.
impl Core {
    /// The durable state.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Venue time of the last step, as far as it is trusted.
    #[must_use]
    pub fn now(&self) -> VenueMs {
        self.now
    }

    /// The book of that token as last seen, if any.
    #[must_use]
    pub fn book(&self, token: &TokenId) -> Option<&Book> {
        self.markets.book(token)
    }

    /// The intervals it works by.
    #[must_use]
    pub fn intervals(&self) -> &Intervals {
        &self.intervals
    }

    /// Tokens whose books are worth watching: of working orders and of what is held.
    #[must_use]
    pub fn wanted_books(&self) -> BTreeSet<TokenId> {
        self.state.worked_tokens()
    }

    /// From when on our trades and movements are to be read at `at`: an hour back, and as far as the oldest fill that is not
    /// final.
    #[must_use]
    pub fn account_since(&self, at: VenueMs) -> VenueMs {
        crate::accounts::reconciliation::read_since(&self.state, at)
    }

    /// The traders whose activity is copied, each with the instant from which it is to be read where a stream may have missed
    /// something. Durable marks are used, so it may be up to ten minutes earlier than the core's own polls ask for.
    pub fn activity_to_read(&self) -> impl Iterator<Item = (&WalletAddress, VenueMs)> {
        let active = self
            .state
            .follows
            .values()
            .filter(|follow| follow.status == FollowStatus::Active);
        active.map(|follow| (&follow.trader, traders::activity_since(follow, None)))
    }

    /// What the venue last said of our account; empty after a start until it was read.
    #[must_use]
    pub fn account_readings(&self) -> &Readings {
        self.accounts.readings()
    }

    /// Shares of a token that fills of the last half hour may explain in the venue's last list: how far it may lie below and above
    /// the books.
    #[must_use]
    pub fn shares_in_flight(&self, token: &TokenId) -> (Shares, Shares) {
        let Some(read) = &self.account_readings().shares else {
            return (Shares::ZERO, Shares::ZERO);
        };
        self.fills_in_flight().slack(token, read.asked_at)
    }

    /// USD that fills of the last ten minutes may explain in the venue's last balance, likewise.
    #[must_use]
    pub fn cash_in_flight(&self) -> (Usd, Usd) {
        let Some(read) = &self.account_readings().cash else {
            return (Usd::ZERO, Usd::ZERO);
        };
        self.fills_in_flight().cash_slack(read.asked_at)
    }

    fn fills_in_flight(&self) -> Accounts {
        let mut accounts = Accounts::default();
        reconciliation::remember_fills(&mut accounts, &self.state, self.now);
        accounts
    }

    /// What giving a token's surplus to a follow would do now; `None` where there is nothing to give.
    #[must_use]
    pub fn plan_give(&self, token: &TokenId) -> Option<GivePlan> {
        giving::plan(&self.state, &self.markets, self.accounts.readings(), token, self.now)
    }

    /// Children that hold a slot: after a start each is looked up before anything is placed.
    pub fn unresolved_children(&self) -> impl Iterator<Item = &ChildOrder> {
        self.state.unresolved_children()
    }

    /// The best prices of that token's book as last seen, without our own orders; nothing where no book was seen.
    #[must_use]
    pub fn best_prices(&self, token: &TokenId) -> BestPrices {
        orders::own_orders::best_prices(&self.state, &self.markets, token)
    }

    /// A book less what our own orders rest there, on its token or, mirrored, on its complement; as it is where its market is not
    /// known.
    #[must_use]
    pub fn without_own<'a>(&self, book: &'a Book) -> Cow<'a, Book> {
        match self.state.market_of(&book.token) {
            Some(market) => orders::own_orders::without_own(&self.state, market, book),
            None => Cow::Borrowed(book),
        }
    }

    /// The same of every book that was seen.
    #[must_use]
    pub fn all_best_prices(&self) -> BTreeMap<&TokenId, BestPrices> {
        orders::own_orders::all_best_prices(&self.state, &self.markets)
    }

    /// What closing so much of a position in that way would do now; `None` where nothing is held of it.
    #[must_use]
    pub fn plan_close(
        &self,
        follow: FollowId,
        token: &TokenId,
        amount: CloseAmount,
        how: CloseHow,
    ) -> Option<close::ClosePlan> {
        let sight = close::Sight {
            state: &self.state,
            markets: &self.markets,
            traders: &self.traders,
            now: self.now,
        };
        sight.plan(&(follow, token.clone()), amount, how)
    }

    /// What taking the book's other side would do now; `None` for an order that cannot be taken (over, ending, at market
    /// already, unknown).
    #[must_use]
    pub fn plan_take(&self, id: CopyOrderId) -> Option<TakePlan> {
        orders::plan_take(&self.state, &self.markets, self.now, id)
    }

    /// What the ladder sees of an order at `now`, on the book as last seen without our own orders; `None` while its market's
    /// facts are unknown.
    #[must_use]
    pub fn ladder_view(&self, order: &CopyOrder, now: VenueMs) -> Option<LadderInput> {
        let market = self.state.markets.get(&order.condition)?;
        let best = orders::own_orders::best_prices(&self.state, &self.markets, &order.token);
        Some(orders::ladder_input(order, market, best, now))
    }

    /// The stage an order is in by its age alone.
    #[must_use]
    pub fn stage_of(&self, order: &CopyOrder) -> Stage {
        stage_at(self.now.since(order.age_from).max(0), order.time_to_resolution_ms)
    }

    /// When an order is looked at next.
    #[must_use]
    pub fn next_check(&self, order: CopyOrderId) -> Option<VenueMs> {
        self.orders.next_check(order)
    }

    /// USD that an order may still take, its fee included.
    #[must_use]
    pub fn reservation(&self, order: &CopyOrder) -> Usd {
        self.state.sums().reserved_by(order.id)
    }

    /// USD that working purchases may still take, in all.
    #[must_use]
    pub fn reserved(&self) -> Usd {
        self.state.sums().reserved()
    }

    /// What a new purchase through a follow in a market may still take of each limit; `None` for an unknown follow.
    #[must_use]
    pub fn headroom(&self, follow: FollowId, condition: &crate::ids::ConditionId) -> Option<Headroom> {
        let follow = self.state.follows.get(&follow)?;
        Some(headroom::headroom(&self.state, follow, condition, None, self.now))
    }

    /// Shares of a follow's holding that no sale takes.
    #[must_use]
    pub fn free_to_sell(&self, follow: FollowId, token: &TokenId) -> Shares {
        let pair: Pair = (follow, token.clone());
        copying::free_to_sell(&self.state, &pair)
    }

    /// The price a holding is valued at; `None` where nothing is known: it then counts at cost.
    #[must_use]
    pub fn mark(&self, holding: &Holding) -> Option<Price> {
        daily_loss::mark(&self.state, &self.markets, &self.traders, holding, self.now)
    }

    /// Cash, claims and holdings at marks, USD; `None` while the balance was not read, and after a start what is held was not priced.
    #[must_use]
    pub fn equity(&self) -> Option<Usd> {
        daily_loss::equity(&self.state, &self.markets, &self.traders, self.now)
    }
}
