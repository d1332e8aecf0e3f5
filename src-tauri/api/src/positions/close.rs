//! The user's own close: all or a part, of one position, of a follow or of everything, at the market or at a limit. What it
//! would do is the core's plan; this puts it into figures.

use pilotfish_copy::entity::Holding;
use pilotfish_copy::ids::{FollowId, SignalId, TokenId};
use pilotfish_copy::input::{CloseAmount, CloseHow, CloseRequest, CloseScope, UserInput};
use pilotfish_copy::money::{Price, Rounding, Shares, Usd};
use pilotfish_copy::state::{State, is_worked};
use pilotfish_copy::{ClosePlan, Core};
use pilotfish_store::read::positions::{CloseFate, Pair};

use crate::numbers::{count, tenths};
use crate::types::{
    CloseBid, CloseDraft, ClosePreview, CloseTarget, Closed, ClosesPreview, ErrorCode, ErrorReason, Id, Ms,
};
use crate::{Api, ApiResult, because, problem, reader};

impl Api {
    /// What a close would do now. Nothing is sent.
    ///
    /// # Errors
    /// `invalid_close` for an amount or a limit that is none, `not_found` where nothing is held, and the engine's.
    pub async fn preview_close(&self, close: CloseDraft) -> ApiResult<ClosesPreview> {
        let request = request(&close)?;
        let core = self.engine()?.core();
        let plans = plans(&core, &request);
        if plans.is_empty() {
            return Err(nothing_held());
        }
        let closed = || plans.iter().map(|(_, plan)| plan).filter(|plan| plan.problem.is_none());
        let seen = |of: fn(&pilotfish_copy::Visible) -> Usd| -> Usd {
            closed().filter_map(|plan| plan.visible.as_ref()).map(of).sum()
        };
        Ok(ClosesPreview {
            closed: count(closed().count()),
            unpriced: count(closed().filter(|plan| plan.visible.is_none()).count()),
            proceeds: seen(|visible| visible.proceeds).to_string(),
            fee: seen(|visible| visible.fee).to_string(),
            received: seen(pilotfish_copy::Visible::received).to_string(),
            result: seen(pilotfish_copy::Visible::result).to_string(),
            foreign_orders: closed().any(|plan| plan.foreign_orders),
            each: plans
                .iter()
                .map(|(pair, plan)| preview(core.state(), pair, plan, request.how))
                .collect(),
        })
    }

    /// Sells what is held, or a part of it. Each position's order is the user's own: no signal of the trader cancels it, and
    /// purchases of the token that are at work end.
    ///
    /// # Errors
    /// As [`Api::preview_close`], and `cannot_close` with the reason where nothing at all is sold.
    pub async fn close(&self, close: CloseDraft) -> ApiResult<Closed> {
        let request = request(&close)?;
        let engine = self.engine()?;
        let core = engine.core();
        let plans = plans(&core, &request);
        if plans.is_empty() {
            return Err(nothing_held());
        }
        let from = SignalId(core.state().control.next_signal);
        engine.ask(UserInput::Close(request)).await?;
        let reader = reader(&engine)?;
        let mut closed = Closed {
            orders: Vec::new(),
            skipped: Vec::new(),
        };
        for ((follow, token), _) in &plans {
            match reader.close_fate(*follow, token, from).await? {
                Some(CloseFate::Order(order)) => closed.orders.push(Id(order.0)),
                Some(CloseFate::Skipped(reason)) => closed.skipped.push(reason.into()),
                // It was sold meanwhile.
                Some(CloseFate::Undecided) | None => {}
            }
        }
        match (closed.orders.is_empty(), closed.skipped.first()) {
            (true, Some(reason)) => Err(because(ErrorCode::CannotClose, ErrorReason::Close(*reason))),
            (true, None) => Err(nothing_held()),
            (false, _) => Ok(closed),
        }
    }
}

fn nothing_held() -> crate::types::ApiError {
    problem(ErrorCode::NotFound, "nothing is held of it")
}

fn request(close: &CloseDraft) -> ApiResult<CloseRequest> {
    let invalid = |what: &str| problem(ErrorCode::InvalidClose, what.to_owned());
    let amount = match (&close.shares, close.percent) {
        (Some(text), _) => {
            let shares: Shares = text.trim().parse().map_err(|_| invalid("shares"))?;
            if shares <= Shares::ZERO {
                return Err(invalid("shares"));
            }
            CloseAmount::Shares { shares }
        }
        (None, percent) => {
            let percent = u8::try_from(percent.unwrap_or(100)).map_err(|_| invalid("percent"))?;
            if !(1..=100).contains(&percent) {
                return Err(invalid("percent"));
            }
            CloseAmount::Percent { percent }
        }
    };
    let priced = |text: &str, what: &str| {
        let price: Price = text.trim().parse().map_err(|_| invalid(what))?;
        if price <= Price::ZERO || price >= Price::ONE {
            return Err(invalid(what));
        }
        Ok(price)
    };
    let how = match (&close.limit, &close.not_below) {
        (Some(text), _) => CloseHow::Limit {
            price: priced(text, "limit")?,
        },
        (None, Some(text)) => CloseHow::NotBelow {
            price: priced(text, "not_below")?,
        },
        (None, None) => CloseHow::Market { max_slippage: None },
    };
    let scope = match &close.target {
        CloseTarget::Position { follow, token } => CloseScope::Position {
            follow: FollowId(follow.0),
            token: TokenId::new(token),
        },
        CloseTarget::Follow { follow } => CloseScope::Follow {
            follow: FollowId(follow.0),
        },
        CloseTarget::Everything => CloseScope::Everything,
    };
    Ok(CloseRequest {
        scope,
        amount,
        how,
        despite_foreign_orders: close.despite_foreign_orders,
    })
}

/// The plan of every position that is meant.
fn plans(core: &Core, request: &CloseRequest) -> Vec<((FollowId, TokenId), ClosePlan)> {
    let meant = |holding: &&Holding| match &request.scope {
        CloseScope::Position { follow, token } => holding.follow == *follow && holding.token == *token,
        CloseScope::Follow { follow } => holding.follow == *follow,
        CloseScope::Everything => true,
    };
    let holdings = core.state().holdings.values();
    holdings
        .filter(|holding| is_worked(holding))
        .filter(meant)
        .filter_map(|holding| {
            let plan = core.plan_close(holding.follow, &holding.token, request.amount, request.how)?;
            Some(((holding.follow, holding.token.clone()), plan))
        })
        .collect()
}

fn preview(state: &State, pair: &Pair, plan: &ClosePlan, how: CloseHow) -> ClosePreview {
    let visible = plan.visible;
    let filled = at_limit(plan, how);
    let (held, cost) = state
        .holdings
        .get(pair)
        .map_or((Shares::ZERO, Usd::ZERO), |holding| (holding.shares, holding.cost));
    let fee = state.market_of(&pair.1).map(|market| market.fee);
    ClosePreview {
        follow: Id(pair.0.0),
        token: pair.1.to_string(),
        shares: plan.shares.to_string(),
        at_once: visible.map(|visible| visible.shares.to_string()),
        bids: plan
            .bids
            .iter()
            .map(|bid| CloseBid {
                price: bid.price.to_string(),
                shares: bid.shares.to_string(),
                taken: bid.taken.to_string(),
            })
            .collect(),
        book_at: plan.book_at.map(|at| Ms(at.0)),
        fee_rate: fee
            .filter(|fee| fee.exponent == 1)
            .map(|fee| tenths(fee.rate_micros / 1_000)),
        cost: visible.map(|visible| visible.cost.to_string()),
        stays: (held - plan.shares).max(Shares::ZERO).to_string(),
        stays_cost: (cost - plan.cost).max(Usd::ZERO).to_string(),
        proceeds: visible.map(|visible| visible.proceeds.to_string()),
        price: visible
            .and_then(|visible| visible.price())
            .map(|price| price.to_string()),
        bound: plan.bound.to_string(),
        fee: visible.map(|visible| visible.fee.to_string()),
        received: visible.map(|visible| visible.received().to_string()),
        result: visible.map(|visible| visible.result().to_string()),
        rests: filled.map(|(rests, _)| rests.to_string()),
        once_filled: filled.map(|(_, usd)| usd.to_string()),
        once_filled_result: filled.map(|(_, usd)| (usd - plan.cost).to_string()),
        foreign_orders: plan.foreign_orders,
        problem: plan.problem.map(Into::into),
    }
}

/// Of a limit: the shares that would rest at it, and what comes in once all is filled. Who rests pays no fee.
fn at_limit(plan: &ClosePlan, how: CloseHow) -> Option<(Shares, Usd)> {
    let CloseHow::Limit { .. } = how else {
        return None;
    };
    let (taken, received) = plan.visible.map_or((Shares::ZERO, Usd::ZERO), |visible| {
        (visible.shares, visible.received())
    });
    let rests = (plan.shares - taken).max(Shares::ZERO);
    Some((rests, received + rests.value(plan.bound, Rounding::Down)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use super::*;

    fn draft() -> CloseDraft {
        CloseDraft {
            target: CloseTarget::Everything,
            percent: None,
            shares: None,
            limit: None,
            not_below: None,
            despite_foreign_orders: false,
        }
    }

    #[test]
    fn a_close_is_of_all_at_the_market_unless_it_says_otherwise() {
        let all = request(&draft()).unwrap();
        assert_eq!(all.amount, CloseAmount::Percent { percent: 100 });
        assert_eq!(all.how, CloseHow::Market { max_slippage: None });
        let part = request(&CloseDraft {
            shares: Some("2.5".to_owned()),
            limit: Some("0.6".to_owned()),
            percent: Some(50),
            ..draft()
        });
        let part = part.unwrap();
        assert_eq!(
            part.amount,
            CloseAmount::Shares {
                shares: "2.5".parse().unwrap()
            }
        );
        assert_eq!(
            part.how,
            CloseHow::Limit {
                price: "0.6".parse().unwrap()
            }
        );
    }

    #[test]
    fn what_cannot_be_sold_is_refused_and_named() {
        let wrong = [
            CloseDraft {
                percent: Some(0),
                ..draft()
            },
            CloseDraft {
                percent: Some(101),
                ..draft()
            },
            CloseDraft {
                shares: Some("0".to_owned()),
                ..draft()
            },
            CloseDraft {
                shares: Some("some".to_owned()),
                ..draft()
            },
            CloseDraft {
                limit: Some("1".to_owned()),
                ..draft()
            },
            CloseDraft {
                limit: Some("-0.5".to_owned()),
                ..draft()
            },
            CloseDraft {
                not_below: Some("1.5".to_owned()),
                ..draft()
            },
        ];
        let named: Vec<String> = wrong.iter().map(|close| request(close).unwrap_err().detail).collect();
        assert_eq!(
            named,
            ["percent", "percent", "shares", "shares", "limit", "limit", "not_below"]
        );
        let bounded = request(&CloseDraft {
            not_below: Some("0.64".to_owned()),
            ..draft()
        });
        let price = "0.64".parse().unwrap();
        assert_eq!(bounded.unwrap().how, CloseHow::NotBelow { price });
    }
}
