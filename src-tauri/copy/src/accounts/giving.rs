//! Shares that the account has beyond the books, given to a follow: from then on they are held through it, at what they cost.
//!
//! They are sold as everything else of the follow is: in its trader's proportion, all of it when the trader closes, or by the user's
//! own close. So target and holding grow together, and the ledger gets a row. A purchase by hand took cash with it, too: where the
//! venue shows at least that much less cash than the books, it leaves the books in the same row.

use super::ledger::{Entry, write};
use super::readings::Readings;
use super::reconciliation::{Accounts, CASH_TOLERANCE, agree, lower_missing_cash};
use super::{book, daily_loss, fill_value, fills, nothing_held};
use crate::entity::{Change, FollowStatus, HaltReason, Holding, Movement};
use crate::event::{CostBasis, EventKind};
use crate::ids::{FollowId, TokenId, VenueMs};
use crate::input::OwnTrade;
use crate::market::Side;
use crate::markets::Markets;
use crate::money::{Rounding, Shares, Usd};
use crate::state::{Pair, State};
use crate::step::{Consequence, Cx};
use crate::traders::Traders;

/// What giving a token's surplus to a follow would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GivePlan {
    /// Shares that the follow would hold more.
    pub shares: Shares,
    /// What they cost, USD, without fees.
    pub cost: Usd,
    /// The fees that were paid for them, USD.
    pub fee: Usd,
    /// How the cost is known.
    pub basis: CostBasis,
    /// USD that would leave the books with it: cost and fees, where as much cash is missing; else nothing.
    pub cash: Usd,
}

/// The plan; `None` where nothing of the token is to be given: no confirmed surplus, a market that is over or unknown, or no price
/// that they could be booked at.
pub(crate) fn plan(
    state: &State,
    markets: &Markets,
    readings: &Readings,
    token: &TokenId,
    now: VenueMs,
) -> Option<GivePlan> {
    let stands = HaltReason::SharesUnexplained { token: token.clone() };
    let difference = state
        .differences
        .get(token)
        .filter(|difference| difference.shares > Shares::ZERO && state.halts.contains_key(&stands))?;
    state
        .market_of(token)
        .filter(|market| !market.closed && market.payouts.is_none())?;
    let shares = difference.shares;
    let bought = readings.purchases_of(token, shares);
    if bought.is_empty() {
        let price = markets
            .middle(token, now, None)
            .or_else(|| markets.one_sided(token, now))?;
        return Some(GivePlan {
            shares,
            cost: shares.value(price, Rounding::Up),
            fee: Usd::ZERO,
            basis: CostBasis::Market,
            cash: Usd::ZERO,
        });
    }
    let cost: Usd = bought.iter().map(|trade| value(trade)).sum();
    let fee: Usd = bought.iter().map(|trade| fills::fee_of(state, trade)).sum();
    let missing = missing_cash(state);
    Some(GivePlan {
        shares,
        cost,
        fee,
        basis: CostBasis::Trades,
        cash: if missing + CASH_TOLERANCE >= cost + fee {
            missing.min(cost + fee)
        } else {
            Usd::ZERO
        },
    })
}

fn value(trade: &OwnTrade) -> Usd {
    fill_value(trade.side, trade.shares, trade.price)
}

/// Cash that the venue shows less than the books, as confirmed.
fn missing_cash(state: &State) -> Usd {
    if !state.halts.contains_key(&HaltReason::CashMissing) {
        return Usd::ZERO;
    }
    state
        .control
        .cash_difference
        .map_or(Usd::ZERO, |difference| (-difference.usd).max(Usd::ZERO))
}

/// The user gives a token's surplus to a follow. Nothing happens where there is none, or no such follow.
pub(crate) fn on_give(accounts: &mut Accounts, traders: &Traders, cx: &mut Cx<'_>, token: &TokenId, follow: FollowId) {
    let takes = cx
        .state
        .follows
        .get(&follow)
        .is_some_and(|follow| follow.status != FollowStatus::Removed);
    let (Some(plan), true) = (plan(cx.state, cx.markets, accounts.readings(), token, cx.now), takes) else {
        return;
    };
    let (Some(difference), Some(market)) = (cx.state.differences.get(token).cloned(), cx.state.market_of(token)) else {
        return;
    };
    let condition = market.condition.clone();
    let pair: Pair = (follow, token.clone());
    let mut holding: Holding = cx
        .state
        .holdings
        .get(&pair)
        .cloned()
        .unwrap_or_else(|| nothing_held(follow, token.clone(), condition.clone()));
    let equity = daily_loss::equity(cx.state, cx.markets, traders, cx.now);
    let before = holding.shares.max(Shares::ZERO);
    // Something where they cover shares that were sold too much.
    let realised = book(&mut holding, Side::Buy, plan.shares, plan.cost, plan.fee);
    let more = holding.shares.max(Shares::ZERO) - before;
    cx.put(Change::Holding(holding));
    let mut entry = Entry::of(Movement::Correction, &pair, &condition);
    entry.shares = plan.shares;
    entry.cash = -plan.cash;
    entry.realised = realised;
    write(cx, entry);
    // What comes from outside is no profit of the day.
    let after = daily_loss::equity(cx.state, cx.markets, traders, cx.now);
    let came = equity.zip(after).map_or(plan.cost, |(before, after)| after - before);
    cx.with_control(|control| {
        if let Some(opening) = &mut control.day_opening {
            opening.equity += came;
        }
    });
    cx.record(EventKind::Given {
        follow,
        token: token.clone(),
        shares: plan.shares,
        cost: plan.cost,
        fee: plan.fee,
        basis: plan.basis,
        cash: plan.cash,
    });
    agree(cx, token, Some(difference), true);
    lower_missing_cash(cx, plan.cash);
    accounts.account_for(token, cx.now);
    cx.then(Consequence::Given(pair, more));
}
