//! Why the venue refuses: typed, and printing the texts that the venue is documented to send.
//!
//! Refusals of authentication and of signatures are the server's, not the exchange's.

use pilotfish_copy::ids::{OrderHash, TokenId, WalletAddress};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares, Tick, Usd};

use super::approvals::Spender;

/// The text of a fill-and-kill that met nothing.
pub(super) const FAK_NO_MATCH: &str =
    "no orders found to match with FAK order. FAK orders are partially filled or killed if no match is found.";

/// The text of a fill-or-kill that could not be filled whole.
pub(super) const FOK_KILLED: &str = "order couldn't be fully filled. FOK orders are fully filled or killed.";

/// The text of a full pause.
const DISABLED: &str = "Trading is currently disabled. Check polymarket.com for updates";

/// The text of the cancel-only mode.
const CANCEL_ONLY: &str = "Trading is currently cancel-only. New orders are not accepted, but cancels are allowed.";

/// A refused order (or conversion). Printing it gives the venue's text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reject {
    /// The order makes no sense: nothing or less than nothing asked, a budget on a sale or a resting order.
    #[error("Invalid order payload")]
    InvalidPayload,
    /// The token is unknown, or its market is closed.
    #[error("No orderbook exists for the requested token id")]
    NoOrderbook(TokenId),
    /// The market is listed but takes no orders yet.
    #[error("the market is not yet ready to process new orders")]
    NotReady,
    /// The account was never opened.
    #[error("maker address not allowed, please use the deposit wallet flow")]
    UnknownAccount,
    /// An order with that id is known.
    #[error("order {0} is invalid. Duplicated.")]
    Duplicated(OrderHash),
    /// The price is no multiple of the tick, or outside [tick, 1 − tick].
    #[error("order {id} is invalid. Price ({price}) breaks minimum tick size rule: {tick}")]
    Tick {
        id: OrderHash,
        price: Price,
        /// The market's tick.
        tick: Tick,
    },
    /// A resting order under the market's least size.
    #[error("order {id} is invalid. Size ({size}) lower than the minimum: {minimum}")]
    MinimumSize {
        id: OrderHash,
        size: Shares,
        minimum: Shares,
    },
    /// A marketable order worth less than a dollar.
    #[error("invalid amount for a marketable {} order (${value}), min size: $1", side.as_str())]
    MarketableMinimum {
        side: Side,
        /// What it is worth.
        value: Usd,
    },
    /// The money or the shares do not suffice. Numbers in base units (10⁻⁶).
    #[error(
        "not enough balance / allowance: the balance is not enough -> balance: {}, sum of matched orders: {}, order amount (inc. fees): {}",
        balance_micros,
        working_micros,
        amount_micros
    )]
    Balance {
        /// What the account holds.
        balance_micros: i64,
        /// What its working orders already ask of it.
        working_micros: i64,
        /// What this order asks, fees included.
        amount_micros: i64,
    },
    /// The wallet has not approved the contract that would settle the order.
    #[error("not enough balance / allowance: the allowance is not enough -> spender: {0}, allowance: 0")]
    Allowance(Spender),
    /// A post-only order that would take.
    #[error("invalid post-only order: order crosses book")]
    PostOnlyCrosses,
    /// Post-only on a kind that never rests.
    #[error("invalid post-only order: only GTC and GTD orders can be post-only")]
    PostOnlyKind,
    /// A fill-and-kill that met nothing.
    #[error("{FAK_NO_MATCH}")]
    FakNoMatch,
    /// A fill-or-kill that could not be filled whole.
    #[error("{FOK_KILLED}")]
    FokKilled,
    /// A GTD order without an expiry or with one that has come, or another kind with one.
    #[error("invalid expiration")]
    Expiration,
    /// Amounts with more decimals than the venue takes.
    #[error(
        "invalid amounts, the {} orders maker amount supports a max accuracy of {maker_decimals} decimals, taker amount a max of {taker_decimals} decimals",
        amounts_of(*.market, *.side)
    )]
    Amounts {
        /// A FAK or FOK (whose rule is flat) rather than a limit order.
        market: bool,
        side: Side,
        /// The most decimals of what it gives.
        maker_decimals: u32,
        /// The most decimals of what it takes.
        taker_decimals: u32,
    },
    /// The account is banned.
    #[error("'{0}' address banned")]
    Banned(WalletAddress),
    /// The account may only close what it holds, and this opens something.
    #[error("'{0}' address in closed only mode")]
    ClosedOnly(WalletAddress),
    /// The account is where trading is not allowed. The venue's words for it are not documented.
    #[error("Trading restricted in your region")]
    Blocked,
    /// The matching engine restarts. Its answer has no body.
    #[error("matching engine is restarting")]
    Restarting,
    /// Only post-only orders and cancels are taken, as after every restart.
    #[error("post-only mode: only post-only orders and cancels are allowed")]
    PostOnlyMode {
        /// Whole seconds until that ends.
        retry_after_s: u64,
    },
    /// Only cancels are taken.
    #[error("{CANCEL_ONLY}")]
    CancelOnlyMode,
    /// Nothing is taken.
    #[error("{DISABLED}")]
    TradingDisabled,
    /// The owner invalidated its orders on chain (`pauseUser`).
    #[error("order canceled in the CTF exchange contract")]
    CanceledOnChain,
    /// A remnant of V1, only on request.
    #[error("invalid nonce")]
    Nonce,
    /// The engine's own trouble, only on request: what was to be matched is gone.
    #[error("there are no matching orders")]
    NoMatchingOrders,
    /// Likewise: a fill-or-kill that lost a race.
    #[error("FOK orders are filled or killed")]
    FokRace,
    /// Likewise: amounts that do not come out even.
    #[error("the trade contains rounding issues")]
    RoundingIssues,
    /// Likewise: prices that no longer fit.
    #[error("the price of the taker's order has a discrepancy greater than allowed with the worst maker order")]
    PriceDiscrepancy,
}

impl Reject {
    /// The HTTP status of the answer when the order came alone.
    #[must_use]
    pub const fn http_status(&self) -> u16 {
        match self {
            Self::Blocked => 403,
            Self::Restarting => 425,
            Self::NoMatchingOrders | Self::FokRace | Self::RoundingIssues | Self::PriceDiscrepancy => 500,
            Self::PostOnlyMode { .. } | Self::CancelOnlyMode | Self::TradingDisabled => 503,
            _ => 400,
        }
    }

    /// The machine-readable code beside the text, where the venue sends one.
    #[must_use]
    pub const fn code(&self) -> Option<&'static str> {
        match self {
            Self::PostOnlyMode { .. } => Some("post_only_mode"),
            _ => None,
        }
    }

    /// The seconds of `retry_after_seconds` and the `Retry-After` header, where the venue sends them.
    #[must_use]
    pub const fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::PostOnlyMode { retry_after_s } => Some(*retry_after_s),
            _ => None,
        }
    }

    /// The faults that only happen on request, by the names control knows them by.
    #[must_use]
    pub fn on_request(name: &str) -> Option<Self> {
        Some(match name {
            "invalid_nonce" => Self::Nonce,
            "no_matching_orders" => Self::NoMatchingOrders,
            "fok_race" => Self::FokRace,
            "rounding_issues" => Self::RoundingIssues,
            "price_discrepancy" => Self::PriceDiscrepancy,
            "not_ready" => Self::NotReady,
            _ => return None,
        })
    }
}

const fn amounts_of(market: bool, side: Side) -> &'static str {
    match (market, side) {
        (true, Side::Buy) => "market buy",
        (true, Side::Sell) => "market sell",
        (false, Side::Buy) => "buy",
        (false, Side::Sell) => "sell",
    }
}

/// Why an order was not cancelled: the per-order reason of a cancellation's answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CancelRefused {
    /// Nobody knows it, it is another's, or it ended long ago.
    #[error("order can't be found - already canceled or matched")]
    NotFound,
    /// It has ended.
    #[error("already canceled or matched")]
    Ended,
    /// The matching engine restarts (425, no body).
    #[error("matching engine is restarting")]
    Restarting,
    /// Nothing is taken, cancels neither (503).
    #[error("{DISABLED}")]
    TradingDisabled,
}

impl CancelRefused {
    /// The HTTP status of the whole answer, where it is not the one order that is refused.
    #[must_use]
    pub const fn http_status(&self) -> Option<u16> {
        match self {
            Self::NotFound | Self::Ended => None,
            Self::Restarting => Some(425),
            Self::TradingDisabled => Some(503),
        }
    }
}
