//! What the venue's checks found, as facts that the window has words for.

use std::cmp::Reverse;

use pilotfish_polymarket::checks::{Check, CheckKind, Found, Outcome as Seen, Remedy as Advised};
use rust_decimal::Decimal;

use super::checking::Look;
use crate::numbers::count;
use crate::types::{
    MarketFigure, Ms, SetupCheck, SetupCheckKind, SetupFinding as Finding, SetupOutcome as Outcome,
    SetupRemedy as Remedy, SpenderView,
};

/// A check of several looks: the worst counts, and stands first. Without any it could not be found out.
pub(super) fn gathered(kind: SetupCheckKind, mut looks: Vec<Look>, at: Ms) -> SetupCheck {
    looks.sort_by_key(|(outcome, ..)| Reverse(*outcome));
    let worst = looks.first();
    SetupCheck {
        kind,
        outcome: worst.map_or(Outcome::Unknown, |(outcome, ..)| *outcome),
        remedy: worst.map_or(Some(Remedy::TryAgain), |(_, _, remedy)| *remedy),
        findings: looks.into_iter().map(|(_, finding, _)| finding).collect(),
        at: Some(at),
    }
}

/// A check of the venue's, if it has something to tell: that a service answers is nothing to tell.
pub(super) fn finding(check: &Check) -> Option<Look> {
    let outcome = match check.outcome {
        Seen::Ok => Outcome::Ok,
        Seen::Warning => Outcome::Warning,
        Seen::Unknown => Outcome::Unknown,
        Seen::Failed => Outcome::Failed,
    };
    let told = match &check.found {
        Found::Answered { .. } => return None,
        Found::NoAnswer { words } => Finding::NoAnswer { words: words.clone() },
        Found::Clock { ahead_ms, most_ms } => Finding::Clock {
            ahead: Ms(*ahead_ms),
            most: Ms(*most_ms),
        },
        Found::Region {
            blocked,
            country,
            region,
        } => Finding::Region {
            blocked: *blocked,
            country: country.clone(),
            region: region.clone(),
        },
        Found::Version { found, expected } => Finding::Version {
            found: found.to_string(),
            expected: expected.to_string(),
        },
        Found::DomainsMatch => Finding::ContractsMatch,
        Found::Domain {
            contract,
            says,
            expected,
        } => Finding::ContractDiffers {
            contract: contract.name().to_owned(),
            says: says.clone(),
            expected: expected.clone(),
        },
        Found::Markets {
            count: of,
            range,
            unusual,
        } => Finding::Markets {
            figure: figure(check.kind)?,
            count: count(*of),
            least: text(range.0),
            most: text(range.1),
            unusual: unusual.is_some(),
        },
        Found::NoMarket => Finding::NoMarket,
        Found::KeyTaken => Finding::KeyTaken,
        Found::Standing { closed_only } => Finding::Standing {
            closed_only: *closed_only,
        },
        Found::Refused { words } => Finding::Refused { words: words.clone() },
        Found::Cash { cash } => Finding::Cash { cash: cash.to_string() },
        Found::Spending { spenders } => Finding::Spending {
            spenders: spenders
                .iter()
                .map(|spender| SpenderView {
                    address: spender.spender.clone(),
                    name: spender.contract.map(|contract| contract.name().to_owned()),
                    may: spender.may,
                })
                .collect(),
        },
        Found::Chain { found, expected } => Finding::Chain {
            found: found.clone(),
            expected: expected.to_string(),
        },
    };
    Some((outcome, told, check.remedy.map(remedy)))
}

const fn figure(kind: CheckKind) -> Option<MarketFigure> {
    match kind {
        CheckKind::Fees => Some(MarketFigure::Fees),
        CheckKind::Sizes => Some(MarketFigure::Sizes),
        CheckKind::Ticks => Some(MarketFigure::Ticks),
        _ => None,
    }
}

fn text(number: Decimal) -> String {
    number.normalize().to_string()
}

const fn remedy(remedy: Advised) -> Remedy {
    match remedy {
        Advised::TryAgain => Remedy::TryAgain,
        Advised::CheckNetwork => Remedy::CheckNetwork,
        Advised::SetClock => Remedy::SetClock,
        Advised::NotFromHere => Remedy::NotFromHere,
        Advised::Update => Remedy::Update,
        Advised::HaveALook => Remedy::HaveALook,
        Advised::SeeAccount => Remedy::SeeAccount,
        Advised::Deposit => Remedy::Deposit,
        Advised::Approve => Remedy::Approve,
        Advised::ChangeEndpoint => Remedy::ChangeEndpoint,
    }
}
