//! Markets by their words, for a list to choose from: Gamma alone is asked, which may be five minutes old.

use pilotfish_copy::ids::{ConditionId, VenueMs};

use super::PublicApi;
use crate::Error;
use crate::fields::Fields;
use crate::pacing::Lane;

/// A market that a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundMarket {
    /// The venue's condition id of the market.
    pub condition: ConditionId,
    /// The question in words.
    pub question: String,
    /// When it is to resolve, where known.
    pub end: Option<VenueMs>,
    /// Whether it is closed.
    pub closed: bool,
}

impl PublicApi {
    /// Markets whose question or event is like `text`, in the venue's order, at most so many. Ones without an id or a question are
    /// left out.
    ///
    /// # Errors
    /// As every read.
    pub async fn search_markets(&self, text: &str, most: usize) -> Result<Vec<FoundMarket>, Error> {
        let limit = most.to_string();
        let query = [
            ("q", text),
            ("search_profiles", "false"),
            ("search_tags", "false"),
            ("limit_per_type", limit.as_str()),
        ];
        let url = self.transport.gamma("public-search", &query)?;
        let body = self.transport.get(url, Lane::Gamma, None).await?;
        let events = Fields::of(&body, "a search")?;
        let mut found = Vec::new();
        for event in events.list("events") {
            let Ok(event) = Fields::of(event, "an event") else {
                continue;
            };
            let markets = event.list("markets").iter();
            found.extend(markets.filter_map(|market| read(&Fields::of(market, "a market").ok()?)));
        }
        found.truncate(most);
        Ok(found)
    }
}

fn read(market: &Fields<'_>) -> Option<FoundMarket> {
    let question = market.words("question");
    Some(FoundMarket {
        condition: market.condition("conditionId")?,
        end: market.instant("endDate"),
        closed: market.flag("closed").unwrap_or(false),
        question: Some(question).filter(|question| !question.is_empty())?,
    })
}
