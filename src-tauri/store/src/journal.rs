//! The journal's rows: one an event, with the columns the filters need, and the price decisions and settlements as
//! tables of their own.

use pilotfish_copy::event::{Event, What};
use pilotfish_copy::ids::{CopyOrderId, FollowId, SignalId, TokenId};
use sqlx::SqliteConnection;

use crate::codec::{Columns, Whole, from_json, json, whole_opt, word, word_opt};
use crate::error::StoreError;

/// What an event is about, as far as it says so itself.
#[derive(Debug, Default, PartialEq, Eq)]
struct About<'a> {
    follow: Option<FollowId>,
    signal: Option<SignalId>,
    order: Option<CopyOrderId>,
    token: Option<&'a TokenId>,
}

/// Appends an event. Events of an order get the order's follow and token where they do not name them.
pub(crate) async fn append(conn: &mut SqliteConnection, event: &Event) -> Result<(), StoreError> {
    let about = about(&event.what);
    let order = whole_opt(about.order.as_ref())?;
    sqlx::query(
        "INSERT INTO events (seq, at, kind, follow, signal, copy_order, token, body) VALUES (?1, ?2, ?3, \
         COALESCE(?4, (SELECT follow FROM pending_copy_orders WHERE id = ?6)), ?5, ?6, \
         COALESCE(?7, (SELECT token FROM pending_copy_orders WHERE id = ?6)), ?8)",
    )
    .bind(event.seq.to_whole()?)
    .bind(event.at.0)
    .bind(kind(&event.what))
    .bind(whole_opt(about.follow.as_ref())?)
    .bind(whole_opt(about.signal.as_ref())?)
    .bind(order)
    .bind(about.token.map(TokenId::as_str))
    .bind(json(&event.what)?)
    .execute(&mut *conn)
    .await?;
    match &event.what {
        What::Price { .. } => append_price(conn, event).await,
        What::Settlement { .. } => append_settlement(conn, event).await,
        _ => Ok(()),
    }
}

/// Reads an event back.
pub(crate) fn read(row: Columns<'_>) -> Result<Event, StoreError> {
    let seq: u64 = row.whole("seq")?;
    let what = from_json(&format!("event {seq}"), &row.text("body")?)?;
    Ok(Event {
        seq,
        at: row.whole("at")?,
        what,
    })
}

async fn append_price(conn: &mut SqliteConnection, event: &Event) -> Result<(), StoreError> {
    let What::Price {
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
    sqlx::query(
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
    .bind(held_short)
    .execute(conn)
    .await?;
    Ok(())
}

async fn append_settlement(conn: &mut SqliteConnection, event: &Event) -> Result<(), StoreError> {
    let What::Settlement {
        trade,
        hash,
        order,
        settlement,
        shares,
    } = &event.what
    else {
        return Ok(());
    };
    sqlx::query(
        "INSERT INTO settlements (seq, at, trade, hash, copy_order, settlement, shares) VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(event.seq.to_whole()?)
    .bind(event.at.0)
    .bind(trade.as_str())
    .bind(hash.as_str())
    .bind(order.to_whole()?)
    .bind(word_opt(Some(settlement))?)
    .bind(shares.micros())
    .execute(conn)
    .await?;
    Ok(())
}

/// The event's kind, as it stands in its JSON.
pub(crate) const fn kind(what: &What) -> &'static str {
    match what {
        What::Follow { .. } => "follow",
        What::Control { .. } => "control",
        What::Signal { .. } => "signal",
        What::Noted { .. } => "noted",
        What::Skip { .. } => "skip",
        What::Order { .. } => "order",
        What::Price { .. } => "price",
        What::Fill { .. } => "fill",
        What::Cancel { .. } => "cancel",
        What::Conversion { .. } => "conversion",
        What::Settlement { .. } => "settlement",
        What::Resolution { .. } => "resolution",
        What::Trouble { .. } => "trouble",
    }
}

fn about(what: &What) -> About<'_> {
    match what {
        What::Follow { follow, .. } => About {
            follow: Some(*follow),
            ..About::default()
        },
        What::Control { .. } | What::Trouble { .. } => About::default(),
        What::Signal {
            signal, follow, token, ..
        }
        | What::Skip {
            signal, follow, token, ..
        } => About {
            follow: Some(*follow),
            signal: Some(*signal),
            token: Some(token),
            order: None,
        },
        What::Noted { follow, token, .. } | What::Resolution { follow, token, .. } => About {
            follow: Some(*follow),
            token: Some(token),
            ..About::default()
        },
        What::Order {
            order,
            signal,
            follow,
            token,
            ..
        } => About {
            follow: Some(*follow),
            signal: Some(*signal),
            order: Some(*order),
            token: Some(token),
        },
        What::Fill {
            order, follow, token, ..
        } => About {
            follow: Some(*follow),
            order: Some(*order),
            token: Some(token),
            signal: None,
        },
        What::Price { order, token, .. }
        | What::Cancel { order, token, .. }
        | What::Conversion { order, token, .. } => About {
            order: Some(*order),
            token: Some(token),
            ..About::default()
        },
        What::Settlement { order, .. } => About {
            order: Some(*order),
            ..About::default()
        },
    }
}
