//! Halts as the window shows them, and what the user can do about each.

use pilotfish_copy::entity::{Halt, HaltReason};
use pilotfish_copy::ids::{FollowId, OrderHash, TokenId};
use pilotfish_copy::input::UserInput;
use pilotfish_copy::state::State;
use pilotfish_engine::Mode;

use crate::risk::weigh::{Change, weigh};
use crate::setup::carried;
use crate::traders::resolve::shortened_id;
use crate::types::{ErrorCode, FollowView, Frame, HaltKind, HaltRemedy, HaltView, Id, Ms};
use crate::{Api, ApiResult, problem};

impl Api {
    /// Lifts a halt by hand. It comes back when its cause is seen again. In live it asks first.
    ///
    /// # Errors
    /// Those of a question that is not answered with yes, `not_found` for one that does not stand, and the engine's.
    pub async fn lift_halt(&self, halt: HaltKind, token: Option<String>, order: Option<String>) -> ApiResult<Frame> {
        let engine = self.engine()?;
        let reason = engine
            .core()
            .state()
            .halts
            .keys()
            .find(|reason| is_named(reason, halt, token.as_deref(), order.as_deref()))
            .cloned()
            .ok_or_else(|| problem(ErrorCode::NotFound, format!("no halt {} stands", halt.as_str())))?;
        self.allow(|| {
            let core = engine.core();
            let market = reason.token().and_then(|token| core.state().market_of(token));
            let change = Change::LiftHalt {
                halt: &reason,
                market: market.map(|market| market.question.as_str()),
            };
            weigh(self.at_stake(), &change)
        })
        .await?;
        engine.ask(UserInput::LiftHalt { reason }).await?;
        Ok(self.frame_now())
    }

    /// Accepts what the exchange shows of a token, or without one of the cash: the books are corrected by it. In live it asks
    /// first.
    ///
    /// # Errors
    /// Those of a question that is not answered with yes, and the engine's.
    pub async fn accept_difference(&self, token: Option<String>) -> ApiResult<Frame> {
        let engine = self.engine()?;
        let token = token.map(|token| TokenId::new(&token));
        self.allow(|| {
            let core = engine.core();
            let market = token.as_ref().map(|token| {
                let market = core.state().market_of(token);
                market.map_or_else(|| shortened_id(token.as_str()), |market| market.question.clone())
            });
            let market = market.as_deref();
            weigh(self.at_stake(), &Change::AcceptDifference { market })
        })
        .await?;
        engine.ask(UserInput::AcceptDifference { token }).await?;
        Ok(self.frame_now())
    }

    /// Reads the account at the exchange now, and compares it with the books. Returns when that is done.
    ///
    /// # Errors
    /// `venue_unreachable` before the data are open.
    pub async fn look_again(&self) -> ApiResult<Frame> {
        self.engine()?.look_again().await?;
        Ok(self.frame_now())
    }

    /// Follows a trader to the wallet that they moved to. In live it asks first.
    ///
    /// # Errors
    /// Those of a question that is not answered with yes, `not_found` where they did not move, `own_address` where that wallet is the
    /// account's own, and the engine's.
    pub async fn relink(&self, follow: Id) -> ApiResult<FollowView> {
        let engine = self.engine()?;
        let id = FollowId(follow.0);
        let moved = engine
            .core()
            .state()
            .follows
            .get(&id)
            .and_then(|follow| Some((follow.trader.clone(), follow.moved_to.clone()?)));
        let Some((left, to)) = moved else {
            return Err(problem(
                ErrorCode::NotFound,
                format!("the trader of follow {} did not move", follow.0),
            ));
        };
        if engine.wallet().as_ref() == Some(&to) {
            return Err(problem(ErrorCode::OwnAddress, format!("{to} is your own account")));
        }
        self.allow(|| {
            let core = engine.core();
            let standing = core.state().follows.get(&id)?;
            let change = Change::Relink {
                name: &standing.name,
                to: standing.moved_to.as_ref()?,
                settings: &standing.settings,
            };
            weigh(self.at_stake(), &change)
        })
        .await?;
        let _alone = self.shared.together.carrying.lock().await;
        if self.mode() != Mode::Demo {
            // First: once the follow has another wallet, nothing tells a later start of live that the one it left was followed.
            carried::leave_out(&self.shared.home, &left)?;
        }
        engine.ask(UserInput::Relink { follow: id }).await?;
        self.standing_view(&engine, follow).await
    }
}

fn is_named(reason: &HaltReason, halt: HaltKind, token: Option<&str>, order: Option<&str>) -> bool {
    HaltKind::from(reason) == halt
        && reason.token().map(TokenId::as_str) == token
        && order_of(reason).map(OrderHash::as_str) == order
}

fn order_of(reason: &HaltReason) -> Option<&OrderHash> {
    match reason {
        HaltReason::ForeignOrder { order, .. } => Some(order),
        _ => None,
    }
}

/// Those that stand, the widest first. A stop and a pause are the engine's state.
/// `beside` stands beside the rows.
pub(super) fn views(state: &State, beside: Option<&Halt>) -> Vec<HaltView> {
    let mut halts: Vec<&Halt> = state
        .halts
        .values()
        .filter(|halt| !matches!(halt.reason, HaltReason::Stopped | HaltReason::Paused))
        .chain(beside)
        .collect();
    halts.sort_by_key(|halt| (place(&halt.reason), halt.since));
    halts.into_iter().map(|halt| view(state, halt)).collect()
}

fn view(state: &State, halt: &Halt) -> HaltView {
    let token = halt.reason.token();
    let market = token.and_then(|token| state.market_of(token));
    HaltView {
        halt: (&halt.reason).into(),
        token: token.map(ToString::to_string),
        order: order_of(&halt.reason).map(ToString::to_string),
        market: market.map(|market| market.question.clone()),
        outcome: market
            .zip(token)
            .and_then(|(market, token)| market.outcome(token))
            .map(|outcome| outcome.name.clone()),
        since: Ms(halt.since.0),
        until: halt.until.map(|until| Ms(until.0)),
        shares: halt.shares.map(|shares| shares.to_string()),
        usd: halt.usd.map(|usd| usd.to_string()),
        words: halt.words.clone(),
        remedy: remedy(&halt.reason),
    }
}

const fn place(reason: &HaltReason) -> u8 {
    match reason {
        HaltReason::Stopped | HaltReason::Paused | HaltReason::NotWritten => 0,
        HaltReason::Banned => 1,
        HaltReason::Region => 2,
        HaltReason::Version => 3,
        HaltReason::Authentication => 4,
        HaltReason::ClosedOnly => 5,
        HaltReason::VenueMode => 6,
        HaltReason::Clock => 7,
        HaltReason::DiskLow => 8,
        HaltReason::CashMissing => 9,
        HaltReason::SharesMissing { .. } => 10,
        HaltReason::DailyLoss => 11,
        HaltReason::ForeignOrder { .. } => 12,
        HaltReason::SharesUnexplained { .. } => 13,
    }
}

/// A halt that the core would raise again at once is not offered to be lifted.
const fn remedy(reason: &HaltReason) -> HaltRemedy {
    match reason {
        HaltReason::CashMissing | HaltReason::SharesMissing { .. } | HaltReason::SharesUnexplained { .. } => {
            HaltRemedy::Accept
        }
        HaltReason::ClosedOnly
        | HaltReason::Authentication
        | HaltReason::Banned
        | HaltReason::Region
        | HaltReason::Version => HaltRemedy::Lift,
        HaltReason::Stopped
        | HaltReason::Paused
        | HaltReason::DailyLoss
        | HaltReason::ForeignOrder { .. }
        | HaltReason::VenueMode
        | HaltReason::Clock
        | HaltReason::DiskLow
        | HaltReason::NotWritten => HaltRemedy::Wait,
    }
}

#[cfg(test)]
mod tests {
    use pilotfish_copy::entity::Change;
    use pilotfish_copy::ids::VenueMs;

    use super::*;

    #[test]
    fn the_widest_halt_comes_first_and_a_stop_is_not_among_them() {
        let mut state = State::default();
        let missing = HaltReason::SharesMissing {
            token: TokenId::new("7"),
        };
        for reason in [missing.clone(), HaltReason::Stopped, HaltReason::Banned] {
            state.apply(&Change::Halt(Halt::new(reason, VenueMs(5))));
        }
        let shown = views(&state, None);
        let words: Vec<(HaltKind, HaltRemedy)> = shown.iter().map(|halt| (halt.halt, halt.remedy)).collect();
        assert_eq!(
            words,
            [
                (HaltKind::Banned, HaltRemedy::Lift),
                (HaltKind::SharesMissing, HaltRemedy::Accept)
            ]
        );
        assert!(is_named(&missing, HaltKind::SharesMissing, Some("7"), None));
        assert!(!is_named(&missing, HaltKind::SharesMissing, Some("8"), None));
    }
}
