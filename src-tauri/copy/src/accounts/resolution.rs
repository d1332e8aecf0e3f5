//! The end of a market: it pays its outcomes, ends its orders, and makes claims, which redemption turns into money. A corrected
//! resolution corrects what was booked.

use std::sync::Arc;

use super::ledger::{Entry, write};
use super::{payout_value, settle_resolution};
use crate::command::Command;
use crate::entity::{Change, Claim, Holding, Movement};
use crate::event::{EndReason, EventKind, Notice};
use crate::ids::{ConditionId, TokenId};
use crate::market::Market;
use crate::money::{Price, Shares, Usd};
use crate::orders;
use crate::state::Pair;
use crate::step::Cx;

/// A market's facts came: if it is over, its orders end; if it pays, what is held is paid.
pub(crate) fn on_market_read(cx: &mut Cx<'_>, condition: &ConditionId) {
    let Some(market) = cx.state.markets.get(condition).map(Arc::clone) else {
        return;
    };
    if market.closed || market.payouts.is_some() {
        let reason = if market.payouts.is_some() {
            EndReason::MarketResolved
        } else {
            EndReason::MarketClosed
        };
        let open: Vec<_> = cx.state.index.open_in(condition).collect();
        for order in open {
            orders::end_order(cx, order, reason);
        }
    }
    if market.payouts.is_some() {
        pay_market(cx, &market);
    }
}

fn pay_market(cx: &mut Cx<'_>, market: &Market) {
    let pairs: Vec<Pair> = cx
        .state
        .index
        .holdings_by_market
        .get(&market.condition)
        .into_iter()
        .flatten()
        .cloned()
        .collect();
    for pair in pairs {
        let (Some(holding), Some(payout)) = (cx.state.holdings.get(&pair).cloned(), market.payout(&pair.1)) else {
            continue;
        };
        if cx.state.carried_over.contains_key(&pair) {
            cx.put(Change::CarriedOverDone {
                follow: pair.0,
                token: pair.1.clone(),
            });
        }
        match holding.payout {
            None if holding.shares.is_zero() => {}
            None => pay(cx, &pair, holding, payout),
            Some(paid) if paid != payout && !crate::planted!("payout-correction-ignored") => {
                correct(cx, &pair, holding, paid, payout);
            }
            Some(_) => {}
        }
        if !cx.state.target(&pair).is_zero() {
            crate::copying::retarget(cx, &pair);
        }
    }
}

fn pay(cx: &mut Cx<'_>, pair: &Pair, mut holding: Holding, payout: Price) {
    let shares = holding.shares;
    let realised = settle_resolution(&mut holding, payout);
    let condition = holding.condition.clone();
    cx.put(Change::Holding(holding));
    let mut entry = Entry::of(Movement::Payout, pair, &condition);
    entry.shares = -shares;
    entry.claim = payout_value(shares, payout);
    entry.realised = realised;
    claim(cx, pair, &condition, entry);
    cx.record(EventKind::Resolution {
        follow: pair.0,
        token: pair.1.clone(),
        condition,
        payout,
        shares,
        realised,
    });
}

/// The claim changes by what the entry moves; the ledger has it.
fn claim(cx: &mut Cx<'_>, pair: &Pair, condition: &ConditionId, entry: Entry) {
    let mut row = cx.state.claims.get(pair).cloned().unwrap_or_else(|| Claim {
        follow: pair.0,
        token: pair.1.clone(),
        condition: condition.clone(),
        shares: Shares::ZERO,
        usd: Usd::ZERO,
        redeemed: Usd::ZERO,
        since: cx.now,
    });
    row.shares -= entry.shares;
    row.usd += entry.claim;
    cx.put(Change::Claim(row));
    write(cx, entry);
}

/// What a paid holding got or lost since is paid, or taken back, at the same payout.
pub(super) fn pay_again(cx: &mut Cx<'_>, pair: &Pair) {
    let Some(holding) = cx.state.holdings.get(pair).cloned() else {
        return;
    };
    if let Some(payout) = holding.payout
        && (!holding.shares.is_zero() || !holding.cost.is_zero())
    {
        pay(cx, pair, holding, payout);
    }
}

fn correct(cx: &mut Cx<'_>, pair: &Pair, mut holding: Holding, paid: Price, payout: Price) {
    let difference = payout_value(holding.paid_shares, payout) - payout_value(holding.paid_shares, paid);
    holding.realised += difference;
    holding.payout = Some(payout);
    let condition = holding.condition.clone();
    cx.put(Change::Holding(holding));
    let mut entry = Entry::of(Movement::PayoutCorrection, pair, &condition);
    entry.claim = difference;
    entry.realised = difference;
    claim(cx, pair, &condition, entry);
    cx.record(EventKind::ResolutionCorrected {
        follow: pair.0,
        token: pair.1.clone(),
        payout,
        difference,
    });
}

/// Money that came for a resolved token: claims on it become cash, oldest follow first. Gives what is left.
pub(crate) fn redeem(cx: &mut Cx<'_>, token: &TokenId, usd: Usd) -> Usd {
    redeem_those(cx, usd, |claim| claim.token == *token)
}

/// The same of a whole market: a redemption takes both of its tokens, and its row may name either, or none. Gives what is left.
pub(crate) fn redeem_market(cx: &mut Cx<'_>, condition: &ConditionId, usd: Usd) -> Usd {
    redeem_those(cx, usd, |claim| claim.condition == *condition)
}

fn redeem_those(cx: &mut Cx<'_>, usd: Usd, is_meant: impl Fn(&Claim) -> bool) -> Usd {
    let open: Vec<Claim> = cx
        .state
        .claims
        .values()
        .filter(|claim| is_meant(claim) && claim.open() > Usd::ZERO)
        .cloned()
        .collect();
    let mut left = usd;
    for mut row in open {
        let part = row.open().min(left);
        if part <= Usd::ZERO {
            break;
        }
        left -= part;
        row.redeemed += part;
        let pair: Pair = (row.follow, row.token.clone());
        let condition = row.condition.clone();
        cx.put(Change::Claim(row));
        let mut entry = Entry::of(Movement::Redemption, &pair, &condition);
        entry.cash = part;
        entry.claim = -part;
        write(cx, entry);
        cx.command(Command::Notify(Notice::Redeemed {
            follow: pair.0,
            token: pair.1.clone(),
            usd: part,
        }));
        cx.record(EventKind::Redeemed {
            follow: pair.0,
            token: pair.1,
            usd: part,
        });
    }
    left
}
