//! Traders and markets by what a person types: what is known here first, then what the exchange finds.

pub(crate) mod shapes;

use std::collections::BTreeMap;

use futures_util::future::join;
use pilotfish_copy::ids::{ConditionId, TokenId, WalletAddress};
use pilotfish_copy::money::Shares;
use pilotfish_copy::state::State;
use pilotfish_engine::EngineHandle;

use crate::traders::resolve::{Typed, no_key, read, shown};
use crate::types::{ApiError, ErrorCode, Found, FoundMarket, FoundTrader, Id, Ms};
use crate::{Api, ApiResult};

/// The most of each kind.
const FOUND_MOST: usize = 8;
/// The most letters that are searched for.
const TEXT_MOST: usize = 100;

impl Api {
    /// Traders and markets whose names are like `text`, or the trader of that address or profile.
    ///
    /// # Errors
    /// `looks_like_key` before anything is asked, and the engine's. What the exchange does not answer is in the answer.
    pub async fn search(&self, text: String) -> ApiResult<Found> {
        let engine = self.engine()?;
        no_key(&text)?;
        let text: String = text.trim().chars().take(TEXT_MOST).collect();
        if text.is_empty() {
            return Ok(Found {
                traders: Vec::new(),
                markets: Vec::new(),
                trouble: None,
            });
        }
        let (traders, markets) = join(self.traders_like(&engine, &text), markets_like(&engine, &text)).await;
        let (traders, no_traders) = traders;
        let (markets, no_markets) = markets;
        Ok(Found {
            traders,
            markets,
            trouble: no_traders.or(no_markets),
        })
    }

    async fn traders_like(&self, engine: &EngineHandle, text: &str) -> (Vec<FoundTrader>, Option<ApiError>) {
        let core = engine.core();
        let state = core.state();
        let own = engine.wallet();
        let mut found: Vec<(WalletAddress, String)> = Vec::new();
        let mut trouble = None;
        match read(text) {
            Typed::Address(wallet) => match self.resolve(engine, wallet.as_str()).await {
                Ok(trader) => found.push((trader.wallet, trader.name)),
                // Nobody trades there: that is an answer.
                Err(error) if error.code == ErrorCode::UnknownTrader => {}
                Err(error) => trouble = Some(error),
            },
            Typed::Name(name) => {
                let like = name.to_lowercase();
                let follows = state
                    .follows
                    .values()
                    .filter(|follow| state.follow_of(&follow.trader).is_some());
                let known = follows.filter(|follow| follow.name.to_lowercase().contains(&like));
                found.extend(known.map(|follow| (follow.trader.clone(), follow.name.clone())));
                match engine.traders().search(&name).await {
                    Ok(profiles) => found.extend(profiles.into_iter().map(|one| (one.wallet, one.name))),
                    Err(error) => trouble = Some(error.into()),
                }
            }
        }
        let mut rows: Vec<FoundTrader> = Vec::new();
        for (wallet, name) in found {
            if rows.len() < FOUND_MOST && !rows.iter().any(|row| row.address == wallet.as_str()) {
                let follow = state.follow_of(&wallet);
                rows.push(FoundTrader {
                    name: shown(&name, &wallet),
                    follow: follow.map(|follow| Id(follow.id.0)),
                    percentage: follow.map(|follow| follow.settings.percentage.to_string()),
                    own: own.as_ref() == Some(&wallet),
                    address: wallet.to_string(),
                });
            }
        }
        (rows, trouble)
    }
}

async fn markets_like(engine: &EngineHandle, text: &str) -> (Vec<FoundMarket>, Option<ApiError>) {
    let core = engine.core();
    let state = core.state();
    let held = held(state);
    let like = text.to_lowercase();
    let known = state
        .markets
        .values()
        .filter(|market| market.question.to_lowercase().contains(&like));
    let mut rows: Vec<FoundMarket> = known
        .map(|market| {
            row(
                &held,
                &market.condition,
                market.question.clone(),
                market.closed,
                market.end.map(|end| Ms(end.0)),
            )
        })
        .collect();
    // What is held is looked for first, then what can still be traded.
    rows.sort_by_key(|row| (row.held.is_none(), row.closed));
    let trouble = match engine.market_data().search_markets(text, FOUND_MOST).await {
        Ok(found) => {
            for one in found {
                if !rows.iter().any(|row| row.condition == one.condition.as_str()) {
                    let ends = one.end.map(|end| Ms(end.0));
                    rows.push(row(&held, &one.condition, one.question, one.closed, ends));
                }
            }
            None
        }
        Err(error) => Some(error.into()),
    };
    rows.truncate(FOUND_MOST);
    (rows, trouble)
}

/// What is held in each market through all follows: of which outcome most, and how much of that.
fn held(state: &State) -> BTreeMap<&ConditionId, (Shares, &str)> {
    let mut tokens: BTreeMap<&TokenId, Shares> = BTreeMap::new();
    for ((_, token), holding) in state.holdings.iter() {
        *tokens.entry(token).or_default() += holding.shares;
    }
    let mut markets: BTreeMap<&ConditionId, (Shares, &str)> = BTreeMap::new();
    for (token, shares) in tokens {
        let Some(market) = state.market_of(token).filter(|_| shares > Shares::ZERO) else {
            continue;
        };
        let outcome = market.outcome(token).map_or("", |outcome| outcome.name.as_str());
        let larger = markets.entry(&market.condition).or_insert((shares, outcome));
        if shares > larger.0 {
            *larger = (shares, outcome);
        }
    }
    markets
}

fn row(
    held: &BTreeMap<&ConditionId, (Shares, &str)>,
    condition: &ConditionId,
    question: String,
    closed: bool,
    ends_at: Option<Ms>,
) -> FoundMarket {
    let holds = held.get(condition);
    FoundMarket {
        condition: condition.to_string(),
        question,
        ends_at,
        closed,
        held: holds.map(|(shares, _)| shares.to_string()),
        outcome: holds.map(|(_, outcome)| (*outcome).to_owned()),
    }
}
