//! The arguments of `follow`, `set`, `unfollow` and `limits`, and the shapes of what they tell programs.

use clap::Args;
use pilotfish_api::types::{BelowMinimum, CopySides, Style};

use super::Read;
use crate::parse;

pub(super) const FOLLOW_JSON: &str = "\
With --json: one object, {\"kind\": \"follow\", \"follow\": {id, address, name, status, settings: {percentage, style, maxSlippage, maxOrder,
maxMarket, maxTotal, priceMin, priceMax, minMinutesToResolution, copy, belowMinimum, copyExisting, categories, excludeKeywords}, since,
pnl, realised, unrealised, exposure, workingOrders, fills, signals, skips, slippageBps, fees, lastEventAt}}. Amounts and prices are
decimal texts, times milliseconds since 1970.";

pub(super) const UNFOLLOW_JSON: &str = "\
With --json: one object, {\"kind\": \"unfollowed\", follow, name, address, working_orders, exposure}, the last two as they were before.";

pub(super) const LIMITS_JSON: &str = "\
With --json: one object, {\"kind\": \"limits\", \"limits\": {maxExposure, maxDailySpend, maxOpenOrders, reserve, maxDailyLoss}}.";

/// A follow's settings, each by itself.
#[derive(Debug, Args)]
pub(crate) struct FollowSettings {
    /// Percent of each of their trades, 0.1 to 20.
    #[arg(long, short = 'p', value_name = "PERCENT")]
    pub(crate) percentage: Option<String>,
    /// How copies are executed: on the ladder, or at market first with the rest on the ladder.
    #[arg(long, value_parser = parse::style())]
    pub(crate) style: Option<Style>,
    /// The most a price may be worse than the trader's, USD per share.
    #[arg(long, value_name = "PRICE")]
    pub(crate) max_slippage: Option<String>,
    /// The most an order may cost, USD.
    #[arg(long, value_name = "USD")]
    pub(crate) max_order: Option<String>,
    /// The most in one market, USD.
    #[arg(long, value_name = "USD")]
    pub(crate) max_market: Option<String>,
    /// The most through this follow, USD.
    #[arg(long, value_name = "USD")]
    pub(crate) max_total: Option<String>,
    /// Do not buy below this price, 0 to 1.
    #[arg(long, value_name = "PRICE")]
    pub(crate) price_min: Option<String>,
    /// Do not buy above this price, 0 to 1.
    #[arg(long, value_name = "PRICE")]
    pub(crate) price_max: Option<String>,
    /// Do not buy in markets that end within this many minutes.
    #[arg(long, value_name = "MINUTES")]
    pub(crate) min_minutes: Option<u32>,
    /// What to copy: buys, sells or both.
    #[arg(long, value_parser = parse::copy_sides())]
    pub(crate) copy: Option<CopySides>,
    /// What to do with copies below the exchange's minimum: skip them, or combine them until they are large enough.
    #[arg(long, value_parser = parse::below_minimum())]
    pub(crate) below_minimum: Option<BelowMinimum>,
    /// Copy only in this category. Repeatable.
    #[arg(long = "category", value_name = "CATEGORY")]
    pub(crate) categories: Vec<String>,
    /// Copy in all categories again.
    #[arg(long, conflicts_with = "categories")]
    pub(crate) all_categories: bool,
    /// Skip markets with this word in their question. Repeatable.
    #[arg(long, value_name = "WORD")]
    pub(crate) exclude: Vec<String>,
    /// Skip no market because of a word any more.
    #[arg(long, conflicts_with = "exclude")]
    pub(crate) exclude_nothing: bool,
}

/// Options of `follow`.
#[derive(Debug, Args)]
pub(crate) struct FollowNew {
    /// The trader: a name, a wallet address or a profile URL.
    #[arg(value_name = "TRADER")]
    pub(crate) who: String,
    /// Also copy their current positions.
    #[arg(long)]
    pub(crate) copy_existing: bool,
    #[command(flatten)]
    pub(crate) settings: FollowSettings,
    #[command(flatten)]
    pub(crate) place: Read,
}

/// Options of `set`.
#[derive(Debug, Args)]
pub(crate) struct SetFollow {
    /// The follow: the trader's name or address, or the follow's number.
    #[arg(value_name = "FOLLOW")]
    pub(crate) who: String,
    /// Turn copying on again. What they did in the meantime is not copied.
    #[arg(long, conflicts_with = "off")]
    pub(crate) on: bool,
    /// Turn copying off: open orders are cancelled, positions are kept.
    #[arg(long)]
    pub(crate) off: bool,
    #[command(flatten)]
    pub(crate) settings: FollowSettings,
    #[command(flatten)]
    pub(crate) place: Read,
}

/// Options of `unfollow`.
#[derive(Debug, Args)]
pub(crate) struct Unfollow {
    /// The follow: the trader's name or address, or the follow's number.
    #[arg(value_name = "FOLLOW")]
    pub(crate) who: String,
    #[command(flatten)]
    pub(crate) place: Read,
}

/// Options of `limits`.
#[derive(Debug, Args)]
pub(crate) struct Limits {
    /// The most at risk in total, USD.
    #[arg(long, value_name = "USD")]
    pub(crate) max_exposure: Option<String>,
    /// The most spent per UTC day, USD.
    #[arg(long, value_name = "USD")]
    pub(crate) max_daily_spend: Option<String>,
    /// The most open orders at once.
    #[arg(long, value_name = "ORDERS")]
    pub(crate) max_open_orders: Option<u32>,
    /// The percentage of the capital that is never spent.
    #[arg(long, value_name = "PERCENT")]
    pub(crate) reserve: Option<String>,
    /// The loss in a UTC day at which buying stops until the next, USD; 0 turns this off.
    #[arg(long, value_name = "USD")]
    pub(crate) max_daily_loss: Option<String>,
    #[command(flatten)]
    pub(crate) place: Read,
}
