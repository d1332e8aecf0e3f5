//! What an event says: what happened with its figures, and where.

use pilotfish_copy::entity::{Gate, GateBasis as Basis};
use pilotfish_copy::event::{EventKind, OrderStep, TraderNews};
use pilotfish_copy::ids::{CopyOrderId, TokenId, VenueMs};
use pilotfish_copy::market::Side;

use crate::numbers::few;
use crate::types::{ActivityEvent, GateBasis, Ms, OrderStepView, TraderNewsView};

/// What an event says, and where it happened, before names are added.
#[derive(Debug)]
pub(super) struct Told<'a> {
    pub(super) event: ActivityEvent,
    pub(super) token: Option<&'a TokenId>,
    pub(super) side: Option<Side>,
    pub(super) order: Option<CopyOrderId>,
    pub(super) gates: &'a [Gate],
}

impl<'a> Told<'a> {
    fn of(event: ActivityEvent, token: Option<&'a TokenId>) -> Self {
        Self {
            event,
            token,
            side: None,
            order: None,
            gates: &[],
        }
    }

    fn by(self, order: CopyOrderId, side: Option<Side>) -> Self {
        Self {
            side,
            order: Some(order),
            ..self
        }
    }
}

/// What an event says: one arm a kind.
pub(super) fn tell(what: &EventKind) -> Told<'_> {
    match what {
        EventKind::Follow { action, percentage, .. } => Told::of(
            ActivityEvent::Follow {
                action: (*action).into(),
                percentage: percentage.to_string(),
            },
            None,
        ),
        EventKind::Control { action } => Told::of(
            ActivityEvent::Control {
                action: (*action).into(),
            },
            None,
        ),
        EventKind::Signal {
            token,
            change,
            side,
            before,
            after,
            price,
            price_source,
            origin,
            traded_at,
            ..
        } => Told {
            side: Some(*side),
            ..Told::of(
                ActivityEvent::Signal {
                    change: (*change).into(),
                    shares: (*after - *before).abs().to_string(),
                    price: price.to_string(),
                    before: before.to_string(),
                    after: after.to_string(),
                    price_source: (*price_source).into(),
                    origin: (*origin).into(),
                    traded_at: ms(*traded_at),
                },
                Some(token),
            )
        },
        EventKind::Ignored {
            token, reason, shares, ..
        } => Told::of(
            ActivityEvent::Noted {
                reason: (*reason).into(),
                shares: shares.to_string(),
            },
            Some(token),
        ),
        EventKind::Skip {
            token,
            reason,
            asked,
            gates,
            ..
        } => Told {
            gates,
            ..Told::of(
                ActivityEvent::Skip {
                    reason: (*reason).into(),
                    asked: asked.to_string(),
                },
                Some(token),
            )
        },
        EventKind::Order {
            order,
            token,
            side,
            step,
            ..
        } => Told {
            gates: gates_of(step),
            ..Told::of(ActivityEvent::Order { step: step_of(step) }, Some(token)).by(*order, Some(*side))
        },
        EventKind::Price {
            order,
            token,
            side,
            age_ms,
            stage,
            previous_stage,
            regime,
            trader_price,
            bid,
            ask,
            tick,
            limit,
            previous,
            held_short,
        } => Told::of(
            ActivityEvent::Price {
                limit: limit.to_string(),
                previous: text(*previous),
                stage: u32::from(stage.number()),
                previous_stage: previous_stage.map(|stage| u32::from(stage.number())),
                regime: (*regime).into(),
                trader_price: trader_price.to_string(),
                bid: text(*bid),
                ask: text(*ask),
                tick: tick.to_string(),
                age: Ms(*age_ms),
                held_short: *held_short,
            },
            Some(token),
        )
        .by(*order, Some(*side)),
        EventKind::Fill {
            hash,
            order,
            token,
            side,
            shares,
            price,
            trader_price,
            slippage,
            fee,
            liquidity,
            stage,
            filled,
            of,
            realised,
            ..
        } => Told::of(
            ActivityEvent::Fill {
                shares: shares.to_string(),
                price: price.to_string(),
                trader_price: trader_price.to_string(),
                slippage: slippage.to_string(),
                fee: fee.to_string(),
                liquidity: (*liquidity).into(),
                stage: u32::from(stage.number()),
                filled: filled.to_string(),
                of: of.to_string(),
                realised: realised.to_string(),
                hash: hash.to_string(),
            },
            Some(token),
        )
        .by(*order, Some(*side)),
        EventKind::Cancel {
            order,
            token,
            reason,
            open,
            ..
        } => Told::of(
            ActivityEvent::Cancel {
                reason: (*reason).into(),
                shares: open.to_string(),
            },
            Some(token),
        )
        .by(*order, None),
        EventKind::Sweep {
            order,
            token,
            side,
            bound,
            worst,
            shares,
            budget,
            attempt,
        } => Told::of(
            ActivityEvent::Conversion {
                shares: shares.to_string(),
                bound: bound.to_string(),
                worst: worst.to_string(),
                budget: text(*budget),
                attempt: *attempt,
            },
            Some(token),
        )
        .by(*order, Some(*side)),
        EventKind::Settlement {
            trade,
            order,
            settlement,
            shares,
            ..
        } => Told::of(
            ActivityEvent::Settlement {
                settlement: (*settlement).into(),
                shares: shares.to_string(),
                trade: trade.to_string(),
            },
            None,
        )
        .by(*order, None),
        EventKind::Resolution {
            token,
            payout,
            shares,
            realised,
            ..
        } => Told::of(
            ActivityEvent::Resolution {
                payout: payout.to_string(),
                shares: shares.to_string(),
                realised: realised.to_string(),
            },
            Some(token),
        ),
        EventKind::Redeemed { token, usd, .. } => {
            Told::of(ActivityEvent::Redeemed { usd: usd.to_string() }, Some(token))
        }
        EventKind::ResolutionCorrected {
            token,
            payout,
            difference,
            ..
        } => Told::of(
            ActivityEvent::ResolutionCorrected {
                payout: payout.to_string(),
                usd: difference.to_string(),
            },
            Some(token),
        ),
        EventKind::Moved {
            movement,
            token,
            shares,
            usd,
        } => Told::of(
            ActivityEvent::Moved {
                movement: movement.into(),
                shares: text(token.is_some().then_some(shares)),
                usd: usd.to_string(),
            },
            token.as_ref(),
        ),
        EventKind::Given {
            token,
            shares,
            cost,
            fee,
            basis,
            cash,
            ..
        } => Told::of(
            ActivityEvent::Given {
                basis: (*basis).into(),
                shares: shares.to_string(),
                usd: (*cost + *fee).to_string(),
                cash: text((!cash.is_zero()).then_some(cash)),
            },
            Some(token),
        ),
        EventKind::Halted {
            reason,
            shares,
            usd,
            words,
        } => Told::of(
            ActivityEvent::Halted {
                halt: reason.into(),
                shares: text(*shares),
                usd: text(*usd),
                words: words.clone(),
            },
            reason.token(),
        ),
        EventKind::Lifted { reason, by_user } => Told::of(
            ActivityEvent::Lifted {
                halt: reason.into(),
                by_user: *by_user,
            },
            reason.token(),
        ),
        EventKind::TraderMoved { news, .. } => {
            Told::of(ActivityEvent::TraderMoved { news: news_of(news) }, news_token(news))
        }
        EventKind::Incident { code, detail } => Told::of(
            ActivityEvent::Trouble {
                code: (*code).into(),
                text: detail.clone(),
            },
            None,
        ),
    }
}

const fn ms(at: VenueMs) -> Ms {
    Ms(at.0)
}

fn text(value: Option<impl ToString>) -> Option<String> {
    value.map(|value| value.to_string())
}

fn news_of(news: &TraderNews) -> TraderNewsView {
    match news {
        TraderNews::MovedAway { shares, .. } => TraderNewsView::MovedAway {
            shares: shares.to_string(),
        },
        TraderNews::CameIn { shares, .. } => TraderNewsView::CameIn {
            shares: shares.to_string(),
        },
        TraderNews::ListDoubted { known, missing } => TraderNewsView::ListDoubted {
            known: *known,
            missing: *missing,
        },
        TraderNews::TokenMigrated { shares, .. } => TraderNewsView::TokenMigrated {
            shares: shares.to_string(),
        },
        TraderNews::WalletMigrated { to } => TraderNewsView::WalletMigrated { wallet: to.to_string() },
    }
}

const fn news_token(news: &TraderNews) -> Option<&TokenId> {
    match news {
        TraderNews::MovedAway { token, .. } | TraderNews::CameIn { token, .. } => Some(token),
        TraderNews::TokenMigrated { from, .. } => Some(from),
        TraderNews::ListDoubted { .. } | TraderNews::WalletMigrated { .. } => None,
    }
}

fn step_of(step: &OrderStep) -> OrderStepView {
    match step {
        OrderStep::Opened {
            shares,
            asked,
            trader_price,
            ..
        } => OrderStepView::Opened {
            shares: shares.to_string(),
            asked: asked.to_string(),
            trader_price: trader_price.to_string(),
        },
        OrderStep::Placed {
            limit,
            shares,
            rests,
            expires_at,
            ..
        } => OrderStepView::Placed {
            limit: limit.to_string(),
            shares: shares.to_string(),
            rests: *rests,
            expires_at: expires_at.map(ms),
        },
        OrderStep::Live { hash, .. } => OrderStepView::Live { hash: hash.to_string() },
        OrderStep::Refused { code, text, .. } => OrderStepView::Refused {
            code: (*code).into(),
            text: text.clone(),
        },
        OrderStep::Unknown { reason, .. } => OrderStepView::Unknown { text: reason.clone() },
        OrderStep::Closed { filled, .. } => OrderStepView::Closed {
            filled: filled.to_string(),
        },
        OrderStep::TakenNow {} => OrderStepView::Hastened,
        OrderStep::Cut { shares, reason } => OrderStepView::Cut {
            reason: (*reason).into(),
            shares: shares.to_string(),
        },
        OrderStep::Waiting { reason, .. } => OrderStepView::Waiting {
            reason: (*reason).into(),
        },
        OrderStep::Ended { reason, filled, of } => OrderStepView::Ended {
            reason: (*reason).into(),
            filled: filled.to_string(),
            of: of.to_string(),
        },
    }
}

fn gates_of(step: &OrderStep) -> &[Gate] {
    match step {
        OrderStep::Opened { gates, .. } | OrderStep::Waiting { gates, .. } => gates.as_ref(),
        OrderStep::Placed { .. }
        | OrderStep::Live { .. }
        | OrderStep::Refused { .. }
        | OrderStep::Unknown { .. }
        | OrderStep::Closed { .. }
        | OrderStep::TakenNow { .. }
        | OrderStep::Cut { .. }
        | OrderStep::Ended { .. } => &[],
    }
}

impl From<&Basis> for GateBasis {
    fn from(basis: &Basis) -> Self {
        match basis {
            Basis::Switch => Self::Switch,
            Basis::Word { word } => Self::Word { word: word.clone() },
            Basis::Band { from, to } => Self::Band {
                from: from.to_string(),
                to: to.to_string(),
            },
            Basis::Time { left_ms, least_ms } => Self::Time {
                left: left_ms.map(Ms),
                least: Ms(*least_ms),
            },
            Basis::Age { age_ms, most_ms } => Self::Age {
                age: Ms(*age_ms),
                most: Ms(*most_ms),
            },
            Basis::Held { held, selling } => Self::Held {
                held: held.to_string(),
                selling: selling.to_string(),
            },
            Basis::Money { used, limit } => Self::Money {
                used: used.to_string(),
                limit: limit.to_string(),
            },
            Basis::Count { used, limit } => Self::Count {
                used: few(*used),
                limit: few(*limit),
            },
            Basis::Balance { free, cash } => Self::Balance {
                free: free.to_string(),
                cash: cash.to_string(),
            },
            Basis::Unknown => Self::Unknown,
            Basis::Bound { bound } => Self::Bound {
                bound: bound.to_string(),
            },
            Basis::Minimum { shares, price } => Self::Minimum {
                shares: shares.to_string(),
                price: price.to_string(),
            },
        }
    }
}
