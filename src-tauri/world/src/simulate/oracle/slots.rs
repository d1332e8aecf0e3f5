//! When a slot is free, by the specification and by what the core was told (never by what it believes).
//!
//! An order is over when the venue refused it, or reported its end and trades explain what it executed; or, its fate
//! unknown, when its cancellation was answered, the stamp is void, and two healthy looks a minute apart found nothing.

use std::collections::BTreeMap;

use pilotfish_copy::command::ChildKind;
use pilotfish_copy::ids::{ChildId, OrderHash, RealMs, TradeId};
use pilotfish_copy::input::{CancelAnswer, Input, OrderReport, PlaceOutcome};
use pilotfish_copy::money::{LOT, Shares};

use crate::simulate::mirror::Mirror;

/// Two looks that find nothing must be so far apart, in real time.
const LOOKS_APART_MS: i64 = 60_000;

/// What was told of one order.
#[derive(Debug, Clone, Default)]
pub(super) struct Told {
    refused: bool,
    /// A fill-and-kill that was answered, or any order that was reported to be over.
    over: bool,
    reported: Shares,
    /// It was said to be matched, without a figure.
    matched_somehow: bool,
    cancel_answered: bool,
    void_after: Option<RealMs>,
    first_missing: Option<RealMs>,
    last_missing: Option<RealMs>,
    traded: BTreeMap<TradeId, Shares>,
    /// What it was sent for, of a resting order or a sale.
    size: Option<Shares>,
}

impl Told {
    fn traded(&self) -> Shares {
        self.traded.values().copied().sum()
    }

    fn is_explained(&self) -> bool {
        self.traded() + LOT > self.reported && (!self.matched_somehow || self.traded() > Shares::ZERO)
    }

    /// Why the slot is not free, if it is not.
    pub(super) fn holds(&self, now: RealMs) -> Option<&'static str> {
        if self.refused {
            return None;
        }
        if !self.is_explained() {
            return Some("a reported match is not explained by trades");
        }
        // What trades say was executed to the last lot cannot execute again.
        if self.over || self.size.is_some_and(|size| self.traded() + LOT > size) {
            return None;
        }
        if !self.cancel_answered {
            return Some("neither its end was reported nor its cancellation answered");
        }
        if self.void_after.is_none_or(|void| now < void) {
            return Some("its signed request may still be taken");
        }
        match (self.first_missing, self.last_missing) {
            (Some(first), Some(last)) if last.since(first) >= LOOKS_APART_MS => None,
            _ => Some("no two healthy looks a minute apart found nothing"),
        }
    }
}

/// What was told, by order.
#[derive(Debug, Default)]
pub(super) struct Slots {
    by_hash: BTreeMap<OrderHash, Told>,
}

impl Slots {
    pub(super) fn get(&self, hash: &OrderHash) -> Option<&Told> {
        self.by_hash.get(hash)
    }

    fn of(&mut self, child: ChildId, said: &Mirror) -> Option<&mut Told> {
        let hash = said.children.get(&child)?.hash.clone()?;
        Some(self.by_hash.entry(hash).or_default())
    }

    /// Takes what an input tells of an order of ours.
    pub(super) fn told(&mut self, input: &Input, said: &Mirror) {
        match input {
            Input::Signed {
                child,
                hash,
                void_after,
            } => {
                let told = self.by_hash.entry(hash.clone()).or_default();
                told.void_after = Some(*void_after);
                told.size = said.children.get(child).and_then(|child| match child.kind {
                    ChildKind::Resting { shares, .. } | ChildKind::SellNow { shares, .. } => Some(shares),
                    ChildKind::BuyNow { .. } => None,
                });
            }
            Input::Placed { child, outcome } => {
                let fill_and_kill = said.children.get(child).is_some_and(|child| !child.kind.rests());
                let Some(told) = self.of(*child, said) else { return };
                match outcome {
                    PlaceOutcome::Refused(_) => told.refused = true,
                    PlaceOutcome::Matched { shares } => {
                        told.reported = told.reported.max(*shares);
                        told.over |= fill_and_kill;
                    }
                    PlaceOutcome::Live
                    | PlaceOutcome::Delayed
                    | PlaceOutcome::Unknown { .. }
                    | PlaceOutcome::Misnamed { .. } => {}
                }
            }
            Input::CancelAnswer { child, answer } => {
                let fill_and_kill = said.children.get(child).is_some_and(|child| !child.kind.rests());
                let Some(told) = self.of(*child, said) else { return };
                match answer {
                    CancelAnswer::Cancelled | CancelAnswer::NotOpen { .. } => told.cancel_answered = true,
                    CancelAnswer::Matched { .. } => {
                        told.matched_somehow = true;
                        // What never rests does not rest now either: trades and looks say the rest.
                        told.cancel_answered |= fill_and_kill;
                    }
                    CancelAnswer::Unknown { .. } => {}
                }
            }
            Input::OrderReport {
                child,
                report,
                looked_at,
            } => {
                let Some(told) = self.of(*child, said) else { return };
                match report {
                    OrderReport::Open { matched } => {
                        told.reported = told.reported.max(*matched);
                        if looked_at.is_some() {
                            told.first_missing = None;
                            told.last_missing = None;
                        }
                    }
                    OrderReport::Closed { matched, .. } => {
                        told.reported = told.reported.max(*matched);
                        told.over = true;
                    }
                    OrderReport::Missing { .. } => {
                        if let Some(at) = looked_at {
                            told.first_missing.get_or_insert(*at);
                            told.last_missing = Some(*at);
                        }
                    }
                }
            }
            Input::OwnTrade(trade) => {
                let told = self.by_hash.entry(trade.hash.clone()).or_default();
                told.traded.insert(trade.trade.clone(), trade.shares);
            }
            _ => {}
        }
    }
}
