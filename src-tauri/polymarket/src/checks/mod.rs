//! Whether everything is as live trading needs it: one read-only function for `doctor`, for the way to live, and for the canary
//! that looks before and while real money trades. Each check says what it found, and what to do.
//!
//! No check sends an order, an approval or anything else that changes something. What could not be asked is unknown, which is
//! never taken for right.

mod account;
mod found;
mod platform;
mod reach;
mod words;

use futures_util::future::{BoxFuture, join_all};
use pilotfish_vault::words::Said;

use crate::{ChainApi, PublicApi, TradingApi};

pub use found::{Found, Remedy, Spending, Unusual};

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckKind {
    /// Orders and books can be reached.
    Orders,
    /// Trades and positions of traders can be reached.
    TraderData,
    /// Market names and rules can be reached.
    Markets,
    /// The stream of books can be reached.
    MarketStream,
    /// The stream of our own orders can be reached.
    UserStream,
    /// The stream of all trades can be reached.
    ActivityStream,
    /// The relayer can be reached.
    Relayer,
    /// A Polygon node can be reached, and is on Polygon.
    Polygon,
    /// This computer's clock against the venue's.
    Clock,
    /// Whether orders are taken from where we are.
    Region,
    /// The version of orders that the venue takes.
    Version,
    /// What the exchange contracts check signatures for.
    Domains,
    /// Fees.
    Fees,
    /// The least sizes of orders.
    Sizes,
    /// The steps of prices.
    Ticks,
    /// The API key is taken.
    ApiKey,
    /// Whether the account is banned or may only close.
    Standing,
    /// Money in the wallet.
    Balance,
    /// Which contracts may spend it.
    Approvals,
}

impl CheckKind {
    /// Every one, in the order in which they are shown.
    pub const ALL: [Self; 19] = [
        Self::Orders,
        Self::TraderData,
        Self::Markets,
        Self::MarketStream,
        Self::UserStream,
        Self::ActivityStream,
        Self::Relayer,
        Self::Polygon,
        Self::Clock,
        Self::Region,
        Self::Version,
        Self::Domains,
        Self::Fees,
        Self::Sizes,
        Self::Ticks,
        Self::ApiKey,
        Self::Standing,
        Self::Balance,
        Self::Approvals,
    ];
}

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// As it should be.
    Ok,
    /// Not as usual, and no reason not to trade.
    Warning,
    /// It could not be found out. No reason to trade.
    Unknown,
    /// A reason not to trade.
    Failed,
}

/// What a check came to.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Check {
    /// What was looked at.
    pub kind: CheckKind,
    /// How it came out.
    pub outcome: Outcome,
    /// What was found.
    pub found: Found,
    /// What to do; nothing where it is as it should be.
    pub remedy: Option<Remedy>,
}

impl Check {
    pub(crate) const fn ok(kind: CheckKind, found: Found) -> Self {
        Self {
            kind,
            outcome: Outcome::Ok,
            found,
            remedy: None,
        }
    }

    pub(crate) const fn of(kind: CheckKind, outcome: Outcome, found: Found, remedy: Remedy) -> Self {
        Self {
            kind,
            outcome,
            found,
            remedy: Some(remedy),
        }
    }

    /// That it could not be asked.
    pub(crate) fn unknown(kind: CheckKind, error: &crate::Error) -> Self {
        let found = Found::NoAnswer {
            words: error.to_string(),
        };
        Self::of(kind, Outcome::Unknown, found, Remedy::TryAgain)
    }

    /// One sentence for the log, in English, without what to do.
    #[must_use]
    pub fn sentence(&self) -> String {
        self.said().en
    }

    /// One sentence for a person, without what to do.
    #[must_use]
    pub fn said(&self) -> Said {
        let (kind, found) = (self.kind.words(), self.found.said());
        Said::new(
            format!("{}: {}", kind.en, found.en),
            format!("{} : {}", kind.fr, found.fr),
        )
    }
}

/// How much is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// What live trading hangs on: a few requests, made before it begins and again and again while it runs. The region is not
    /// among them: it is asked by itself, more often.
    Canary,
    /// Everything, streams, relayer and Polygon included.
    Everything,
}

/// Runs the checks, all at once; they come in the order of [`CheckKind`]. Those of the account are run where there is a login.
pub async fn checks(public: &PublicApi, account: Option<&TradingApi>, depth: Depth) -> Vec<Check> {
    let chain = ChainApi::new(public.transport().clone());
    let mut all: Vec<BoxFuture<'_, Vec<Check>>> = vec![
        Box::pin(platform::clock(public)),
        Box::pin(platform::version(public)),
        Box::pin(platform::markets(public)),
        Box::pin(platform::domains(&chain)),
    ];
    if let Some(account) = account {
        all.push(Box::pin(account::standing(account)));
    }
    if depth == Depth::Everything {
        all.push(Box::pin(platform::region(public)));
        all.push(Box::pin(reach::services(public, &chain)));
        all.push(Box::pin(reach::streams(public.transport())));
        if let Some(account) = account {
            all.push(Box::pin(account::money(account)));
        }
    }
    let mut found: Vec<Check> = join_all(all).await.into_iter().flatten().collect();
    found.sort_by_key(|check| check.kind);
    found
}
