//! Books and exchange side by side: what differs, how old either side is, and the ways out.

pub(crate) mod shapes;

use std::collections::BTreeMap;

use pilotfish_copy::Core;
use pilotfish_copy::accounts::Reading;
use pilotfish_copy::entity::{FollowStatus, Halt, HaltReason};
use pilotfish_copy::event::CostBasis;
use pilotfish_copy::ids::{FollowId, OrderHash, TokenId, VenueMs};
use pilotfish_copy::input::{OpenOrder, OwnTrade, UserInput};
use pilotfish_copy::money::{Shares, Usd};
use pilotfish_copy::state::{State, is_worked};

use crate::numbers::count;
use crate::risk::weigh::{Change, Who, weigh};
use crate::traders::resolve::shortened;
use crate::types::{
    Checked, Difference, DifferenceKind, Differences, ErrorCode, Frame, Give, GiveTo, HandTrade, Id, Ms,
};
use crate::{Api, ApiResult, problem, reader};

impl Api {
    /// What the books and the exchange say of the account, side by side.
    ///
    /// # Errors
    /// The engine's and the store's.
    pub async fn differences(&self) -> ApiResult<Differences> {
        let engine = self.engine()?;
        let reader = reader(&engine)?;
        let core = engine.core();
        let mut rows = differing(&core);
        for row in &mut rows {
            let token = row.token.as_deref().map(TokenId::new);
            let changed = match (&row.kind, &token) {
                (DifferenceKind::ForeignOrder, _) => None,
                (_, Some(token)) => reader.shares_booked_at(token).await?,
                (_, None) => reader.cash_booked_at().await?,
            };
            row.books_changed = changed.map(|at| Ms(at.0));
        }
        let readings = core.account_readings();
        Ok(Differences {
            checked: checked(&core, &rows),
            rows,
            cash_read: asked_at(readings.cash.as_ref()),
            shares_read: asked_at(readings.shares.as_ref()),
            orders_read: asked_at(readings.orders.as_ref()),
        })
    }

    /// Books the shares that the account has of a token beyond the books to a follow, which holds them from then on. In live it
    /// asks first.
    ///
    /// # Errors
    /// Those of a question that is not answered with yes, `not_found` where there is no such follow, `nothing_to_give` where no difference stands that could be given, and the
    /// engine's.
    pub async fn give_difference(&self, token: String, follow: Id) -> ApiResult<Frame> {
        let engine = self.engine()?;
        let core = engine.core();
        let token = TokenId::new(&token);
        let follow = FollowId(follow.0);
        if !takers(core.state()).any(|taker| taker == follow) {
            return Err(problem(ErrorCode::NotFound, format!("there is no follow {follow}")));
        }
        if core.plan_give(&token).is_none() {
            return Err(problem(
                ErrorCode::NothingToGive,
                format!("no shares of {token} beyond the books can be given"),
            ));
        }
        self.allow(|| {
            let core = engine.core();
            let plan = core.plan_give(&token)?;
            let to = core.state().follows.get(&follow)?;
            let market = core.state().market_of(&token);
            let change = Change::GiveDifference {
                to: Who {
                    name: &to.name,
                    wallet: &to.trader,
                },
                market: market.map(|market| market.question.as_str()),
                shares: plan.shares,
                cost: plan.cost + plan.fee,
            };
            weigh(self.at_stake(), &change)
        })
        .await?;
        engine.ask(UserInput::GiveDifference { token, follow }).await?;
        Ok(self.frame_now())
    }
}

fn asked_at<T>(reading: Option<&Reading<T>>) -> Option<Ms> {
    reading.map(|reading| Ms(reading.asked_at.0))
}

/// Follows that could take shares.
fn takers(state: &State) -> impl Iterator<Item = FollowId> + '_ {
    state
        .follows
        .values()
        .filter(|follow| follow.status != FollowStatus::Removed)
        .map(|follow| follow.id)
}

/// Everything that differs, confirmed or not; when the books changed is not known here.
fn differing(core: &Core) -> Vec<Difference> {
    let state = core.state();
    let mut rows: Vec<Difference> = Vec::new();
    rows.extend(cash(core));
    let of_shares = state
        .differences
        .values()
        .filter(|difference| !difference.shares.is_zero());
    rows.extend(of_shares.map(|difference| shares(core, difference)));
    rows.extend(state.halts.values().filter_map(|halt| foreign(core, halt)));
    rows.sort_by_key(|row| (!row.confirmed, row.kind, row.since));
    rows
}

fn cash(core: &Core) -> Option<Difference> {
    let control = &core.state().control;
    let standing = control.cash_difference.filter(|standing| standing.usd < Usd::ZERO)?;
    let read = core.account_readings().cash.as_ref();
    let (below, above) = core.cash_in_flight();
    let confirmed = core.state().halts.contains_key(&HaltReason::CashMissing);
    Some(Difference {
        books: control.cash.unwrap_or_default().to_string(),
        exchange: read.map(|read| read.value.to_string()),
        difference: standing.usd.to_string(),
        in_flight: (below + above).to_string(),
        exchange_read: asked_at(read),
        accept: confirmed,
        ..blank(DifferenceKind::CashMissing, standing.since, confirmed)
    })
}

fn shares(core: &Core, difference: &pilotfish_copy::entity::Difference) -> Difference {
    let state = core.state();
    let token = &difference.token;
    let readings = core.account_readings();
    let missing = difference.shares < Shares::ZERO;
    let (kind, reason) = if missing {
        let reason = HaltReason::SharesMissing { token: token.clone() };
        (DifferenceKind::SharesMissing, reason)
    } else {
        let reason = HaltReason::SharesUnexplained { token: token.clone() };
        (DifferenceKind::SharesUnexplained, reason)
    };
    let trades = if missing {
        readings.sales_of(token, -difference.shares)
    } else {
        readings.purchases_of(token, difference.shares)
    };
    let (below, above) = core.shares_in_flight(token);
    let confirmed = state.halts.contains_key(&reason);
    let read = readings.shares.as_ref();
    let row = Difference {
        books: booked(state, token).to_string(),
        exchange: read.map(|read| shown(&read.value, token).to_string()),
        difference: difference.shares.to_string(),
        own: difference.accepted.to_string(),
        in_flight: (below + above).to_string(),
        exchange_read: asked_at(read),
        trades: trades.into_iter().map(hand_trade).collect(),
        accept: confirmed,
        give: give(core, token),
        ..blank(kind, difference.since, confirmed)
    };
    named(state, row, token)
}

fn foreign(core: &Core, halt: &Halt) -> Option<Difference> {
    let HaltReason::ForeignOrder { token, order } = &halt.reason else {
        return None;
    };
    let read = core.account_readings().orders.as_ref();
    let seen: Option<&OpenOrder> = read.and_then(|read| read.value.get(order));
    let open = seen.map(|seen| seen.open).or(halt.shares).unwrap_or_default();
    let row = Difference {
        order: Some(OrderHash::to_string(order)),
        books: Shares::ZERO.to_string(),
        exchange: Some(open.to_string()),
        difference: open.to_string(),
        exchange_read: asked_at(read),
        side: seen.map(|seen| seen.side.into()),
        price: seen.map(|seen| seen.price.to_string()),
        ..blank(DifferenceKind::ForeignOrder, halt.since, true)
    };
    Some(named(core.state(), row, token))
}

fn blank(kind: DifferenceKind, since: VenueMs, confirmed: bool) -> Difference {
    Difference {
        kind,
        token: None,
        order: None,
        market: None,
        outcome: None,
        outcome_index: None,
        confirmed,
        since: Ms(since.0),
        books: Shares::ZERO.to_string(),
        exchange: None,
        difference: Shares::ZERO.to_string(),
        own: Shares::ZERO.to_string(),
        in_flight: Shares::ZERO.to_string(),
        exchange_read: None,
        books_changed: None,
        side: None,
        price: None,
        trades: Vec::new(),
        accept: false,
        give: None,
    }
}

/// With the names of its token's market.
fn named(state: &State, row: Difference, token: &TokenId) -> Difference {
    let market = state.market_of(token);
    Difference {
        token: Some(token.to_string()),
        market: market.map(|market| market.question.clone()),
        outcome: market
            .and_then(|market| market.outcome(token))
            .map(|outcome| outcome.name.clone()),
        outcome_index: market.and_then(|market| market.outcome_index(token)).map(count),
        ..row
    }
}

fn booked(state: &State, token: &TokenId) -> Shares {
    let of_token = state
        .holdings
        .values()
        .filter(|holding| holding.token == *token && holding.payout.is_none());
    of_token.map(|holding| holding.shares).sum()
}

/// A list names only what is held.
fn shown(list: &BTreeMap<TokenId, Shares>, token: &TokenId) -> Shares {
    list.get(token).copied().unwrap_or_default()
}

fn hand_trade(trade: &OwnTrade) -> HandTrade {
    HandTrade {
        side: trade.side.into(),
        shares: trade.shares.to_string(),
        price: trade.price.to_string(),
        at: Ms(trade.at.0),
    }
}

fn give(core: &Core, token: &TokenId) -> Option<Give> {
    let plan = core.plan_give(token)?;
    let state = core.state();
    let mut to: Vec<GiveTo> = takers(state)
        .filter_map(|follow| {
            let pair = (follow, token.clone());
            let follow = state.follows.get(&follow)?;
            Some(GiveTo {
                follow: Id(follow.id.0),
                address: follow.trader.to_string(),
                trader: if follow.name.is_empty() {
                    shortened(&follow.trader)
                } else {
                    follow.name.clone()
                },
                held: state.held(&pair).to_string(),
                trader_holds: state
                    .known_position(&pair)
                    .is_some_and(|known| known.shares > Shares::ZERO),
            })
        })
        .collect();
    to.sort_by(|one, other| (!one.trader_holds, &one.trader).cmp(&(!other.trader_holds, &other.trader)));
    (!to.is_empty()).then(|| Give {
        shares: plan.shares.to_string(),
        cost: (plan.cost + plan.fee).to_string(),
        known: plan.basis == CostBasis::Trades,
        cash: plan.cash.to_string(),
        to,
    })
}

fn checked(core: &Core, rows: &[Difference]) -> Vec<Checked> {
    let state = core.state();
    let readings = core.account_readings();
    let agrees = |token: Option<&str>| {
        !rows
            .iter()
            .any(|row| row.kind != DifferenceKind::ForeignOrder && row.token.as_deref() == token)
    };
    let mut tokens: BTreeMap<&TokenId, Shares> = BTreeMap::new();
    for holding in state.holdings.values().filter(|holding| is_worked(holding)) {
        *tokens.entry(&holding.token).or_default() += holding.shares;
    }
    let cash = Checked {
        token: None,
        market: None,
        outcome: None,
        outcome_index: None,
        books: state.control.cash.unwrap_or_default().to_string(),
        exchange: readings.cash.as_ref().map(|read| read.value.to_string()),
        agrees: agrees(None),
    };
    let of_token = |(token, books): (&TokenId, Shares)| {
        let market = state.market_of(token);
        let own = state
            .differences
            .get(token)
            .map_or(Shares::ZERO, |difference| difference.accepted);
        let read = readings.shares.as_ref();
        Checked {
            token: Some(token.to_string()),
            market: market.map(|market| market.question.clone()),
            outcome: market
                .and_then(|market| market.outcome(token))
                .map(|outcome| outcome.name.clone()),
            outcome_index: market.and_then(|market| market.outcome_index(token)).map(count),
            books: books.to_string(),
            exchange: read.map(|read| (shown(&read.value, token) - own).to_string()),
            agrees: agrees(Some(token.as_str())),
        }
    };
    let mut held: Vec<Checked> = tokens.into_iter().map(of_token).collect();
    // What differs is looked for first.
    held.sort_by(|one, other| (one.agrees, &one.market).cmp(&(other.agrees, &other.market)));
    std::iter::once(cash).chain(held).collect()
}
