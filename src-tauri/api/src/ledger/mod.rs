//! The ledger: every movement of cash, shares and claims, summed by kind and by day, row by row, and as a file.

pub(crate) mod file;
pub(crate) mod shapes;

use pilotfish_copy::entity::Movement;
use pilotfish_copy::ids::{ConditionId, VenueMs, WalletAddress};
use pilotfish_copy::money::{MICRO, Price, Rounding, Shares, Usd, mul_div};
use pilotfish_copy::state::State;
use pilotfish_store::read::ledger_book::{LedgerBook as Book, LedgerDayPart, LedgerLine};
use pilotfish_store::read::ledger_entries::LedgerFilter as Wanted;

use crate::cents::Account;
use crate::frame::sums;
use crate::markets::question_or_id;
use crate::numbers::{count, few};
use crate::traders::resolve::shown;
use crate::types::{
    ErrorCode, Id, LedgerBook, LedgerDay, LedgerFilter, LedgerKind, LedgerMarket, LedgerRow, LedgerRowsQuery,
    LedgerSum, LedgerWhat, Ms, Sums, TraderName,
};
use crate::{Api, ApiResult, problem, reader};

/// The most rows of one answer.
const ROWS_MOST: u32 = 500;

impl Api {
    /// The ledger's sums and days, all of one instant.
    ///
    /// # Errors
    /// `invalid_query`, the engine's and the store's.
    pub async fn ledger(&self, filter: LedgerFilter) -> ApiResult<LedgerBook> {
        let engine = self.engine()?;
        let core = engine.core();
        // The rows of just this state: what was booked since is in the next answer, as it is in the account's figures beside.
        let wanted = Wanted {
            through: Some(core.state().control.next_ledger.saturating_sub(1)),
            ..wanted(&filter)?
        };
        let book = reader(&engine)?.ledger_book(&wanted).await?;
        Ok(shown_book(&book, sums(&core, Account::of(&core))))
    }

    /// Rows of one day, oldest first.
    ///
    /// # Errors
    /// As [`Api::ledger`].
    pub async fn ledger_rows(&self, query: LedgerRowsQuery) -> ApiResult<Vec<LedgerRow>> {
        let wanted = wanted(&query.filter)?;
        let part = LedgerDayPart {
            day: query.day,
            first: query.first.0,
            last: query.last.0,
            skip: u64::from(query.skip),
            limit: query.limit.clamp(1, ROWS_MOST),
        };
        let engine = self.engine()?;
        let lines = reader(&engine)?.ledger_lines(&wanted, &part).await?;
        let core = engine.core();
        Ok(lines.iter().map(|line| row(core.state(), line)).collect())
    }

    /// The markets with entries, that of the newest entry first, at most 1,000: to choose one of them.
    ///
    /// # Errors
    /// The engine's and the store's.
    pub async fn ledger_markets(&self) -> ApiResult<Vec<LedgerMarket>> {
        let engine = self.engine()?;
        let markets = reader(&engine)?.ledger_markets().await?;
        let shown = markets.into_iter().map(|one| LedgerMarket {
            condition: one.condition.as_str().to_owned(),
            question: one.question,
        });
        Ok(shown.collect())
    }
}

fn wanted(filter: &LedgerFilter) -> ApiResult<Wanted> {
    let trader = match &filter.trader {
        None => None,
        Some(text) => Some(
            WalletAddress::parse(text).map_err(|_| problem(ErrorCode::InvalidQuery, format!("trader: {text:?}")))?,
        ),
    };
    Ok(Wanted {
        kinds: filter.kind.map(Into::into).into_iter().collect(),
        trader,
        condition: filter.market.as_deref().map(ConditionId::new),
        year: filter.year,
        from: filter.from.map(|at| VenueMs(at.0)),
        until: filter.until.map(|at| VenueMs(at.0)),
        text: filter.text.as_deref().unwrap_or_default().trim().to_owned(),
        ..Wanted::default()
    })
}

fn shown_book(book: &Book, sums: Sums) -> LedgerBook {
    let sum = |kind: LedgerKind| {
        let total = book.kinds.get(&kind.into()).copied().unwrap_or_default();
        LedgerSum {
            kind,
            entries: few(total.entries),
            cash: total.cash.to_string(),
            claims: total.claims.to_string(),
        }
    };
    LedgerBook {
        sums,
        through: Id(book.through),
        whole: book.whole,
        start: book.start.to_string(),
        end: book.end.to_string(),
        entries: few(book.kinds.values().map(|total| total.entries).sum()),
        found: few(book.days.iter().map(|day| day.entries).sum()),
        kinds: LedgerKind::ALL.into_iter().map(sum).collect(),
        days: days(book),
        years: book.years.clone(),
        traders: book
            .traders
            .iter()
            .map(|one| TraderName {
                address: one.trader.to_string(),
                name: shown(&one.name, &one.trader),
            })
            .collect(),
    }
}

/// Newest first, each with what all up to it moved.
fn days(book: &Book) -> Vec<LedgerDay> {
    let mut so_far = Usd::ZERO;
    let mut days: Vec<LedgerDay> = book
        .days
        .iter()
        .rev()
        .map(|day| {
            so_far += day.cash;
            LedgerDay {
                day: day.day.clone(),
                entries: few(day.entries),
                cash: day.cash.to_string(),
                cash_so_far: so_far.to_string(),
                balance: day.balance.to_string(),
                first: Id(day.first),
                last: Id(day.last),
            }
        })
        .collect();
    days.reverse();
    days
}

fn row(state: &State, line: &LedgerLine) -> LedgerRow {
    let entry = &line.item.entry;
    let labels = line.item.market.as_ref();
    let fill = line.fill.as_ref();
    let is_reversal = matches!(entry.movement, Movement::Reversal { .. });
    LedgerRow {
        seq: Id(entry.seq),
        at: Ms(entry.at.0),
        kind: line.kind.into(),
        what: what(line),
        trader: line.trader.as_ref().map(|trader| TraderName {
            address: trader.to_string(),
            name: shown(line.item.trader_name.as_deref().unwrap_or_default(), trader),
        }),
        market: entry
            .condition
            .as_ref()
            .map(|condition| question_or_id(labels.map(|labels| labels.question.as_str()), condition))
            .or_else(|| labels.map(|labels| labels.question.clone())),
        condition: entry.condition.as_ref().map(ToString::to_string),
        outcome: labels.map_or_else(String::new, |labels| labels.outcome.clone()),
        outcome_index: entry
            .token
            .as_ref()
            .and_then(|token| state.market_of(token)?.outcome_index(token))
            .map_or(0, count),
        shares: (!entry.shares.is_zero()).then(|| entry.shares.to_string()),
        price: price(line).map(|price| price.to_string()),
        cash: entry.cash.to_string(),
        claim: (!entry.claim.is_zero()).then(|| entry.claim.to_string()),
        balance: line.item.balance.to_string(),
        realised: realised(line).map(|usd| usd.to_string()),
        cost: cost(line).map(|usd| usd.to_string()),
        trader_price: fill.map(|fill| fill.trader_price.to_string()),
        settlement: fill.map(|fill| fill.settlement.into()),
        order: fill.map(|fill| Id(fill.order.0)),
        trade: fill.map(|fill| fill.trade.to_string()),
        undoes: fill.filter(|_| is_reversal).map(|fill| Ms(fill.at.0)),
    }
}

fn what(line: &LedgerLine) -> LedgerWhat {
    match &line.item.entry.movement {
        Movement::Opening => LedgerWhat::Opening,
        Movement::Deposit => LedgerWhat::Deposit,
        Movement::Withdrawal => LedgerWhat::Withdrawal,
        Movement::Fill { .. } if line.item.entry.shares.micros() < 0 => LedgerWhat::Sell,
        Movement::Fill { .. } => LedgerWhat::Buy,
        Movement::Fee { .. } => LedgerWhat::Fee,
        Movement::Payout => LedgerWhat::Payout,
        Movement::PayoutCorrection => LedgerWhat::PayoutCorrection,
        Movement::Redemption => LedgerWhat::Redemption,
        Movement::Reversal { .. } => LedgerWhat::Reversal,
        Movement::Correction => LedgerWhat::Correction,
    }
}

/// A fill's price, or what a share paid.
pub(crate) fn price(line: &LedgerLine) -> Option<Price> {
    let entry = &line.item.entry;
    match &entry.movement {
        Movement::Fill { .. } | Movement::Reversal { .. } => line.fill.as_ref().map(|fill| fill.price),
        Movement::Payout if entry.shares < Shares::ZERO => {
            let paid = mul_div(entry.claim.micros(), MICRO, -entry.shares.micros(), Rounding::HalfUp);
            Some(Price::from_micros(paid))
        }
        _ => None,
    }
}

/// What the row realised, signed. Over all rows it is what the books realised, less fees.
fn realised(line: &LedgerLine) -> Option<Usd> {
    let entry = &line.item.entry;
    let is_shown = match &entry.movement {
        Movement::Fill { .. } => is_sale(line) || !entry.realised.is_zero(),
        Movement::Fee { .. } | Movement::Reversal { .. } | Movement::Payout | Movement::PayoutCorrection => true,
        _ => !entry.realised.is_zero(),
    };
    is_shown.then(|| entry.realised - fee(line))
}

/// The fee that the row takes; one that comes back is less than nothing.
pub(crate) fn fee(line: &LedgerLine) -> Usd {
    match (&line.item.entry.movement, &line.fill) {
        (Movement::Fee { .. }, _) => -line.item.entry.cash,
        (Movement::Reversal { .. }, Some(fill)) => -fill.effect.fee,
        _ => Usd::ZERO,
    }
}

/// What was paid for the shares that left.
fn cost(line: &LedgerLine) -> Option<Usd> {
    match &line.item.entry.movement {
        Movement::Fill { .. } if is_sale(line) => line.fill.as_ref().map(|fill| -fill.effect.cost),
        Movement::Payout => Some(line.item.entry.claim - line.item.entry.realised),
        _ => None,
    }
}

fn is_sale(line: &LedgerLine) -> bool {
    line.item.entry.shares < Shares::ZERO
}
