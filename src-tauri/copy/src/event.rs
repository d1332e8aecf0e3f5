//! The journal: everything that happened and why, one event each, in words a program and (through the UI) a person can read.
//! Append-only. As JSON each has a `kind`; money is a decimal string, times are venue ms.

mod notice;
mod reason;
mod step;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use notice::{IncidentCode, Notice};
pub use reason::{CancelReason, CostBasis, CutReason, EndReason, SkipReason, WaitReason};
pub use step::{ControlAction, FollowAction, OrderStep, TraderNews};

use crate::entity::{Gate, HaltReason, Movement, PriceSource, SignalKind, SignalOrigin};
use crate::ids::{
    ChildId, ConditionId, CopyOrderId, FollowId, OrderHash, SignalId, TokenId, TradeId, VenueMs, WalletAddress,
};
use crate::input::{Liquidity, Settlement};
use crate::ladder::{Regime, Stage};
use crate::market::Side;
use crate::money::{Percentage, Price, Shares, Tick, Usd};

/// An event with its number and time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Its number, without gaps.
    pub seq: u64,
    /// When, venue time.
    pub at: VenueMs,
    /// What happened, with its figures.
    #[serde(flatten)]
    pub what: EventKind,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EventKind {
    /// A follow was made, changed, switched or removed.
    Follow {
        /// The follow.
        follow: FollowId,
        /// Whom.
        trader: WalletAddress,
        /// Their name.
        name: String,
        /// `started`, `baseline`, `changed`, `on`, `off`, `removed`.
        action: FollowAction,
        /// The percentage now.
        percentage: Percentage,
    },
    /// The engine was paused, resumed, stopped, started, or its limits changed.
    Control {
        /// What the user did.
        action: ControlAction,
    },
    /// A trader's position changed.
    Signal {
        /// Its number in the books.
        signal: SignalId,
        /// Its key.
        key: String,
        /// Through which follow.
        follow: FollowId,
        /// The trader's wallet.
        trader: WalletAddress,
        /// The token it is about.
        token: TokenId,
        /// The market.
        condition: ConditionId,
        /// The kind of change.
        change: SignalKind,
        /// Which way.
        side: Side,
        /// Shares before.
        before: Shares,
        /// Shares after.
        after: Shares,
        /// The trader's price.
        price: Price,
        /// How it is known.
        price_source: PriceSource,
        /// What it came from.
        origin: SignalOrigin,
        /// When the change was made.
        traded_at: VenueMs,
    },
    /// A change of a trader's position that is recorded and leads to no signal.
    #[serde(rename = "noted")]
    Ignored {
        /// Through which follow.
        follow: FollowId,
        /// The token it is about.
        token: TokenId,
        /// Why not.
        reason: SkipReason,
        /// How many shares it was about.
        shares: Shares,
    },
    /// A signal, or a part of it, was not copied.
    Skip {
        /// Which signal.
        signal: SignalId,
        /// Through which follow.
        follow: FollowId,
        /// The token it is about.
        token: TokenId,
        /// The gate that skipped it.
        reason: SkipReason,
        /// Shares asked.
        asked: Shares,
        /// Every gate.
        gates: Arc<[Gate]>,
    },
    /// A copy order was made, or moved on.
    Order {
        /// The copy order.
        order: CopyOrderId,
        /// From which signal.
        signal: SignalId,
        /// Through which follow.
        follow: FollowId,
        /// The token it is about.
        token: TokenId,
        /// Side.
        side: Side,
        /// What happened to it.
        #[serde(flatten)]
        step: OrderStep,
    },
    /// A price was decided, with all that it was decided from.
    Price {
        /// For which copy order.
        order: CopyOrderId,
        /// The token it is about.
        token: TokenId,
        /// Side.
        side: Side,
        /// Age, ms since the signal.
        age_ms: i64,
        /// Stage.
        stage: Stage,
        /// The stage before it.
        previous_stage: Option<Stage>,
        /// Regime.
        regime: Regime,
        /// p0.
        trader_price: Price,
        /// Best bid then.
        bid: Option<Price>,
        /// Best ask then.
        ask: Option<Price>,
        /// Tick then.
        tick: Tick,
        /// The limit that came of it.
        limit: Price,
        /// The limit before.
        previous: Option<Price>,
        /// Held a tick short of our own resting order.
        held_short: bool,
    },
    /// An execution.
    Fill {
        /// The trade.
        trade: TradeId,
        /// Our order.
        hash: OrderHash,
        /// Which copy order.
        order: CopyOrderId,
        /// Through which follow.
        follow: FollowId,
        /// The token it is about.
        token: TokenId,
        /// Side.
        side: Side,
        /// Shares.
        shares: Shares,
        /// Price.
        price: Price,
        /// The trader's price.
        trader_price: Price,
        /// How much worse than the trader's price, a share (negative: better).
        slippage: Price,
        /// Fee.
        fee: Usd,
        /// Maker or taker.
        liquidity: Liquidity,
        /// Stage.
        stage: Stage,
        /// Shares filled of the copy order, this included.
        filled: Shares,
        /// Shares wanted by it.
        of: Shares,
        /// Realised profit, of a sale.
        realised: Usd,
    },
    /// A child order's end was asked for.
    Cancel {
        /// Which copy order.
        order: CopyOrderId,
        /// Which child, where one stood.
        child: Option<ChildId>,
        /// The token it is about.
        token: TokenId,
        /// What ended it.
        reason: CancelReason,
        /// Shares not filled then.
        open: Shares,
    },
    /// A fill-and-kill is sent for what is left of a copy order: at the ladder's end, at once in the `fast` style, for the
    /// user's own close.
    #[serde(rename = "conversion")]
    Sweep {
        /// Which copy order.
        order: CopyOrderId,
        /// The token it is about.
        token: TokenId,
        /// Side.
        side: Side,
        /// The worst price it may have by its settings.
        bound: Price,
        /// The worst level the visible book needs.
        worst: Price,
        /// Shares wanted.
        shares: Shares,
        /// The budget, of a purchase.
        budget: Option<Usd>,
        /// Which attempt.
        attempt: u32,
    },
    /// A fill moved on towards final, or was undone.
    Settlement {
        /// The trade.
        trade: TradeId,
        /// Our order.
        hash: OrderHash,
        /// Which copy order.
        order: CopyOrderId,
        /// How far.
        settlement: Settlement,
        /// Shares.
        shares: Shares,
    },
    /// A market that a follow holds resolved.
    Resolution {
        /// Through which follow.
        follow: FollowId,
        /// The token it is about.
        token: TokenId,
        /// The market.
        condition: ConditionId,
        /// What a share paid.
        payout: Price,
        /// Shares held.
        shares: Shares,
        /// Realised profit of it.
        realised: Usd,
    },
    /// A claim became money.
    Redeemed {
        /// Through which follow.
        follow: FollowId,
        /// Of which token.
        token: TokenId,
        /// USD.
        usd: Usd,
    },
    /// A resolution was corrected after it was booked.
    ResolutionCorrected {
        /// Through which follow.
        follow: FollowId,
        /// Of which token.
        token: TokenId,
        /// What a share pays now.
        payout: Price,
        /// The difference to what was booked, USD.
        difference: Usd,
    },
    /// Cash or shares moved without a trade of ours: a deposit, a withdrawal, an accepted difference.
    Moved {
        /// What it is.
        #[serde(flatten)]
        movement: Movement,
        /// Of which token, where of one.
        token: Option<TokenId>,
        /// Shares, signed.
        shares: Shares,
        /// USD, signed.
        usd: Usd,
    },
    /// The user gave shares that the account had beyond the books to a follow.
    Given {
        /// Through which follow they are held now.
        follow: FollowId,
        /// Of which token.
        token: TokenId,
        /// Shares.
        shares: Shares,
        /// What they cost, USD, without fees.
        cost: Usd,
        /// The fees that were paid for them, USD.
        fee: Usd,
        /// How the cost is known.
        basis: CostBasis,
        /// USD that left the books with it.
        cash: Usd,
    },
    /// A halt stands, or its figures changed.
    Halted {
        /// What halts; of a mismatch in shares, with its token.
        #[serde(flatten)]
        reason: HaltReason,
        /// Shares it is about.
        shares: Option<Shares>,
        /// USD it is about.
        usd: Option<Usd>,
        /// The venue's own words.
        words: Option<String>,
    },
    /// A halt was lifted.
    Lifted {
        /// The halt that stood.
        #[serde(flatten)]
        reason: HaltReason,
        /// By the user's hand, rather than by evidence.
        by_user: bool,
    },
    /// A trader's position moved without a trade, or could not be followed for sure: told, not traded.
    TraderMoved {
        /// Through which follow.
        follow: FollowId,
        /// How it moved, with tokens and shares, or that a list of positions is doubted.
        #[serde(flatten)]
        news: TraderNews,
    },
    /// Something the user should know that belongs to no order.
    #[serde(rename = "trouble")]
    Incident {
        /// A stable word for it.
        code: IncidentCode,
        /// Figures and words.
        detail: String,
    },
}
