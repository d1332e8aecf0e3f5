//! Where the rest of a trader's profit went, for one follow.
//!
//! Fills, signals and holdings are of one instant of the store; the marks are those of the positions. So what is called ours
//! here is what the results by trader say, to the cent that is shown.

use std::collections::BTreeMap;

use pilotfish_copy::Core;
use pilotfish_copy::accounts::{self, Decided, Part, average_cost, unrealised};
use pilotfish_copy::entity::Holding;
use pilotfish_copy::ids::{FollowId, TokenId};
use pilotfish_copy::money::{Percentage, Price, Usd};
use pilotfish_store::read::shortfall::FollowRecord;

use crate::cents::Shown;
use crate::numbers::{count, few, ratio_tenths, tenths};
use crate::traders::resolve::shown;
use crate::types::{ErrorCode, Id, Ms, Shortfall, ShortfallPart};
use crate::{Api, ApiResult, problem, reader};
use pilotfish_engine::accounts::profit;

/// Books round each booking by less than a micro-dollar; so far they may lie from the fills before something is wrong.
const ODD: Usd = Usd::from_micros(10_000);

impl Api {
    /// The way from the trader's profit to ours, over the whole life of a follow, removed ones too.
    ///
    /// # Errors
    /// `not_found`, the engine's and the store's.
    pub async fn shortfall(&self, follow: Id) -> ApiResult<Shortfall> {
        let engine = self.engine()?;
        let reader = reader(&engine)?;
        let mut records = engine.records.lock().await;
        let known = records.follow.take();
        let known = reader.known_record(FollowId(follow.0), known).await?;
        let known = known.ok_or_else(|| problem(ErrorCode::NotFound, format!("no follow {}", follow.0)))?;
        let shortfall = told(&engine.core(), known.record());
        records.follow = Some(known);
        Ok(shortfall)
    }
}

fn told(core: &Core, record: &FollowRecord) -> Shortfall {
    let marks = marks(core, record);
    let booked = record.holdings.iter().map(|holding| booked(core, holding)).sum();
    let exact = accounts::shortfall(&record.decided, |token| marks.get(token).copied(), booked);
    if exact.remainder > ODD || -exact.remainder > ODD {
        tracing::warn!(follow = %record.follow.id, remainder = %exact.remainder, "fills and books do not agree");
    }
    let mut cents = exact.in_cents();
    // As the results by trader show it. Where record and core are not of one instant it is its own nearest cent.
    if profit(core, Some(record.follow.id)).net() == exact.ours {
        let more = Shown::of(core).made(record.follow.id).net() - cents.ours;
        cents.ours += more;
        for portion in cents.parts.iter_mut().filter(|portion| portion.part == Part::Rounding) {
            portion.effect += more;
        }
    }
    let mut profit = cents.paper;
    let parts = cents.parts.iter().map(|portion| {
        let before = profit;
        profit += portion.effect;
        ShortfallPart {
            part: portion.part.into(),
            effect: portion.effect.to_string(),
            before: before.to_string(),
            after: profit.to_string(),
            count: few(portion.count),
        }
    });
    let parts = parts.collect();
    let both_won = exact.paper > Usd::ZERO && exact.ours > Usd::ZERO;
    Shortfall {
        follow: Id(record.follow.id.0),
        address: record.follow.trader.to_string(),
        name: shown(&record.follow.name, &record.follow.trader),
        percentage: percentage(&record.decided, record.follow.settings.percentage),
        since: Ms(record.since.0),
        trades: count(record.decided.iter().filter(|one| !one.by_user).count()),
        unpriced: few(exact.unpriced),
        fills: count(record.decided.iter().map(|one| one.executions.len()).sum()),
        paper: cents.paper.to_string(),
        ours: cents.ours.to_string(),
        difference: (cents.ours - cents.paper).to_string(),
        kept_percent: ratio_tenths(exact.ours, exact.paper).filter(|_| both_won).map(tenths),
        parts,
    }
}

/// What a share of each token is worth in the end. What is held is valued as the positions are, at cost where no price is
/// known; the rest by its market's payout, else by what the trader's position last showed, else by the book we last saw (which
/// nobody watches any more).
fn marks(core: &Core, record: &FollowRecord) -> BTreeMap<TokenId, Price> {
    let held: BTreeMap<&TokenId, &Holding> = record
        .holdings
        .iter()
        .filter(|holding| !holding.shares.is_zero())
        .map(|holding| (&holding.token, holding))
        .collect();
    let mut marks = BTreeMap::new();
    for token in record.decided.iter().map(|one| &one.token) {
        if marks.contains_key(token) {
            continue;
        }
        let price = match held.get(token) {
            Some(holding) => core.mark(holding).or_else(|| average_cost(holding)),
            None => payout(core, token)
                .or_else(|| record.last_prices.get(token).copied())
                .or_else(|| seen(core, token)),
        };
        if let Some(price) = price {
            marks.insert(token.clone(), price);
        }
    }
    marks
}

fn payout(core: &Core, token: &TokenId) -> Option<Price> {
    core.state().market_of(token).and_then(|market| market.payout(token))
}

/// By the book we last saw: what is between its sides, or the side that is there.
fn seen(core: &Core, token: &TokenId) -> Option<Price> {
    let book = core.book(token)?;
    book.between(None).or_else(|| book.one_sided())
}

/// What a holding made, realised and open, less fees: as [`pilotfish_engine::accounts::profit`] has it.
fn booked(core: &Core, holding: &Holding) -> Usd {
    let open = if holding.shares.is_zero() {
        Usd::ZERO
    } else {
        core.mark(holding).map_or(Usd::ZERO, |mark| unrealised(holding, mark))
    };
    holding.realised + open - holding.fees
}

/// The percentage of all the signals, or the follow's where there is none yet.
fn percentage(decided: &[Decided], now: Percentage) -> Option<String> {
    let mut all = decided.iter().filter(|one| !one.by_user).map(|one| one.percentage);
    let first = all.next().unwrap_or(now);
    all.all(|other| other == first).then(|| first.to_string())
}
