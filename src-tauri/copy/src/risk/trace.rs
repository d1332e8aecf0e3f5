//! Shares on their way through the checks, with the trace of each.

use std::sync::Arc;

use crate::entity::{Gate, GateBasis, GateName};
use crate::event::SkipReason;
use crate::money::Shares;

/// What is left after the checks so far, and how it came to that.
#[derive(Debug, Clone)]
pub(crate) struct RiskTrace {
    pub(crate) allowed: Shares,
    gates: Vec<Gate>,
    /// The first check that let nothing through.
    pub(crate) blocked: Option<GateName>,
}

impl RiskTrace {
    pub(crate) fn new(asked: Shares) -> Self {
        Self {
            allowed: asked,
            gates: Vec::with_capacity(20),
            blocked: None,
        }
    }

    /// A check that is open or shut.
    pub(crate) fn open_if(&mut self, gate: GateName, open: bool, basis: GateBasis) {
        let allowed = if open { self.allowed } else { Shares::ZERO };
        self.reduce(gate, allowed, basis, !open);
    }

    /// A switch.
    pub(crate) fn switch(&mut self, gate: GateName, open: bool) {
        self.open_if(gate, open, GateBasis::Switch);
    }

    /// A check that lets so many shares through, in whole lots.
    pub(crate) fn at_most(&mut self, gate: GateName, most: Shares, basis: GateBasis) {
        let allowed = self.allowed.min(most).max(Shares::ZERO).floor_to_lot();
        let shut = allowed.is_zero() && !self.allowed.is_zero();
        self.reduce(gate, allowed, basis, shut);
    }

    fn reduce(&mut self, gate: GateName, allowed: Shares, basis: GateBasis, shut: bool) {
        if shut && self.blocked.is_none() {
            self.blocked = Some(gate);
        }
        self.gates.push(Gate {
            gate,
            asked: self.allowed,
            allowed,
            basis,
        });
        self.allowed = allowed;
    }

    /// Whether a limit in USD or in number cut it.
    pub(crate) fn cut_by_limit(&self) -> bool {
        self.limit_that_cut().is_some()
    }

    /// The limit in USD or in number that left the least, where one cut it.
    pub(crate) fn limit_that_cut(&self) -> Option<&Gate> {
        let mut cuts = self.gates.iter().rev();
        cuts.find(|gate| gate.cut() && gate.gate.is_limit())
    }

    pub(crate) fn into_gates(self) -> Arc<[Gate]> {
        self.gates.into()
    }
}

/// The reason for a signal that a check stopped.
pub(crate) const fn skip_reason(gate: GateName) -> SkipReason {
    match gate {
        GateName::Stopped => SkipReason::Stopped,
        GateName::Paused => SkipReason::Paused,
        GateName::FollowOff => SkipReason::FollowOff,
        GateName::Sides => SkipReason::SideNotCopied,
        GateName::Age => SkipReason::TooOld,
        GateName::MarketOpen => SkipReason::MarketClosed,
        GateName::Filter => SkipReason::Filtered,
        GateName::PriceBand => SkipReason::PriceBand,
        GateName::TimeToResolution => SkipReason::TooCloseToResolution,
        GateName::Held => SkipReason::NothingToSell,
        GateName::Minimum => SkipReason::UnderMinimumSize,
        GateName::DailyLoss => SkipReason::DailyLoss,
        GateName::Halted => SkipReason::Halted,
        GateName::OrderLimit
        | GateName::MarketLimit
        | GateName::FollowLimit
        | GateName::ExposureLimit
        | GateName::DailySpend
        | GateName::OpenOrders
        | GateName::Balance
        | GateName::Slippage
        | GateName::SelfCross => SkipReason::Limit,
    }
}
