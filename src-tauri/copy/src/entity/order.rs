//! A copy order, its child orders and their fills.

use serde::{Deserialize, Serialize};

use super::follow::Style;
use crate::command::ChildKind;
use crate::event::{EndReason, WaitReason};
use crate::ids::{
    ChildId, ConditionId, CopyOrderId, FollowId, OrderHash, RealMs, SignalId, TokenId, TradeId, VenueMs, WalletAddress,
};
use crate::input::{Liquidity, Settlement};
use crate::ladder::{Regime, Stage};
use crate::market::Side;
use crate::money::{Price, Shares, Usd};

/// How a copy order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
    /// Being worked.
    Working,
    /// Being ended: its child is being cancelled, final fills are awaited.
    Ending,
    /// Over.
    Ended,
}

/// How a copy order is priced and sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "plan", rename_all = "snake_case")]
pub enum Execution {
    /// The ladder, from the trader's price to the market over 36 h.
    Ladder,
    /// One fill-and-kill at once, then the ladder for what is left.
    TakeThenLadder,
    /// The user's own sale at the market: a fill-and-kill within the bound, each cycle until it is done.
    Market,
    /// The user's own sale at a limit of theirs.
    Limit {
        /// The least a share may bring.
        price: Price,
    },
}

/// The order that a signal led to, or that the user asked for; it lives until filled, cancelled or expired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyOrder {
    /// Its number in the books.
    pub id: CopyOrderId,
    /// Through which follow.
    pub follow: FollowId,
    /// From which signal.
    pub signal: SignalId,
    /// Copied from whom.
    pub trader: WalletAddress,
    /// Of which token.
    pub token: TokenId,
    /// Its market.
    pub condition: ConditionId,
    /// Buys or sells.
    pub side: Side,
    /// Whether it is the user's own close: no signal touches it.
    pub by_user: bool,
    /// The trader's price, p0; of the user's close the price it is measured against.
    pub trader_price: Price,
    /// Shares it was made for, whole lots. Never more is filled, but by a better price within a budget.
    pub shares: Shares,
    /// Of them, shares it is not for any more: the trader bought again, the user closes them, a purchase of them failed when
    /// it was too old to be made again.
    pub released: Shares,
    /// Shares filled (failed fills taken back).
    pub filled: Shares,
    /// What the fills cost or brought, USD, without fees.
    pub value: Usd,
    /// Fees paid, USD.
    pub fees: Usd,
    /// The style of the follow when it was made.
    pub style: Style,
    /// How it is executed now.
    pub execution: Execution,
    /// The most the price may be worse than p0.
    pub max_slippage: Price,
    /// The signal's time.
    pub signal_at: VenueMs,
    /// Its age counts from here: the signal's time, but for an exit first decided after an outage, stop or pause.
    pub age_from: VenueMs,
    /// The time to resolution at the signal, ms, where known: the ladder shrinks by it.
    pub time_to_resolution_ms: Option<i64>,
    /// How it stands.
    pub status: OrderStatus,
    /// Why it ends or ended.
    pub end: Option<EndReason>,
    /// The limit of its last resting child.
    pub limit: Option<Price>,
    /// The stage of its last price decision.
    pub stage: Stage,
    /// The regime of its last price decision.
    pub regime: Option<Regime>,
    /// The limit of its last price decision, whether or not a child came of it; of a fill-and-kill its bound.
    pub decided_limit: Option<Price>,
    /// Whether its last price decision was held a tick short of our own resting order.
    pub held_short: bool,
    /// Why it has no child now. An order that waits without a child reserves nothing.
    pub waiting: Option<WaitReason>,
    /// Fill-and-kill attempts that the venue took, so far.
    pub attempts: u32,
    /// Refusals in a row, for the back-off.
    pub refusals: u32,
    /// When it was made.
    pub created_at: VenueMs,
    /// When it ended.
    pub ended_at: Option<VenueMs>,
}

impl CopyOrder {
    /// Shares still wanted, never negative.
    #[must_use]
    pub fn remaining(&self) -> Shares {
        (self.shares - self.released - self.filled).max(Shares::ZERO)
    }

    /// Whether it is not over.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.status != OrderStatus::Ended
    }

    /// The worst price its settings allow, not rounded; it may lie outside [0, 1].
    #[must_use]
    pub fn bound(&self) -> Price {
        match self.side {
            Side::Buy => self.trader_price + self.max_slippage,
            Side::Sell => self.trader_price - self.max_slippage,
        }
    }
}

/// How a child order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChildState {
    /// Decided and (with its hash) committed; possibly sent.
    Prepared,
    /// Rests on the venue.
    Live,
    /// Its fate is unknown: looked up by hash until known. Never ages into anything else.
    Unknown,
    /// A cancellation is asked for.
    Cancelling,
    /// Over on the venue, as the venue says; trades have to explain what it executed.
    Closing,
    /// Over, every fill booked.
    Final,
    /// Never reached the venue.
    Refused,
}

impl ChildState {
    /// Whether it still holds its copy order's slot.
    #[must_use]
    pub const fn holds_slot(self) -> bool {
        !matches!(self, Self::Final | Self::Refused)
    }

    /// Whether it rests, or may rest, on the venue.
    #[must_use]
    pub const fn may_rest(self) -> bool {
        matches!(self, Self::Prepared | Self::Live | Self::Unknown | Self::Cancelling)
    }
}

/// What is known of a child, by rank. What was executed, seen live or over is never lowered: later evidence adds, it does not
/// take back. An answer to a cancellation and looks that found nothing are of a moment: an order found open later undoes them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Shares executed, as the venue answered the placement.
    pub answered: Shares,
    /// Shares executed, as the venue's order reports say at the highest.
    pub reported: Shares,
    /// Shares that trades explain: booked fills, failed ones included.
    pub traded: Shares,
    /// Of them, shares whose settlement failed.
    pub failed: Shares,
    /// The venue showed it resting at some time.
    pub seen_live: bool,
    /// The venue said that it is over (cancelled, matched, expired), or that it never knew it.
    pub over: bool,
    /// A cancellation by hash was answered "cancelled", or with the documented reply for an order the venue does not know.
    pub cancel_answered: bool,
    /// The first of the healthy look-ups, in a row, that found neither order nor more trades: real time.
    pub missing_since: Option<RealMs>,
}

impl Evidence {
    /// The highest figure of executed shares that the venue gave.
    #[must_use]
    pub fn matched(&self) -> Shares {
        self.answered.max(self.reported)
    }
}

/// One order on the venue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChildOrder {
    /// Its number in the books.
    pub id: ChildId,
    /// Whose slot it holds.
    pub order: CopyOrderId,
    /// Of which token.
    pub token: TokenId,
    /// Buys or sells.
    pub side: Side,
    /// Kind and amounts.
    pub kind: ChildKind,
    /// Its hash, once signed.
    pub hash: Option<OrderHash>,
    /// From then on, in real time, the venue takes this signed request no more (authentication stamp + 60 s + clock
    /// difference). `None` until signed.
    pub void_after: Option<RealMs>,
    /// How it stands.
    pub state: ChildState,
    /// What is known of its executions.
    pub evidence: Evidence,
    /// Shares filled (failed fills taken back).
    pub filled: Shares,
    /// USD its fills cost or brought, without fees (failed fills taken back).
    pub value: Usd,
    /// When it was decided.
    pub created_at: VenueMs,
    /// Stage it was placed in.
    pub stage: Stage,
    /// Whether its end was asked for so that it is not replaced.
    pub last: bool,
}

impl ChildOrder {
    /// Shares it was sent for; of a fill-and-kill purchase what its budget buys at its limit.
    #[must_use]
    pub fn size(&self) -> Shares {
        match self.kind {
            ChildKind::Resting { shares, .. } | ChildKind::SellNow { shares, .. } => shares,
            ChildKind::BuyNow { price, budget } => budget.buys(price),
        }
    }

    /// Shares it may still execute, at the most, by what trades say.
    #[must_use]
    pub fn open_shares(&self) -> Shares {
        if self.state.holds_slot() {
            (self.size() - self.evidence.traded).max(Shares::ZERO)
        } else {
            Shares::ZERO
        }
    }
}

/// What a fill did to the books, so that a failed settlement undoes exactly that, whenever it comes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FillEffect {
    /// Change of the holding's shares.
    pub shares: Shares,
    /// Change of the holding's cost, USD.
    pub cost: Usd,
    /// Change of realised profit, USD, fees not in it.
    pub realised: Usd,
    /// Fee, USD.
    pub fee: Usd,
    /// Change of cash, USD, fee included.
    pub cash: Usd,
    /// The UTC day whose spend it counts in; only of a purchase.
    pub spend_day: Option<i64>,
}

/// One execution of a child order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fill {
    /// The trade.
    pub trade: TradeId,
    /// The order's hash: with the trade it is the key.
    pub hash: OrderHash,
    /// Which child.
    pub child: ChildId,
    /// Which copy order.
    pub order: CopyOrderId,
    /// Through which follow.
    pub follow: FollowId,
    /// Of which token.
    pub token: TokenId,
    /// Its market.
    pub condition: ConditionId,
    /// Side.
    pub side: Side,
    /// Shares.
    pub shares: Shares,
    /// Price.
    pub price: Price,
    /// The trader's price.
    pub trader_price: Price,
    /// Fee, USD.
    pub fee: Usd,
    /// Maker or taker.
    pub liquidity: Liquidity,
    /// How far it has settled.
    pub settlement: Settlement,
    /// When it matched.
    pub at: VenueMs,
    /// Realised profit of a sale against the average cost, USD, fee not counted.
    pub realised: Usd,
    /// What it did to the books; nothing, of one that was first seen failed.
    pub effect: FillEffect,
    /// Stage of the ladder it filled in.
    pub stage: Stage,
}
