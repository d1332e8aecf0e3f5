//! The journal's rows: one an event, with the columns the filters need, and the price decisions and settlements as
//! tables of their own.

use pilotfish_copy::entity::Gate;
use pilotfish_copy::event::{Event, EventKind, OrderStep, TraderNews};
use pilotfish_copy::ids::{CopyOrderId, FollowId, SignalId, TokenId};

use crate::codec::{Columns, Whole, from_json, json, whole_opt, word};
use crate::error::StoreError;
use crate::statements::{Statement, Statements};

/// What an event is about, as far as it says so itself.
#[derive(Debug, Default, PartialEq, Eq)]
struct About<'a> {
    follow: Option<FollowId>,
    signal: Option<SignalId>,
    order: Option<CopyOrderId>,
    token: Option<&'a TokenId>,
}

impl<'a> About<'a> {
    fn holding(follow: FollowId, token: &'a TokenId) -> Self {
        Self {
            follow: Some(follow),
            token: Some(token),
            ..Self::default()
        }
    }

    fn order(order: CopyOrderId, token: Option<&'a TokenId>) -> Self {
        Self {
            order: Some(order),
            token,
            ..Self::default()
        }
    }
}

/// Appends an event. Events of an order get the order's follow and token where they do not name them. Gates that the signal's row
/// holds, written in the same transaction, are left out of the body.
pub(crate) fn append(into: &mut Statements, event: &Event) -> Result<(), StoreError> {
    let about = about(&event.what);
    let gates_of = decided_by(&event.what)
        .filter(|(signal, gates)| into.holds_gates(*signal, gates))
        .map(|(signal, _)| signal);
    let body = match gates_of {
        Some(_) => without_gates(&event.what)?,
        None => json(&event.what)?,
    };
    let insert = Statement::new(
        "INSERT INTO events (seq, at, kind, follow, signal, copy_order, token, reason, gates_of, body) VALUES (?1, ?2, ?3, \
         COALESCE(?4, (SELECT follow FROM pending_copy_orders WHERE id = ?6)), ?5, ?6, \
         COALESCE(?7, (SELECT token FROM pending_copy_orders WHERE id = ?6)), ?8, ?9, ?10)",
    )
    .bind(event.seq.to_whole()?)
    .bind(event.at.0)
    .bind(kind(&event.what))
    .bind(whole_opt(about.follow.as_ref())?)
    .bind(whole_opt(about.signal.as_ref())?)
    .bind(whole_opt(about.order.as_ref())?)
    .bind(about.token.map(TokenId::as_str))
    .bind(reason(&event.what)?)
    .bind(whole_opt(gates_of.as_ref())?)
    .bind(body);
    into.push(insert);
    match &event.what {
        EventKind::Price { .. } => append_price(into, event),
        EventKind::Settlement { .. } => append_settlement(into, event),
        _ => Ok(()),
    }
}

/// The signal that a decision's event tells of, with its gates.
fn decided_by(what: &EventKind) -> Option<(SignalId, &[Gate])> {
    match what {
        EventKind::Skip { signal, gates, .. }
        | EventKind::Order {
            signal,
            step: OrderStep::Opened { gates, .. },
            ..
        } => Some((*signal, gates)),
        _ => None,
    }
}

/// The name of the field that stands in the signal's row instead.
const GATES: &str = "gates";

/// The event as JSON without its gates.
fn without_gates(what: &EventKind) -> Result<String, StoreError> {
    let mut body = serde_json::to_value(what).map_err(|error| StoreError::OutOfRange {
        what: "an event",
        value: error.to_string(),
    })?;
    if let Some(fields) = body.as_object_mut() {
        fields.remove(GATES);
    }
    Ok(body.to_string())
}

/// Reads an event back, from a row of the view `journal`.
pub(crate) fn read(row: Columns<'_>) -> Result<Event, StoreError> {
    let seq: u64 = row.whole("seq")?;
    let named = format!("event {seq}");
    let body = row.text("body")?;
    let what = match row.text_opt(GATES)? {
        None => from_json(&named, &body)?,
        Some(gates) => {
            let mut fields: serde_json::Map<String, serde_json::Value> = from_json(&named, &body)?;
            fields.insert(GATES.to_owned(), from_json(&named, &gates)?);
            serde_json::from_value(fields.into()).map_err(|error| StoreError::unreadable(named, error))?
        }
    };
    Ok(Event {
        seq,
        at: row.whole("at")?,
        what,
    })
}

fn append_price(into: &mut Statements, event: &Event) -> Result<(), StoreError> {
    let EventKind::Price {
        order,
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
        ..
    } = &event.what
    else {
        return Ok(());
    };
    let insert = Statement::new(
        "INSERT INTO price_decisions (seq, at, copy_order, age_ms, stage, previous_stage, regime, trader_price, bid, \
         ask, tick, limit_price, previous_limit, held_short) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(event.seq.to_whole()?)
    .bind(event.at.0)
    .bind(order.to_whole()?)
    .bind(age_ms)
    .bind(stage.to_whole()?)
    .bind(whole_opt(previous_stage.as_ref())?)
    .bind(word(regime)?)
    .bind(trader_price.micros())
    .bind(whole_opt(bid.as_ref())?)
    .bind(whole_opt(ask.as_ref())?)
    .bind(tick.micros())
    .bind(limit.micros())
    .bind(whole_opt(previous.as_ref())?)
    .bind(*held_short);
    into.push(insert);
    Ok(())
}

fn append_settlement(into: &mut Statements, event: &Event) -> Result<(), StoreError> {
    let EventKind::Settlement {
        trade,
        hash,
        order,
        settlement,
        shares,
    } = &event.what
    else {
        return Ok(());
    };
    let insert = Statement::new(
        "INSERT INTO settlements (seq, at, trade, hash, copy_order, settlement, shares) VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(event.seq.to_whole()?)
    .bind(event.at.0)
    .bind(trade.as_str())
    .bind(hash.as_str())
    .bind(order.to_whole()?)
    .bind(word(settlement)?)
    .bind(shares.micros());
    into.push(insert);
    Ok(())
}

/// The event's kind, as it stands in its JSON.
pub(crate) const fn kind(what: &EventKind) -> &'static str {
    match what {
        EventKind::Follow { .. } => "follow",
        EventKind::Control { .. } => "control",
        EventKind::Signal { .. } => "signal",
        EventKind::Ignored { .. } => "noted",
        EventKind::Skip { .. } => "skip",
        EventKind::Order { .. } => "order",
        EventKind::Price { .. } => "price",
        EventKind::Fill { .. } => "fill",
        EventKind::Cancel { .. } => "cancel",
        EventKind::Sweep { .. } => "conversion",
        EventKind::Settlement { .. } => "settlement",
        EventKind::Resolution { .. } => "resolution",
        EventKind::Redeemed { .. } => "redeemed",
        EventKind::ResolutionCorrected { .. } => "resolution_corrected",
        EventKind::Moved { .. } => "moved",
        EventKind::Given { .. } => "given",
        EventKind::Halted { .. } => "halted",
        EventKind::Lifted { .. } => "lifted",
        EventKind::TraderMoved { .. } => "trader_moved",
        EventKind::Incident { .. } => "trouble",
    }
}

/// Why, of an event that has a reason: the word that filters and counts go by.
fn reason(what: &EventKind) -> Result<Option<String>, StoreError> {
    let reason = match what {
        EventKind::Ignored { reason, .. } | EventKind::Skip { reason, .. } => word(reason)?,
        EventKind::Cancel { reason, .. } => word(reason)?,
        EventKind::Order { step, .. } => match step {
            OrderStep::Refused { code, .. } => word(code)?,
            OrderStep::Cut { reason, .. } => word(reason)?,
            OrderStep::Waiting { reason, .. } => word(reason)?,
            OrderStep::Ended { reason, .. } => word(reason)?,
            _ => return Ok(None),
        },
        EventKind::Halted { reason, .. } | EventKind::Lifted { reason, .. } => reason.word().to_owned(),
        EventKind::Moved { movement, .. } => movement.word().to_owned(),
        EventKind::Given { basis, .. } => word(basis)?,
        EventKind::Incident { code, .. } => word(code)?,
        _ => return Ok(None),
    };
    Ok(Some(reason))
}

fn about(what: &EventKind) -> About<'_> {
    match what {
        EventKind::Follow { follow, .. } => About {
            follow: Some(*follow),
            ..About::default()
        },
        EventKind::Control { .. } | EventKind::Incident { .. } => About::default(),
        EventKind::Signal {
            signal, follow, token, ..
        }
        | EventKind::Skip {
            signal, follow, token, ..
        } => About {
            signal: Some(*signal),
            ..About::holding(*follow, token)
        },
        EventKind::Ignored { follow, token, .. }
        | EventKind::Resolution { follow, token, .. }
        | EventKind::Redeemed { follow, token, .. }
        | EventKind::Given { follow, token, .. }
        | EventKind::ResolutionCorrected { follow, token, .. } => About::holding(*follow, token),
        EventKind::Order {
            order,
            signal,
            follow,
            token,
            ..
        } => About {
            signal: Some(*signal),
            order: Some(*order),
            ..About::holding(*follow, token)
        },
        EventKind::Fill {
            order, follow, token, ..
        } => About {
            order: Some(*order),
            ..About::holding(*follow, token)
        },
        EventKind::Price { order, token, .. }
        | EventKind::Cancel { order, token, .. }
        | EventKind::Sweep { order, token, .. } => About::order(*order, Some(token)),
        EventKind::Settlement { order, .. } => About::order(*order, None),
        EventKind::Moved { token, .. } => About {
            token: token.as_ref(),
            ..About::default()
        },
        EventKind::Halted { reason, .. } | EventKind::Lifted { reason, .. } => About {
            token: reason.token(),
            ..About::default()
        },
        EventKind::TraderMoved { follow, news } => About {
            follow: Some(*follow),
            token: news_token(news),
            ..About::default()
        },
    }
}

/// The token that the news is about; of one that moved to another, the one that was left.
const fn news_token(news: &TraderNews) -> Option<&TokenId> {
    match news {
        TraderNews::MovedAway { token, .. }
        | TraderNews::CameIn { token, .. }
        | TraderNews::TokenMigrated { from: token, .. } => Some(token),
        TraderNews::ListDoubted { .. } | TraderNews::WalletMigrated { .. } => None,
    }
}
