//! Traders as the venue shows them: leaderboard, profiles, sums, curves. Nothing here decides or books anything.

use pilotfish_copy::ids::{VenueMs, WalletAddress};
use pilotfish_copy::money::{Shares, Usd};
use serde_json::Value;

use super::PublicApi;
use super::pages::{self, ListQuery};
use crate::Error;
use crate::fields::{Fields, rows};
use crate::pacing::Lane;
use crate::unreadable::RowSource;

/// What a leaderboard or a curve looks back on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// A day.
    Day,
    /// Seven days.
    Week,
    /// Thirty days.
    Month,
    /// Everything.
    All,
}

impl Window {
    /// As the leaderboard names it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::All => "all",
        }
    }

    /// The interval and the step of a profit curve over it.
    const fn curve(self) -> (&'static str, &'static str) {
        match self {
            Self::Day => ("1d", "1h"),
            Self::Week => ("1w", "1h"),
            Self::Month => ("1m", "1d"),
            Self::All => ("all", "1d"),
        }
    }
}

/// What a leaderboard ranks by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Profit.
    Pnl,
    /// Shares traded.
    Volume,
}

/// One row of the leaderboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaderRow {
    /// From 1.
    pub rank: u32,
    /// Proxy wallet.
    pub wallet: WalletAddress,
    /// Name, empty where there is none.
    pub name: String,
    /// Profit in the window.
    pub pnl: Usd,
    /// Volume in the window: the venue counts it in shares.
    pub volume: Shares,
    /// Whether the venue vouches for the name.
    pub verified: bool,
}

/// Who someone is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Proxy wallet.
    pub wallet: WalletAddress,
    /// The chosen name, else the pseudonym, else empty.
    pub name: String,
    /// A line about them.
    pub bio: String,
    /// Since when.
    pub since: Option<VenueMs>,
}

/// The venue's own sums over a trader; what it does not say is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TraderStats {
    /// Markets traded in, ever: the official schema calls them trades.
    pub trades: Option<u64>,
    /// Since when.
    pub since: Option<VenueMs>,
    /// Profit in all from trading: realised and open, fees taken off, rewards and rebates not counted.
    pub pnl: Option<Usd>,
    /// The best closed position.
    pub biggest_win: Option<Usd>,
}

/// A point of a profit curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PnlPoint {
    /// The instant, venue time.
    pub at: VenueMs,
    /// Profit from trading up to then: realised and open, fees taken off, rewards and rebates not counted.
    pub pnl: Usd,
}

impl PublicApi {
    /// The leaderboard's first `limit` rows (at most 1,000), of a category in lower case or of all.
    ///
    /// # Errors
    /// As every read.
    pub async fn leaderboard(
        &self,
        window: Window,
        category: Option<&str>,
        order: Order,
        limit: usize,
    ) -> Result<Vec<LeaderRow>, Error> {
        let order = if order == Order::Pnl { "pnl" } else { "vol" };
        let query = [
            ("window", window.as_str()),
            ("category", category.unwrap_or_default()),
            ("order", order),
        ];
        let list = ListQuery {
            path: "v2/leaderboard",
            filters: &query,
            lane: Lane::Data,
            enough: Some(limit.clamp(1, pages::PAGE_ROWS)),
            pages: pages::PAGES_MAX,
            uncached: false,
        };
        let found = pages::read(&self.transport, &list).await?;
        Ok(found
            .rows
            .iter()
            .filter_map(|row| self.transport.readable(RowSource::Leaderboard, row, leader(row)))
            .collect())
    }

    /// Who that wallet is.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a wallet without a profile, else as every read.
    pub async fn profile(&self, wallet: &WalletAddress) -> Result<Profile, Error> {
        let url = self
            .transport
            .gamma("public-profile", &[("address", wallet.as_str())])?;
        let body = self.transport.get(url, Lane::Gamma, None).await?;
        let fields = Fields::of(&body, "a profile")?;
        Ok(profile(
            &fields,
            fields.wallet("proxyWallet").unwrap_or_else(|| wallet.clone()),
        ))
    }

    /// The wallet that the profile of that address has: the address may be the wallet's own, or that of its key.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an address without a profile, [`Error::Unreadable`] for a profile without a wallet, else as every
    /// read.
    pub async fn profile_wallet(&self, address: &WalletAddress) -> Result<WalletAddress, Error> {
        let query = [("address", address.as_str())];
        let url = self.transport.gamma("public-profile", &query)?;
        let body = self.transport.get(url, Lane::Gamma, None).await?;
        let fields = Fields::of(&body, "a profile")?;
        fields.need("proxyWallet", fields.wallet("proxyWallet"))
    }

    /// Profiles whose name is like `text`, at most `limit`. Ones without a wallet are left out.
    ///
    /// # Errors
    /// As every read.
    pub async fn search(&self, text: &str, limit: u32) -> Result<Vec<Profile>, Error> {
        let limit = limit.to_string();
        let query = [
            ("q", text),
            ("search_profiles", "true"),
            ("limit_per_type", limit.as_str()),
        ];
        let body = self
            .transport
            .get(self.transport.gamma("public-search", &query)?, Lane::Gamma, None)
            .await?;
        let fields = Fields::of(&body, "a search")?;
        let found = fields.list("profiles").iter().filter_map(|value| {
            let fields = Fields::of(value, "a profile").ok()?;
            Some(profile(&fields, fields.wallet("proxyWallet")?))
        });
        Ok(found.collect())
    }

    /// The venue's own sums over a trader.
    ///
    /// # Errors
    /// As every read.
    pub async fn user_stats(&self, wallet: &WalletAddress) -> Result<TraderStats, Error> {
        let Some(body) = self.one("v2/user-stats", &[("user", wallet.as_str())]).await? else {
            return Ok(TraderStats::default());
        };
        let fields = Fields::of(&body, "a trader's sums")?;
        let all_time = fields.object("all_time_pnl", "a trader's profit");
        Ok(TraderStats {
            trades: fields.whole("trades"),
            since: fields.instant("join_date"),
            pnl: all_time.and_then(|fields| fields.usd("position_pnl").or_else(|| fields.usd("economic_pnl"))),
            biggest_win: fields.usd("biggest_win"),
        })
    }

    /// A trader's profit curve, oldest first.
    ///
    /// # Errors
    /// As every read.
    pub async fn pnl_series(&self, wallet: &WalletAddress, window: Window) -> Result<Vec<PnlPoint>, Error> {
        let (interval, fidelity) = window.curve();
        let query = [
            ("user", wallet.as_str()),
            ("interval", interval),
            ("fidelity", fidelity),
        ];
        let Some(body) = self.one("v2/user-pnl", &query).await? else {
            return Ok(Vec::new());
        };
        let points = rows(&body, &["points"])?.iter().filter_map(|value| {
            let fields = Fields::of(value, "a point").ok()?;
            let pnl = fields.usd("position_pnl").or_else(|| fields.usd("economic_pnl"))?;
            Some(PnlPoint {
                at: fields.instant("timestamp")?,
                pnl,
            })
        });
        let mut points: Vec<_> = points.collect();
        points.sort_by_key(|point| point.at);
        Ok(points)
    }

    /// What a trader's positions are worth.
    ///
    /// # Errors
    /// As every read.
    pub async fn value(&self, wallet: &WalletAddress) -> Result<Usd, Error> {
        let Some(body) = self.one("v2/value", &[("user", wallet.as_str())]).await? else {
            return Ok(Usd::ZERO);
        };
        let fields = Fields::of(&body, "a value")?;
        fields.need("value", fields.usd("value"))
    }

    /// The one thing such a route answers: bare, under `data`, alone in a list, or nothing.
    async fn one(&self, path: &str, query: &[(&str, &str)]) -> Result<Option<Value>, Error> {
        let body = self
            .transport
            .get(self.transport.data(path, query)?, Lane::Data, None)
            .await?;
        let inner = match body {
            Value::Object(mut map) if map.contains_key("data") => map.remove("data").unwrap_or_default(),
            other => other,
        };
        Ok(match inner {
            Value::Array(items) => items.into_iter().next(),
            Value::Null => None,
            other => Some(other),
        })
    }
}

fn leader(value: &Value) -> Result<LeaderRow, Error> {
    let fields = Fields::of(value, "a leaderboard row")?;
    let rank = fields.whole("rank").and_then(|rank| u32::try_from(rank).ok());
    Ok(LeaderRow {
        rank: fields.need("rank", rank)?,
        wallet: fields.need(
            "user_id",
            fields.wallet("user_id").or_else(|| fields.wallet("proxy_wallet")),
        )?,
        name: fields.words("user_name"),
        pnl: fields.usd("pnl").unwrap_or_default(),
        volume: fields.shares("volume").unwrap_or_default(),
        verified: fields.flag("verified").unwrap_or(false),
    })
}

fn profile(fields: &Fields<'_>, wallet: WalletAddress) -> Profile {
    let name = fields
        .text("name")
        .or_else(|| fields.text("pseudonym"))
        .unwrap_or_default()
        .into_owned();
    Profile {
        wallet,
        name,
        bio: fields.words("bio"),
        since: fields.instant("createdAt"),
    }
}
