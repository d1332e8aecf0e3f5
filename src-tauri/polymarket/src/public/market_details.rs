//! What Gamma tells of a market beyond its trading facts: rules, dates, volume. For people; nothing is decided by it.

use pilotfish_copy::ids::{ConditionId, VenueMs};
use pilotfish_copy::market::Market;
use pilotfish_copy::money::Usd;

use super::PublicApi;
use crate::Error;
use crate::fields::Fields;

/// How far a market's resolution has come, by the oracle's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ResolutionStage {
    /// Nobody has proposed an outcome.
    #[default]
    Open,
    /// Somebody has proposed one, and it can be disputed.
    Proposed,
    /// It is disputed.
    Disputed,
    /// It stands.
    Resolved,
    /// Another word than those.
    Unknown,
}

/// A market with what is told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarketDetails {
    /// Its trading facts.
    pub market: Market,
    /// Its rules, in the words of whoever made it; may be empty.
    pub description: String,
    /// What decides it (a site, an institution); may be empty.
    pub resolution_source: String,
    /// When it opened.
    pub opened_at: Option<VenueMs>,
    /// When it closed.
    pub closed_at: Option<VenueMs>,
    /// pUSD traded in it, ever. Up to five minutes old.
    pub volume: Option<Usd>,
    /// The same of the last day.
    pub volume_24h: Option<Usd>,
    /// pUSD resting in its books.
    pub liquidity: Option<Usd>,
    /// How far its resolution has come.
    pub resolution: ResolutionStage,
}

impl PublicApi {
    /// A market with what is told of it.
    ///
    /// # Errors
    /// As [`PublicApi::market_by_condition`].
    pub async fn market_details(&self, condition: &ConditionId) -> Result<MarketDetails, Error> {
        let gamma = self.gamma_market(condition).await?;
        let market = self.assemble(&gamma).await?;
        Ok(details(market, &Fields::of(&gamma, "a market")?))
    }
}

fn details(market: Market, fields: &Fields<'_>) -> MarketDetails {
    let usd = |names: [&str; 2]| names.iter().find_map(|name| fields.usd(name));
    MarketDetails {
        description: fields.words("description").trim().to_owned(),
        resolution_source: fields.words("resolutionSource").trim().to_owned(),
        opened_at: fields.instant("startDate").or_else(|| fields.instant("createdAt")),
        closed_at: fields.instant("closedTime"),
        volume: usd(["volumeNum", "volume"]),
        volume_24h: usd(["volume24hr", "volume24hrClob"]),
        liquidity: usd(["liquidityNum", "liquidity"]),
        resolution: resolution(fields),
        market,
    }
}

fn resolution(fields: &Fields<'_>) -> ResolutionStage {
    let word = fields
        .text("umaResolutionStatus")
        .or_else(|| fields.text("resolutionStatus"));
    match word.as_deref().map(str::to_ascii_lowercase).as_deref() {
        None | Some("open" | "posed" | "initialized" | "unresolved") => ResolutionStage::Open,
        Some("proposed") => ResolutionStage::Proposed,
        Some("disputed" | "challenged") => ResolutionStage::Disputed,
        Some("resolved" | "settled") => ResolutionStage::Resolved,
        Some(_) => ResolutionStage::Unknown,
    }
}
