//! A copy order, its child orders and their fills (product.md §6, §7).

use serde::{Deserialize, Serialize};

use super::follow::Style;
use crate::command::ChildKind;
use crate::event::{EndReason, WaitReason};
use crate::ids::{
    ChildId, ConditionId, CopyOrderId, FollowId, OrderHash, SignalId, TokenId, TradeId, VenueMs, WalletAddress,
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

/// The user's order that a signal led to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyOrder {
    /// Its id.
    pub id: CopyOrderId,
    /// Through which follow.
    pub follow: FollowId,
    /// From which signal.
    pub signal: SignalId,
    /// Copied from whom.
    pub trader: WalletAddress,
    /// Where.
    pub token: TokenId,
    /// Where.
    pub condition: ConditionId,
    /// Buys or sells.
    pub side: Side,
    /// The trader's price, p0.
    pub trader_price: Price,
    /// Shares wanted, whole lots.
    pub shares: Shares,
    /// Shares filled (failed fills taken back).
    pub filled: Shares,
    /// What the fills cost or brought, without fees.
    pub value: Usd,
    /// Fees paid.
    pub fees: Usd,
    /// The style it is worked in now (`fast` becomes `ladder` after its first order).
    pub style: Style,
    /// The most the price may be worse than p0.
    pub max_slippage: Price,
    /// The signal's time: age counts from here.
    pub signal_at: VenueMs,
    /// The time to resolution at the signal, ms, where known: the ladder shrinks by it.
    pub time_to_resolution_ms: Option<i64>,
    /// How it stands.
    pub status: OrderStatus,
    /// Why it ends or ended.
    pub end: Option<EndReason>,
    /// The limit of its last child.
    pub limit: Option<Price>,
    /// The stage of its last price decision.
    pub stage: Stage,
    /// The regime of its last price decision.
    pub regime: Option<Regime>,
    /// Why it has no child now.
    pub waiting: Option<WaitReason>,
    /// When it is looked at next.
    pub next_look: VenueMs,
    /// Fill-and-kill attempts so far.
    pub attempts: u32,
    /// When it was made.
    pub created_at: VenueMs,
    /// When it ended.
    pub ended_at: Option<VenueMs>,
}

impl CopyOrder {
    /// Shares still wanted, never negative.
    #[must_use]
    pub fn remaining(&self) -> Shares {
        (self.shares - self.filled).at_least(Shares::ZERO)
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
    /// Over on the venue; its final filled size is known, some of its fills may still have to be read.
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
}

/// One order on the venue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Child {
    /// Its id.
    pub id: ChildId,
    /// Whose slot it holds.
    pub order: CopyOrderId,
    /// Where.
    pub token: TokenId,
    /// Buys or sells.
    pub side: Side,
    /// Kind and amounts.
    pub kind: ChildKind,
    /// Its hash, once signed.
    pub hash: Option<OrderHash>,
    /// How it stands.
    pub state: ChildState,
    /// Executed, as the venue's reports say.
    pub matched: Shares,
    /// Executed, as our fills say.
    pub filled: Shares,
    /// When it was decided.
    pub created_at: VenueMs,
    /// When its state is looked at next, while unresolved.
    pub next_look: VenueMs,
    /// Look-ups in a row that did not find it.
    pub missing: u32,
    /// Stage it was placed in.
    pub stage: Stage,
    /// Whether the user, a turn-round or a stop asked for its end, so that it is not replaced.
    pub last: bool,
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
    /// Where.
    pub token: TokenId,
    /// Where.
    pub condition: ConditionId,
    /// Side.
    pub side: Side,
    /// Shares.
    pub shares: Shares,
    /// Price.
    pub price: Price,
    /// The trader's price.
    pub trader_price: Price,
    /// Fee, pUSD.
    pub fee: Usd,
    /// Maker or taker.
    pub liquidity: Liquidity,
    /// How far it has settled.
    pub settlement: Settlement,
    /// When it matched.
    pub at: VenueMs,
    /// Realised profit of a sale against the average cost, fee not counted.
    pub realised: Usd,
    /// Stage of the ladder it filled in.
    pub stage: Stage,
}
