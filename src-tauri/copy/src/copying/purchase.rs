//! A trader's purchase: first less is sold, then what is still missing is bought, within every limit.

use super::carried_over::{self, Combined};
use super::decide::share_of;
use super::open::{Opening, copy, skip, skip_but, tell_limit};
use super::sales::{copied_sales, cut_copied};
use super::targets::move_target;
use crate::entity::{BelowMinimum, Follow, FollowStatus, GateBasis, GateName, HaltReason, Signal, SignalOrigin};
use crate::event::{CutReason, SkipReason};
use crate::market::Market;
use crate::money::Shares;
use crate::risk::below_minimum;
use crate::risk::signal_checks::{money, switches};
use crate::risk::trace::{RiskTrace, skip_reason};
use crate::state::Pair;
use crate::step::Cx;

pub(super) fn decide(cx: &mut Cx<'_>, signal: &Signal) {
    let (Some(follow), Some(market)) = (
        cx.state.follows.get(&signal.follow).cloned(),
        cx.state.markets.get(&signal.condition).cloned(),
    ) else {
        return;
    };
    let share = share_of(signal);
    let accumulates = follow.settings.below_minimum == BelowMinimum::Accumulate && signal.origin != SignalOrigin::User;
    let combined = carried_over::combined(cx, signal, share);
    let asked = if accumulates { combined.shares } else { share };
    if asked < Shares::ZERO || (accumulates && combined.had_waiting() && asked.is_zero()) {
        // What waits to be sold outweighs it.
        combined.keep(cx, signal);
        skip(cx, signal, SkipReason::Accumulating, share, RiskTrace::new(share));
        return;
    }
    let price = if accumulates { combined.price } else { signal.price };
    let mut trace = RiskTrace::new(asked);
    let priced = Signal {
        price,
        ..signal.clone()
    };
    switches(&mut trace, cx.state, &priced, &follow, &market, cx.now);
    if let Some(gate) = trace.blocked {
        let reason = refused_by(cx, &follow, gate);
        skip(cx, signal, reason, asked, trace);
        return;
    }
    let plan = Plan {
        signal,
        follow: &follow,
        market: &market,
        combined: &combined,
        accumulates,
        asked,
    };
    if below_minimum(&market, asked, price).is_some() {
        plan.too_small(cx, trace);
        return;
    }
    plan.carry_out(cx, trace);
}

/// The reason that says most, where a switch stands for more than one.
fn refused_by(cx: &Cx<'_>, follow: &Follow, gate: GateName) -> SkipReason {
    match gate {
        GateName::FollowOff if follow.status == FollowStatus::Active => SkipReason::WalletMoved,
        GateName::Halted if cx.state.halts.contains_key(&HaltReason::ClosedOnly) => SkipReason::ClosedOnly,
        gate => skip_reason(gate),
    }
}

struct Plan<'a> {
    signal: &'a Signal,
    follow: &'a Follow,
    market: &'a Market,
    combined: &'a Combined,
    accumulates: bool,
    asked: Shares,
}

impl Plan<'_> {
    /// Under the venue's minimum before any limit: nothing turns round, nothing is moved.
    fn too_small(&self, cx: &mut Cx<'_>, mut trace: RiskTrace) {
        let reason = self.minimum(&mut trace, self.asked);
        if self.accumulates && !self.asked.is_zero() {
            self.combined.keep(cx, self.signal);
            skip(cx, self.signal, SkipReason::Accumulating, self.asked, trace);
        } else {
            skip(cx, self.signal, reason, self.asked, trace);
        }
    }

    fn minimum(&self, trace: &mut RiskTrace, shares: Shares) -> SkipReason {
        let below = below_minimum(self.market, shares, self.combined.price);
        let basis = GateBasis::Minimum {
            shares: self.market.min_size,
            price: self.combined.price,
        };
        trace.open_if(GateName::Minimum, below.is_none(), basis);
        below.unwrap_or(SkipReason::RoundsToNothing)
    }

    fn carry_out(&self, cx: &mut Cx<'_>, mut trace: RiskTrace) {
        let pair: Pair = (self.signal.follow, self.signal.token.clone());
        // What still works to be sold is sold less; only what is missing beyond it is bought.
        let less_sold = copied_sales(cx, &pair).min(self.asked);
        trace.allowed = self.asked - less_sold;
        if trace.allowed > Shares::ZERO {
            money(
                &mut trace,
                cx.state,
                self.follow,
                self.market,
                self.combined.price,
                cx.now,
            );
        }
        let bought = trace.allowed;
        let below = below_minimum(self.market, bought, self.combined.price);
        let limit = trace.limit_that_cut().cloned();
        let is_cut = limit.is_some();
        if bought > Shares::ZERO || less_sold.is_zero() {
            self.minimum(&mut trace, bought);
        }
        if let Some(gate) = limit {
            tell_limit(cx, self.follow, gate);
        }
        if less_sold > Shares::ZERO {
            move_target(cx, &pair, &self.signal.condition, less_sold);
            let cut = if crate::planted!("exit-lost-on-turn") {
                copied_sales(cx, &pair)
            } else {
                less_sold
            };
            cut_copied(cx, &pair, cut, CutReason::TargetRaised);
        }
        match below {
            None => self.open(cx, &pair, bought, less_sold, trace),
            Some(_) if less_sold > Shares::ZERO => {
                carried_over::forget(cx, &pair);
                skip_but(cx, self.signal, SkipReason::TurnedRound, self.asked, less_sold, trace);
            }
            Some(reason) => self.nothing_bought(cx, reason, trace, is_cut),
        }
    }

    fn open(&self, cx: &mut Cx<'_>, pair: &Pair, bought: Shares, less_sold: Shares, trace: RiskTrace) {
        if self.accumulates {
            carried_over::forget(cx, pair);
        }
        move_target(cx, pair, &self.signal.condition, bought);
        let mut opening = Opening::copied(self.signal, self.follow, bought, self.asked, trace.into_gates());
        if self.accumulates {
            opening.price = self.combined.price;
            opening.at = self.combined.at;
        }
        copy(cx, self.signal, self.follow, self.market, &opening, bought + less_sold);
    }

    fn nothing_bought(&self, cx: &mut Cx<'_>, reason: SkipReason, trace: RiskTrace, cut: bool) {
        if cut {
            // What waits goes on waiting; this change does not join it, since a limit refused it.
            skip(cx, self.signal, SkipReason::Limit, self.asked, trace);
            return;
        }
        let reason = trace
            .blocked
            .filter(|gate| *gate != GateName::Minimum)
            .map_or(reason, skip_reason);
        skip(cx, self.signal, reason, self.asked, trace);
    }
}
