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
    /// How copies are worked: up the ladder, or at once what the book gives and the rest up the ladder.
    #[arg(long, value_parser = parse::style())]
    pub(crate) style: Option<Style>,
    /// How much worse than the trader's a price may be at most, a share in USD.
    #[arg(long, value_name = "PRICE")]
    pub(crate) max_slippage: Option<String>,
    /// USD of an order at most.
    #[arg(long, value_name = "USD")]
    pub(crate) max_order: Option<String>,
    /// USD in a market at most.
    #[arg(long, value_name = "USD")]
    pub(crate) max_market: Option<String>,
    /// USD through this follow at most.
    #[arg(long, value_name = "USD")]
    pub(crate) max_total: Option<String>,
    /// Nothing is bought under this price, 0 to 1.
    #[arg(long, value_name = "PRICE")]
    pub(crate) price_min: Option<String>,
    /// Nothing is bought over this price, 0 to 1.
    #[arg(long, value_name = "PRICE")]
    pub(crate) price_max: Option<String>,
    /// Nothing is bought in a market that ends in fewer minutes.
    #[arg(long, value_name = "MINUTES")]
    pub(crate) min_minutes: Option<u32>,
    /// What is copied: purchases, sales, or both.
    #[arg(long, value_parser = parse::copy_sides())]
    pub(crate) copy: Option<CopySides>,
    /// What becomes of copies below the exchange's minimum: left out, or collected until they are large enough.
    #[arg(long, value_parser = parse::below_minimum())]
    pub(crate) below_minimum: Option<BelowMinimum>,
    /// Copy only in this category. May be given several times.
    #[arg(long = "category", value_name = "CATEGORY")]
    pub(crate) categories: Vec<String>,
    /// Copy in all categories again.
    #[arg(long, conflicts_with = "categories")]
    pub(crate) all_categories: bool,
    /// Leave out markets with this word in their question. May be given several times.
    #[arg(long, value_name = "WORD")]
    pub(crate) exclude: Vec<String>,
    /// Leave out no market over a word any more.
    #[arg(long, conflicts_with = "exclude")]
    pub(crate) exclude_nothing: bool,
}

/// Options of `follow`.
#[derive(Debug, Args)]
pub(crate) struct FollowNew {
    /// Whom: a trader's name, wallet address or profile on the web.
    #[arg(value_name = "TRADER")]
    pub(crate) who: String,
    /// Copy what they hold now, too.
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
    /// Whose: the name or address of a trader who is followed, or the follow's number.
    #[arg(value_name = "FOLLOW")]
    pub(crate) who: String,
    /// Copy them again. What they did meanwhile is not copied.
    #[arg(long, conflicts_with = "off")]
    pub(crate) on: bool,
    /// Copy them no more for now: working orders are cancelled, what is held stays.
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
    /// Whom: the name or address of a trader who is followed, or the follow's number.
    #[arg(value_name = "FOLLOW")]
    pub(crate) who: String,
    #[command(flatten)]
    pub(crate) place: Read,
}

/// Options of `limits`.
#[derive(Debug, Args)]
pub(crate) struct Limits {
    /// USD at risk at most, in all.
    #[arg(long, value_name = "USD")]
    pub(crate) max_exposure: Option<String>,
    /// USD spent a UTC day at most.
    #[arg(long, value_name = "USD")]
    pub(crate) max_daily_spend: Option<String>,
    /// Orders at once at most.
    #[arg(long, value_name = "ORDERS")]
    pub(crate) max_open_orders: Option<u32>,
    /// Percent of the capital that is never spent.
    #[arg(long, value_name = "PERCENT")]
    pub(crate) reserve: Option<String>,
    /// USD lost a UTC day at which purchases stop for the rest of it; 0 for no such limit.
    #[arg(long, value_name = "USD")]
    pub(crate) max_daily_loss: Option<String>,
    #[command(flatten)]
    pub(crate) place: Read,
}
