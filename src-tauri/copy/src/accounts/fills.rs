//! Fills and what becomes of them: booked once at MATCHED, final at CONFIRMED, undone exactly once at FAILED, by what the fill
//! itself did, whenever that comes.

use super::ledger::{Entry, write};
use super::reconciliation::Accounts;
use super::{apply_fill, fill_value, nothing_held, resolution, slippage, undo};
use crate::command::{ChildKind, Command};
use crate::entity::{Change, ChildOrder, CopyOrder, Fill, FillEffect, Holding, Movement, OrderStatus};
use crate::event::{EventKind, IncidentCode, Notice};
use crate::fees::taker_fee;
use crate::ids::{CopyOrderId, VenueMs};
use crate::input::{Liquidity, OwnTrade, Settlement};
use crate::market::Side;
use crate::money::{LOT, Price, Shares, Usd};
use crate::state::{Pair, State, is_final};
use crate::step::{Consequence, Cx};

/// Takes one leg of a trade; the same leg comes again as it settles.
pub(crate) fn on_trade(accounts: &mut Accounts, cx: &mut Cx<'_>, trade: OwnTrade) {
    let key = (trade.trade.clone(), trade.hash.clone());
    match cx.state.fills.get(&key).cloned() {
        Some(fill) => settle(accounts, cx, fill, trade.settlement),
        None => book_fill(accounts, cx, trade),
    }
}

/// A fill that was not known. One that failed before it was ever seen books nothing, but explains what the venue matched.
fn book_fill(accounts: &mut Accounts, cx: &mut Cx<'_>, trade: OwnTrade) {
    let Some(child) = cx.state.child_by_hash(&trade.hash).cloned() else {
        accounts.took_trade(trade, cx.now); // Not an order of ours: reconciliation finds what it did.
        return;
    };
    let Some(order) = cx.state.orders.get(&child.order).cloned() else {
        return;
    };
    if !is_possible(&trade, &child) {
        if accounts.is_disputed_first(&trade) {
            dispute(cx, &trade);
        }
        return;
    }
    let trade = OwnTrade {
        at: plausible(cx, trade.at, &child),
        ..trade
    };
    if trade.settlement == Settlement::Failed {
        note_failed(cx, &order, child, &trade);
        return;
    }
    let fee = fee_of(cx.state, &trade);
    let pair: Pair = (order.follow, order.token.clone());
    let value = fill_value(trade.side, trade.shares, trade.price);
    let (effect, realised) = book_holding(cx, &pair, &order, &trade, value, fee);
    book_order(cx, &order, child, &trade, value, fee);
    write_ledger(cx, &pair, &order, &trade, &effect, value, fee);
    accounts.remember_fill(&trade, &effect);
    record(cx, &order.id, &trade, fee, realised, effect);
    if order.status == OrderStatus::Ended {
        // Nobody counted on it any more.
        cx.then(Consequence::FilledLate(pair, order.id));
    }
}

/// How far a trade's stamp may lie before its order was made, or ahead of now, ms.
const STAMP_OFF_MS: i64 = 24 * 3_600_000;

/// When a trade was. A stamp from before its order, or far ahead, is none: it would count for another day's spend, and have our
/// trades read from then on. It is of now then.
fn plausible(cx: &Cx<'_>, at: VenueMs, child: &ChildOrder) -> VenueMs {
    let is_early = child.created_at.since(at) > STAMP_OFF_MS;
    let is_late = !cx.clock.is_doubted() && at.since(cx.now) > STAMP_OFF_MS;
    if is_early || is_late { cx.now } else { at }
}

/// Whether an order can have been executed so far. The venue over-fills by millionths of a share; what is a tenth too much is in
/// another unit, of another order, or told a second time under another name, until the first is told to have failed.
fn is_within(trade: &OwnTrade, child: &ChildOrder) -> bool {
    const OVER_ONE_IN: i64 = 10;
    match child.kind {
        ChildKind::Resting { shares, .. } | ChildKind::SellNow { shares, .. } => {
            let most = Shares::from_micros(shares.micros().saturating_add(shares.micros() / OVER_ONE_IN)) + LOT;
            trade.settlement == Settlement::Failed || child.filled + trade.shares <= most
        }
        // A budget, which buys the more the cheaper it is.
        ChildKind::BuyNow { budget, .. } => {
            let most = Usd::from_micros(budget.micros().saturating_add(budget.micros() / OVER_ONE_IN)) + Usd::ONE;
            let value = fill_value(trade.side, trade.shares, trade.price);
            trade.settlement == Settlement::Failed || child.value + value <= most
        }
    }
}

fn is_possible(trade: &OwnTrade, child: &ChildOrder) -> bool {
    trade.shares > Shares::ZERO
        && is_within(trade, child)
        && (Price::ZERO..=Price::ONE).contains(&trade.price)
        && trade.side == child.side
        && trade.token == child.token
        && trade.fee.is_none_or(|fee| fee >= Usd::ZERO)
}

fn dispute(cx: &mut Cx<'_>, trade: &OwnTrade) {
    let detail = format!("{} {} {} {}", trade.trade, trade.hash, trade.shares, trade.price);
    cx.record(EventKind::Incident {
        code: IncidentCode::TradeDisputed,
        detail: detail.clone(),
    });
    cx.command(Command::Notify(Notice::Incident {
        code: IncidentCode::TradeDisputed,
        detail,
    }));
}

/// As the venue charged it, or by the market's schedule.
pub(super) fn fee_of(state: &State, trade: &OwnTrade) -> Usd {
    if let Some(fee) = trade.fee {
        return fee;
    }
    match trade.liquidity {
        Liquidity::Maker => Usd::ZERO,
        Liquidity::Taker => state
            .market_of(&trade.token)
            .map_or(Usd::ZERO, |market| taker_fee(&market.fee, trade.shares, trade.price)),
    }
}

fn book_holding(
    cx: &mut Cx<'_>,
    pair: &Pair,
    order: &CopyOrder,
    trade: &OwnTrade,
    value: Usd,
    fee: Usd,
) -> (FillEffect, Usd) {
    let before = cx
        .state
        .holdings
        .get(pair)
        .cloned()
        .unwrap_or_else(|| nothing_held(pair.0, pair.1.clone(), order.condition.clone()));
    let mut holding: Holding = before.clone();
    let realised = apply_fill(&mut holding, trade.side, trade.shares, trade.price, fee);
    let cash = match trade.side {
        Side::Buy => -(value + fee),
        Side::Sell => value - fee,
    };
    let effect = FillEffect {
        shares: holding.shares - before.shares,
        cost: holding.cost - before.cost,
        realised: holding.realised - before.realised,
        fee,
        cash,
        spend_day: (trade.side == Side::Buy).then(|| trade.at.utc_day()),
    };
    if let Some(day) = effect.spend_day {
        let counted = if crate::planted!("fee-not-in-daily-spend") {
            value
        } else {
            value + fee
        };
        cx.with_control(|control| control.add_spend(day, counted));
    }
    cx.put(Change::Holding(holding));
    (effect, realised)
}

fn book_order(cx: &mut Cx<'_>, order: &CopyOrder, mut child: ChildOrder, trade: &OwnTrade, value: Usd, fee: Usd) {
    let mut order = order.clone();
    order.filled += trade.shares;
    order.value += value;
    order.fees += fee;
    child.evidence.traded += trade.shares;
    child.filled += trade.shares;
    child.value += value;
    let id = child.id;
    cx.put(Change::Order(order));
    cx.put(Change::Child(child));
    cx.then(Consequence::ChildExplained(id));
}

fn write_ledger(
    cx: &mut Cx<'_>,
    pair: &Pair,
    order: &CopyOrder,
    trade: &OwnTrade,
    effect: &FillEffect,
    value: Usd,
    fee: Usd,
) {
    let (trade_id, hash) = (trade.trade.clone(), trade.hash.clone());
    let mut entry = Entry::of(
        Movement::Fill {
            trade: trade_id.clone(),
            hash: hash.clone(),
        },
        pair,
        &order.condition,
    );
    entry.shares = effect.shares;
    entry.realised = effect.realised;
    entry.cash = match trade.side {
        Side::Buy => -value,
        Side::Sell => value,
    };
    write(cx, entry);
    if !fee.is_zero() {
        let mut entry = Entry::of(Movement::Fee { trade: trade_id, hash }, pair, &order.condition);
        entry.cash = -fee;
        write(cx, entry);
    }
}

fn record(cx: &mut Cx<'_>, order: &CopyOrderId, trade: &OwnTrade, fee: Usd, realised: Usd, effect: FillEffect) {
    let (Some(order), Some(child)) = (
        cx.state.orders.get(order).cloned(),
        cx.state.child_by_hash(&trade.hash).cloned(),
    ) else {
        return;
    };
    cx.put(Change::Fill(row(&order, &child, trade, fee, realised, effect)));
    cx.record(EventKind::Fill {
        trade: trade.trade.clone(),
        hash: trade.hash.clone(),
        order: order.id,
        follow: order.follow,
        token: order.token.clone(),
        side: order.side,
        shares: trade.shares,
        price: trade.price,
        trader_price: order.trader_price,
        slippage: slippage(order.side, trade.price, order.trader_price),
        fee,
        liquidity: trade.liquidity,
        stage: child.stage,
        filled: order.filled,
        of: order.shares,
        realised,
    });
    let complete = crate::orders::is_dust(order.remaining().floor_to_lot(), order.trader_price);
    cx.command(Command::Notify(Notice::Filled {
        order: order.id,
        shares: trade.shares,
        price: trade.price,
        complete,
    }));
    if trade.settlement != Settlement::Matched {
        record_settlement(cx, order.id, trade);
    }
    // A market that has resolved pays what comes late, too.
    resolution::pay_again(cx, &(order.follow, order.token));
}

fn note_failed(cx: &mut Cx<'_>, order: &CopyOrder, mut child: ChildOrder, trade: &OwnTrade) {
    let row = row(order, &child, trade, Usd::ZERO, Usd::ZERO, FillEffect::default());
    cx.put(Change::Fill(row));
    record_settlement(cx, order.id, trade);
    child.evidence.traded += trade.shares;
    child.evidence.failed += trade.shares;
    let id = child.id;
    cx.put(Change::Child(child));
    cx.then(Consequence::ChildExplained(id));
}

fn record_settlement(cx: &mut Cx<'_>, order: CopyOrderId, trade: &OwnTrade) {
    cx.record(EventKind::Settlement {
        trade: trade.trade.clone(),
        hash: trade.hash.clone(),
        order,
        settlement: trade.settlement,
        shares: trade.shares,
    });
}

/// A known fill moves on. Only forwards: late, repeated and reordered messages change nothing.
fn settle(accounts: &mut Accounts, cx: &mut Cx<'_>, mut fill: Fill, to: Settlement) {
    let again = to == Settlement::Failed && crate::planted!("failure-reversed-twice");
    if !again && (is_final(fill.settlement) || rank(to) <= rank(fill.settlement)) {
        return;
    }
    fill.settlement = to;
    cx.record(EventKind::Settlement {
        trade: fill.trade.clone(),
        hash: fill.hash.clone(),
        order: fill.order,
        settlement: to,
        shares: fill.shares,
    });
    cx.put(Change::Fill(fill.clone()));
    if to == Settlement::Failed {
        give_back(accounts, cx, fill);
    }
}

/// A failed settlement: exactly what the fill did goes back, once.
fn give_back(accounts: &mut Accounts, cx: &mut Cx<'_>, fill: Fill) {
    let pair: Pair = (fill.follow, fill.token.clone());
    let effect = fill.effect;
    if crate::planted!("failed-sale-lost-when-forgotten")
        && fill.side == Side::Sell
        && cx.state.held(&pair).is_zero()
        && !cx
            .state
            .fills
            .values()
            .any(|other| other.side == Side::Buy && other.follow == fill.follow && other.token == fill.token)
    {
        return;
    }
    let mut realised = Usd::ZERO;
    if let Some(mut holding) = cx.state.holdings.get(&pair).cloned() {
        let before = holding.realised;
        undo(&mut holding, &effect);
        realised = holding.realised - before;
        cx.put(Change::Holding(holding));
    }
    let value = fill_value(fill.side, fill.shares, fill.price);
    if let Some(mut order) = cx.state.orders.get(&fill.order).cloned() {
        order.filled -= fill.shares;
        order.value -= value;
        order.fees -= fill.fee;
        cx.put(Change::Order(order));
    }
    if let Some(mut child) = cx.state.children.get(&fill.child).cloned() {
        child.filled -= fill.shares;
        child.value -= value;
        child.evidence.failed += fill.shares;
        let id = child.id;
        cx.put(Change::Child(child));
        cx.then(Consequence::ChildExplained(id));
    }
    if let Some(day) = effect.spend_day {
        cx.with_control(|control| control.add_spend(day, effect.cash));
    }
    let mut entry = Entry::of(
        Movement::Reversal {
            trade: fill.trade.clone(),
            hash: fill.hash.clone(),
        },
        &pair,
        &fill.condition,
    );
    entry.shares = -effect.shares;
    entry.cash = -effect.cash;
    entry.realised = realised;
    write(cx, entry);
    accounts.remember_reversal(&fill, cx.now);
    resolution::pay_again(cx, &pair);
    cx.then(Consequence::FillFailed(Box::new(fill)));
}

fn row(order: &CopyOrder, child: &ChildOrder, trade: &OwnTrade, fee: Usd, realised: Usd, effect: FillEffect) -> Fill {
    Fill {
        trade: trade.trade.clone(),
        hash: trade.hash.clone(),
        child: child.id,
        order: order.id,
        follow: order.follow,
        token: order.token.clone(),
        condition: order.condition.clone(),
        side: order.side,
        shares: trade.shares,
        price: trade.price,
        trader_price: order.trader_price,
        fee,
        liquidity: trade.liquidity,
        settlement: trade.settlement,
        at: trade.at,
        realised,
        effect,
        stage: child.stage,
    }
}

const fn rank(settlement: Settlement) -> u8 {
    match settlement {
        Settlement::Matched => 0,
        Settlement::Retrying => 1,
        Settlement::Mined => 2,
        Settlement::Confirmed | Settlement::Failed => 3,
    }
}
