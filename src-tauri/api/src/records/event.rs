//! An event of the journal as the window puts it into words: what happened with its figures, one shape a kind.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::types::{
    CancelReason, ControlAction, CostBasis, CutReason, EndReason, FollowAction, GateName, GateOutcome, HaltKind,
    IncidentCode, Liquidity, MovementKind, Ms, PriceSource, RefusalCode, Regime, Settlement, SignalKind, SignalOrigin,
    SkipReason, WaitReason,
};

/// What happened. Figures are decimal strings, times venue ms; where, whose and with what order stands beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum ActivityEvent {
    /// A follow was made, changed, switched or removed.
    Follow {
        /// What happened to it.
        action: FollowAction,
        /// Percent now.
        percentage: String,
    },
    /// The engine was paused, resumed, stopped, started, or its limits changed.
    Control {
        /// What the user did.
        action: ControlAction,
    },
    /// A trader's position changed.
    Signal {
        /// The kind of change.
        change: SignalKind,
        /// By how many shares.
        shares: String,
        /// The trader's price.
        price: String,
        /// Shares before.
        before: String,
        /// Shares after.
        after: String,
        /// How the price is known.
        price_source: PriceSource,
        /// Where it was seen.
        origin: SignalOrigin,
        /// When the change was made.
        traded_at: Ms,
    },
    /// A change that is recorded and leads to no signal.
    Noted {
        /// Why not.
        reason: SkipReason,
        /// How many shares it was about.
        shares: String,
    },
    /// A signal was not copied.
    Skip {
        /// What kept it from being copied; for a limit, the checks beside it say which.
        reason: SkipReason,
        /// Our share of it before limits.
        asked: String,
    },
    /// A copy order was made, or moved on.
    Order {
        /// What became of it, with the figures of that step.
        step: OrderStepView,
    },
    /// A limit was decided.
    Price {
        /// The limit that came of it.
        limit: String,
        /// The limit before.
        previous: Option<String>,
        /// The stage, 1 to 5.
        stage: u32,
        /// The stage before it.
        previous_stage: Option<u32>,
        /// How far apart the book was.
        regime: Regime,
        /// The trader's price.
        trader_price: String,
        /// Best bid then.
        bid: Option<String>,
        /// Best ask then.
        ask: Option<String>,
        /// The price step then.
        tick: String,
        /// Since the signal.
        age: Ms,
        /// Whether it was held a tick short of our own order on the other side.
        held_short: bool,
    },
    /// An execution.
    Fill {
        /// Shares.
        shares: String,
        /// Price.
        price: String,
        /// The trader's price.
        trader_price: String,
        /// How much worse than that, a share, signed.
        slippage: String,
        /// USD.
        fee: String,
        /// Maker or taker.
        liquidity: Liquidity,
        /// The stage, 1 to 5.
        stage: u32,
        /// Shares filled of the copy order, these included.
        filled: String,
        /// Shares wanted by it.
        of: String,
        /// Realised profit of a sale, USD, signed.
        realised: String,
        /// Our order's hash.
        hash: String,
    },
    /// The end of an order on the exchange was asked for.
    Cancel {
        /// What asked for its end.
        reason: CancelReason,
        /// Shares not filled then.
        shares: String,
    },
    /// What is left goes to market.
    Conversion {
        /// Shares wanted.
        shares: String,
        /// The worst price it may have.
        bound: String,
        /// The worst level the book needs.
        worst: String,
        /// USD, of a purchase.
        budget: Option<String>,
        /// Which attempt.
        attempt: u32,
    },
    /// A fill moved on towards final, or was undone.
    Settlement {
        /// How far.
        settlement: Settlement,
        /// Shares.
        shares: String,
        /// The trade.
        trade: String,
    },
    /// A market resolved.
    Resolution {
        /// What a share pays.
        payout: String,
        /// Shares held.
        shares: String,
        /// Realised profit, USD, signed.
        realised: String,
    },
    /// A claim became money.
    Redeemed {
        /// USD.
        usd: String,
    },
    /// A resolution was corrected after it was booked.
    ResolutionCorrected {
        /// What a share pays now.
        payout: String,
        /// The difference to what was booked, USD, signed.
        usd: String,
    },
    /// Cash or shares moved without a trade of ours.
    Moved {
        /// What it is.
        movement: MovementKind,
        /// Shares, signed, where shares moved.
        shares: Option<String>,
        /// USD, signed.
        usd: String,
    },
    /// The user gave shares of the account to a follow.
    Given {
        /// How it is known what they cost.
        basis: CostBasis,
        /// Shares.
        shares: String,
        /// What they cost, USD, fees included.
        usd: String,
        /// USD that left the books with it, where any did.
        cash: Option<String>,
    },
    /// A halt stands, or its figures changed.
    Halted {
        /// What halts.
        halt: HaltKind,
        /// Shares it is about.
        shares: Option<String>,
        /// USD it is about.
        usd: Option<String>,
        /// The exchange's own words; of the disk, the system's.
        words: Option<String>,
    },
    /// A halt was lifted.
    Lifted {
        /// The halt that stood.
        halt: HaltKind,
        /// By the user's hand, rather than by evidence.
        by_user: bool,
    },
    /// A trader's position moved without a trade, or could not be followed for sure.
    TraderMoved {
        /// How it moved, with shares or counts.
        news: TraderNewsView,
    },
    /// Something the user should know that belongs to no order.
    Trouble {
        /// The kind of incident.
        code: IncidentCode,
        /// Figures and words, in English, for the details.
        text: String,
    },
}

/// A step in a copy order's life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "name", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum OrderStepView {
    /// Made.
    Opened {
        /// Shares wanted.
        shares: String,
        /// Shares asked before limits.
        asked: String,
        /// The trader's price.
        trader_price: String,
    },
    /// An order is sent to the exchange.
    Placed {
        /// Its limit.
        limit: String,
        /// Its shares.
        shares: String,
        /// Whether it rests; else it fills now or not at all.
        rests: bool,
        /// Until when it rests, where it ends by itself.
        expires_at: Option<Ms>,
    },
    /// It rests there.
    Live {
        /// Its hash.
        hash: String,
    },
    /// The exchange refused it.
    Refused {
        /// What the exchange's refusal means.
        code: RefusalCode,
        /// The exchange's words.
        text: String,
    },
    /// Nobody knows what became of it; it is looked up.
    Unknown {
        /// What was seen, in English.
        text: String,
    },
    /// It is over.
    Closed {
        /// Shares it executed.
        filled: String,
    },
    /// The user does not wait for the ladder.
    Hastened,
    /// It is for fewer shares from now on.
    Cut {
        /// What made it smaller.
        reason: CutReason,
        /// Shares it is for now.
        shares: String,
    },
    /// It has no order on the exchange for now.
    Waiting {
        /// What it waits for.
        reason: WaitReason,
    },
    /// It is over.
    Ended {
        /// What ended it: filled, or what kept it from that.
        reason: EndReason,
        /// Shares filled.
        filled: String,
        /// Shares wanted.
        of: String,
    },
}

/// What is new of a trader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "name", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum TraderNewsView {
    /// Shares left without a trade.
    MovedAway {
        /// Shares.
        shares: String,
    },
    /// Shares came without a trade.
    CameIn {
        /// Shares.
        shares: String,
    },
    /// A list of positions is doubted.
    ListDoubted {
        /// Positions known.
        known: u32,
        /// Of them, missing in the list.
        missing: u32,
    },
    /// A position moved to another token of the same wallet.
    TokenMigrated {
        /// Shares.
        shares: String,
    },
    /// Everything moved to another wallet.
    WalletMigrated {
        /// The new wallet.
        wallet: String,
    },
}

/// One check of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GateView {
    /// The switch, filter or limit that was checked.
    pub gate: GateName,
    /// Shares asked.
    pub asked: String,
    /// Shares let through.
    pub allowed: String,
    /// What it went by.
    pub basis: GateBasis,
    /// Shares that it alone had room for; none where it lets any number through.
    pub room: Option<String>,
    /// What it did.
    pub outcome: GateOutcome,
}

/// What a check went by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "by", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum GateBasis {
    /// A switch: nothing but open or shut.
    Switch,
    /// A category, or the keyword that shut it.
    Word {
        /// The word.
        word: String,
    },
    /// A price band.
    Band {
        /// The lowest price allowed.
        from: String,
        /// The highest price allowed.
        to: String,
    },
    /// Time to resolution.
    Time {
        /// What is left; none where the end is unknown or past.
        left: Option<Ms>,
        /// What is asked for at least.
        least: Ms,
    },
    /// Age of the signal.
    Age {
        /// Its age.
        age: Ms,
        /// The oldest that is copied.
        most: Ms,
    },
    /// Shares held, and of them in working sales.
    Held {
        /// Held through the follow.
        held: String,
        /// Being sold already.
        selling: String,
    },
    /// A limit in USD.
    Money {
        /// Used up.
        used: String,
        /// The limit.
        limit: String,
    },
    /// A limit in number.
    Count {
        /// Used up.
        used: u32,
        /// The limit.
        limit: u32,
    },
    /// The balance, USD.
    Balance {
        /// Free to spend: cash less reserve and reservations.
        free: String,
        /// Cash.
        cash: String,
    },
    /// Nothing is known of it, so the answer is no.
    Unknown,
    /// A bound on the price.
    Bound {
        /// The bound.
        bound: String,
    },
    /// The exchange's minimum.
    Minimum {
        /// Shares, of a resting order.
        shares: String,
        /// The price it was valued at.
        price: String,
    },
}
