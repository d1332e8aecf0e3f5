//! What an event says: its second word, where it happened, its figures in the order in which they are said.

use pilotfish_copy::entity::Gate;
use pilotfish_copy::event::{EventKind, OrderStep, TraderNews};
use pilotfish_copy::ids::{CopyOrderId, TokenId};
use pilotfish_copy::market::Side;

use crate::types::Fact;
use crate::words::word;

/// What an event says, before names are added.
#[derive(Debug, Default)]
pub(super) struct Told<'a> {
    pub(super) detail: Option<String>,
    pub(super) trader_name: Option<String>,
    pub(super) token: Option<TokenId>,
    pub(super) side: Option<Side>,
    pub(super) order: Option<CopyOrderId>,
    pub(super) facts: Vec<Fact>,
    pub(super) gates: &'a [Gate],
}

/// Figures in the order in which they are said; what is not there is left out.
struct Facts(Vec<Fact>);

impl Facts {
    fn new() -> Self {
        Self(Vec::new())
    }

    fn add(mut self, name: &str, value: impl ToString) -> Self {
        self.0.push(Fact {
            name: name.to_owned(),
            value: value.to_string(),
        });
        self
    }

    fn add_if(self, name: &str, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.add(name, value),
            None => self,
        }
    }
}

/// What an event says.
pub(super) fn tell(what: &EventKind) -> Told<'_> {
    match what {
        EventKind::Follow {
            name,
            action,
            percentage,
            ..
        } => Told {
            detail: Some(word(action)),
            trader_name: Some(name.clone()),
            facts: Facts::new().add("percentage", percentage).0,
            ..Told::default()
        },
        EventKind::Control { action } => Told {
            detail: Some(word(action)),
            ..Told::default()
        },
        EventKind::Ignored {
            token, reason, shares, ..
        } => Told {
            detail: Some(word(reason)),
            token: Some(token.clone()),
            facts: Facts::new().add("shares", shares).0,
            ..Told::default()
        },
        EventKind::Skip {
            token,
            reason,
            asked,
            gates,
            ..
        } => Told {
            detail: Some(word(reason)),
            token: Some(token.clone()),
            facts: Facts::new().add("asked", asked).0,
            gates,
            ..Told::default()
        },
        EventKind::Order {
            order,
            token,
            side,
            step,
            ..
        } => Told {
            token: Some(token.clone()),
            side: Some(*side),
            order: Some(*order),
            ..tell_step(step)
        },
        EventKind::Incident { code, detail } => Told {
            detail: Some(word(code)),
            facts: Facts::new().add("text", detail).0,
            ..Told::default()
        },
        EventKind::Resolution {
            token,
            payout,
            shares,
            realised,
            ..
        } => Told {
            token: Some(token.clone()),
            facts: Facts::new()
                .add("payout", payout)
                .add("shares", shares)
                .add("realised", realised)
                .0,
            ..Told::default()
        },
        EventKind::Redeemed { .. }
        | EventKind::ResolutionCorrected { .. }
        | EventKind::Moved { .. }
        | EventKind::Given { .. }
        | EventKind::Halted { .. }
        | EventKind::Lifted { .. }
        | EventKind::TraderMoved { .. } => tell_account(what),
        EventKind::Signal { .. } | EventKind::Price { .. } => tell_observation(what),
        EventKind::Fill { .. } | EventKind::Cancel { .. } | EventKind::Sweep { .. } | EventKind::Settlement { .. } => {
            tell_deal(what)
        }
    }
}

/// What befell the account, or a trader's position, without a trade.
fn tell_account(what: &EventKind) -> Told<'_> {
    match what {
        EventKind::Redeemed { token, usd, .. } => Told {
            token: Some(token.clone()),
            facts: Facts::new().add("usd", usd).0,
            ..Told::default()
        },
        EventKind::ResolutionCorrected {
            token,
            payout,
            difference,
            ..
        } => Told {
            token: Some(token.clone()),
            facts: Facts::new().add("payout", payout).add("usd", difference).0,
            ..Told::default()
        },
        EventKind::Moved {
            movement,
            token,
            shares,
            usd,
        } => Told {
            detail: Some(movement.word().to_owned()),
            token: token.clone(),
            facts: Facts::new()
                .add_if("shares", token.as_ref().map(|_| shares))
                .add("usd", usd)
                .0,
            ..Told::default()
        },
        EventKind::Given {
            token,
            shares,
            cost,
            fee,
            basis,
            cash,
            ..
        } => Told {
            detail: Some(word(basis)),
            token: Some(token.clone()),
            facts: Facts::new()
                .add("shares", shares)
                .add("usd", *cost + *fee)
                .add_if("cash", (!cash.is_zero()).then_some(cash))
                .0,
            ..Told::default()
        },
        EventKind::Halted {
            reason,
            shares,
            usd,
            words,
        } => Told {
            detail: Some(reason.word().to_owned()),
            token: reason.token().cloned(),
            facts: Facts::new()
                .add_if("shares", shares.as_ref())
                .add_if("usd", usd.as_ref())
                .add_if("text", words.as_ref())
                .0,
            ..Told::default()
        },
        EventKind::Lifted { reason, by_user } => Told {
            detail: Some(reason.word().to_owned()),
            token: reason.token().cloned(),
            facts: Facts::new().add_if("by_user", by_user.then_some("true")).0,
            ..Told::default()
        },
        EventKind::TraderMoved { news, .. } => tell_news(news),
        _ => Told::default(),
    }
}

fn tell_news(news: &TraderNews) -> Told<'_> {
    let (token, facts) = match news {
        TraderNews::MovedAway { token, shares } | TraderNews::CameIn { token, shares } => {
            (Some(token), Facts::new().add("shares", shares))
        }
        TraderNews::ListDoubted { known, missing } => (None, Facts::new().add("known", known).add("missing", missing)),
        TraderNews::TokenMigrated { from, shares, .. } => (Some(from), Facts::new().add("shares", shares)),
        TraderNews::WalletMigrated { to } => (None, Facts::new().add("wallet", to)),
    };
    Told {
        detail: Some(news_word(news).to_owned()),
        token: token.cloned(),
        facts: facts.0,
        ..Told::default()
    }
}

/// The word of a trader's news, as it stands in the journal.
pub(crate) const fn news_word(news: &TraderNews) -> &'static str {
    match news {
        TraderNews::MovedAway { .. } => "moved_away",
        TraderNews::CameIn { .. } => "came_in",
        TraderNews::ListDoubted { .. } => "list_doubted",
        TraderNews::TokenMigrated { .. } => "token_migrated",
        TraderNews::WalletMigrated { .. } => "wallet_migrated",
    }
}

fn tell_observation(what: &EventKind) -> Told<'_> {
    match what {
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
            detail: Some(word(change)),
            token: Some(token.clone()),
            side: Some(*side),
            facts: Facts::new()
                .add("shares", (*after - *before).abs())
                .add("price", price)
                .add("before", before)
                .add("after", after)
                .add("price_source", word(price_source))
                .add("origin", word(origin))
                .add("traded_at", traded_at.0)
                .0,
            ..Told::default()
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
        } => Told {
            token: Some(token.clone()),
            side: Some(*side),
            order: Some(*order),
            facts: Facts::new()
                .add("limit", limit)
                .add_if("previous", previous.as_ref())
                .add("stage", stage.number())
                .add_if("previous_stage", previous_stage.map(|stage| stage.number()))
                .add("regime", word(regime))
                .add("trader_price", trader_price)
                .add_if("bid", bid.as_ref())
                .add_if("ask", ask.as_ref())
                .add("tick", tick)
                .add("age_ms", age_ms)
                .add_if("held_short", held_short.then_some("true"))
                .0,
            ..Told::default()
        },
        _ => Told::default(),
    }
}

fn tell_deal(what: &EventKind) -> Told<'_> {
    match what {
        EventKind::Fill { order, token, side, .. } => Told {
            token: Some(token.clone()),
            side: Some(*side),
            order: Some(*order),
            facts: fill_facts(what),
            ..Told::default()
        },
        EventKind::Cancel {
            order,
            token,
            reason,
            open,
            ..
        } => Told {
            detail: Some(word(reason)),
            token: Some(token.clone()),
            order: Some(*order),
            facts: Facts::new().add("shares", open).0,
            ..Told::default()
        },
        EventKind::Sweep {
            order,
            token,
            side,
            bound,
            worst,
            shares,
            budget,
            attempt,
        } => Told {
            token: Some(token.clone()),
            side: Some(*side),
            order: Some(*order),
            facts: Facts::new()
                .add("shares", shares)
                .add("bound", bound)
                .add("worst", worst)
                .add_if("budget", budget.as_ref())
                .add("attempt", attempt)
                .0,
            ..Told::default()
        },
        EventKind::Settlement {
            order,
            settlement,
            shares,
            trade,
            ..
        } => Told {
            detail: Some(word(settlement)),
            order: Some(*order),
            facts: Facts::new().add("shares", shares).add("trade", trade).0,
            ..Told::default()
        },
        _ => Told::default(),
    }
}

fn fill_facts(what: &EventKind) -> Vec<Fact> {
    let EventKind::Fill {
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
        hash,
        ..
    } = what
    else {
        return Vec::new();
    };
    Facts::new()
        .add("shares", shares)
        .add("price", price)
        .add("trader_price", trader_price)
        .add("slippage", slippage)
        .add("fee", fee)
        .add("liquidity", word(liquidity))
        .add("stage", stage.number())
        .add("filled", filled)
        .add("of", of)
        .add("realised", realised)
        .add("hash", hash)
        .0
}

fn tell_step(step: &OrderStep) -> Told<'_> {
    let (detail, facts, gates): (&str, Facts, &[Gate]) = match step {
        OrderStep::Opened {
            shares,
            asked,
            trader_price,
            gates,
        } => {
            let facts = Facts::new()
                .add("shares", shares)
                .add("asked", asked)
                .add("trader_price", trader_price);
            ("opened", facts, gates)
        }
        OrderStep::Placed {
            limit,
            shares,
            rests,
            expires_at,
            ..
        } => {
            let expires_at = expires_at.map(|at| at.0);
            let how = if *rests { "resting" } else { "now" };
            let facts = Facts::new().add("limit", limit).add("shares", shares).add("how", how);
            ("placed", facts.add_if("expires_at", expires_at), &[])
        }
        OrderStep::Live { hash, .. } => ("live", Facts::new().add("hash", hash), &[]),
        OrderStep::Refused { code, text, .. } => {
            ("refused", Facts::new().add("code", word(code)).add("text", text), &[])
        }
        OrderStep::Unknown { reason, .. } => ("unknown", Facts::new().add("text", reason), &[]),
        OrderStep::Closed { filled, .. } => ("closed", Facts::new().add("filled", filled), &[]),
        OrderStep::TakenNow {} => ("hastened", Facts::new(), &[]),
        OrderStep::Cut { shares, reason } => ("cut", Facts::new().add("code", word(reason)).add("shares", shares), &[]),
        OrderStep::Waiting { reason, gates } => ("waiting", Facts::new().add("code", word(reason)), gates),
        OrderStep::Ended { reason, filled, of } => (
            "ended",
            Facts::new()
                .add("code", word(reason))
                .add("filled", filled)
                .add("of", of),
            &[],
        ),
    };
    Told {
        detail: Some(detail.to_owned()),
        facts: facts.0,
        gates,
        ..Told::default()
    }
}
