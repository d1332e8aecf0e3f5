//! Copy orders, their children on the venue, and the signed intents.

use pilotfish_copy::command::ChildKind;
use pilotfish_copy::entity::{Child, CopyOrder};
use pilotfish_copy::ids::{OrderHash, VenueMs};
use sqlx::SqliteConnection;

use crate::batch::Intent;
use crate::codec::{Columns, Whole, upsert, whole_opt, word, word_opt};
use crate::error::StoreError;

pub(crate) async fn write(conn: &mut SqliteConnection, order: &CopyOrder) -> Result<(), StoreError> {
    upsert!(
        conn, "pending_copy_orders",
        key { "id" => order.id.to_whole()? },
        set {
            "follow" => order.follow.to_whole()?,
            "signal" => order.signal.to_whole()?,
            "trader" => order.trader.as_str(),
            "token" => order.token.as_str(),
            "condition_id" => order.condition.as_str(),
            "side" => order.side.as_str(),
            "trader_price" => order.trader_price.micros(),
            "shares" => order.shares.micros(),
            "filled" => order.filled.micros(),
            "value" => order.value.micros(),
            "fees" => order.fees.micros(),
            "style" => word(&order.style)?,
            "max_slippage" => order.max_slippage.micros(),
            "signal_at" => order.signal_at.0,
            "time_to_resolution_ms" => order.time_to_resolution_ms,
            "status" => word(&order.status)?,
            "end_reason" => word_opt(order.end.as_ref())?,
            "limit_price" => whole_opt(order.limit.as_ref())?,
            "stage" => order.stage.to_whole()?,
            "regime" => word_opt(order.regime.as_ref())?,
            "waiting" => word_opt(order.waiting.as_ref())?,
            "next_look" => order.next_look.0,
            "attempts" => order.attempts.to_whole()?,
            "created_at" => order.created_at.0,
            "ended_at" => whole_opt(order.ended_at.as_ref())?,
        },
    );
    Ok(())
}

pub(crate) fn read(row: Columns<'_>) -> Result<CopyOrder, StoreError> {
    Ok(CopyOrder {
        id: row.whole("id")?,
        follow: row.whole("follow")?,
        signal: row.whole("signal")?,
        trader: row.word("trader")?,
        token: row.word("token")?,
        condition: row.word("condition_id")?,
        side: row.word("side")?,
        trader_price: row.whole("trader_price")?,
        shares: row.whole("shares")?,
        filled: row.whole("filled")?,
        value: row.whole("value")?,
        fees: row.whole("fees")?,
        style: row.word("style")?,
        max_slippage: row.whole("max_slippage")?,
        signal_at: row.whole("signal_at")?,
        time_to_resolution_ms: row.whole_opt("time_to_resolution_ms")?,
        status: row.word("status")?,
        end: row.word_opt("end_reason")?,
        limit: row.whole_opt("limit_price")?,
        stage: row.whole("stage")?,
        regime: row.word_opt("regime")?,
        waiting: row.word_opt("waiting")?,
        next_look: row.whole("next_look")?,
        attempts: row.whole("attempts")?,
        created_at: row.whole("created_at")?,
        ended_at: row.whole_opt("ended_at")?,
    })
}

/// A child's kind and amounts, as columns.
struct KindColumns {
    kind: &'static str,
    shares: Option<i64>,
    budget: Option<i64>,
    expires_at: Option<i64>,
}

fn kind_columns(kind: &ChildKind) -> KindColumns {
    match kind {
        ChildKind::Resting {
            price: _,
            shares,
            expires_at,
        } => KindColumns {
            kind: "resting",
            shares: Some(shares.micros()),
            budget: None,
            expires_at: Some(expires_at.0),
        },
        ChildKind::BuyNow { price: _, budget } => KindColumns {
            kind: "buy_now",
            shares: None,
            budget: Some(budget.micros()),
            expires_at: None,
        },
        ChildKind::SellNow { price: _, shares } => KindColumns {
            kind: "sell_now",
            shares: Some(shares.micros()),
            budget: None,
            expires_at: None,
        },
    }
}

fn read_kind(row: Columns<'_>) -> Result<ChildKind, StoreError> {
    let price = row.whole("price")?;
    let kind = row.text("kind")?;
    match kind.as_str() {
        "resting" => Ok(ChildKind::Resting {
            price,
            shares: row.whole("shares")?,
            expires_at: row.whole("expires_at")?,
        }),
        "buy_now" => Ok(ChildKind::BuyNow {
            price,
            budget: row.whole("budget")?,
        }),
        "sell_now" => Ok(ChildKind::SellNow {
            price,
            shares: row.whole("shares")?,
        }),
        _ => Err(StoreError::unreadable("child_orders.kind", kind)),
    }
}

pub(crate) async fn write_child(conn: &mut SqliteConnection, child: &Child) -> Result<(), StoreError> {
    let kind = kind_columns(&child.kind);
    upsert!(
        conn, "child_orders",
        key { "id" => child.id.to_whole()? },
        set {
            "copy_order" => child.order.to_whole()?,
            "token" => child.token.as_str(),
            "side" => child.side.as_str(),
            "kind" => kind.kind,
            "price" => child.kind.price().micros(),
            "shares" => kind.shares,
            "budget" => kind.budget,
            "expires_at" => kind.expires_at,
            "hash" => child.hash.as_ref().map(OrderHash::as_str),
            "state" => word(&child.state)?,
            "matched" => child.matched.micros(),
            "filled" => child.filled.micros(),
            "created_at" => child.created_at.0,
            "next_look" => child.next_look.0,
            "missing" => child.missing.to_whole()?,
            "stage" => child.stage.to_whole()?,
            "last" => child.last,
        },
    );
    Ok(())
}

pub(crate) fn read_child(row: Columns<'_>) -> Result<Child, StoreError> {
    Ok(Child {
        id: row.whole("id")?,
        order: row.whole("copy_order")?,
        token: row.word("token")?,
        side: row.word("side")?,
        kind: read_kind(row)?,
        hash: row.word_opt("hash")?,
        state: row.word("state")?,
        matched: row.whole("matched")?,
        filled: row.whole("filled")?,
        created_at: row.whole("created_at")?,
        next_look: row.whole("next_look")?,
        missing: row.whole("missing")?,
        stage: row.whole("stage")?,
        last: row.whole("last")?,
    })
}

/// Inserts a signed order. Never an update: the same child signed twice, or one hash for two children, is refused.
pub(crate) async fn write_intent(conn: &mut SqliteConnection, intent: &Intent, at: VenueMs) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO order_intents (hash, child, body, order_type, expires_at, reservation, created_at) \
         VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(intent.hash.as_str())
    .bind(intent.child.to_whole()?)
    .bind(intent.body.as_str())
    .bind(word(&intent.order_type)?)
    .bind(whole_opt(intent.expires_at.as_ref())?)
    .bind(intent.reservation.micros())
    .bind(at.0)
    .execute(conn)
    .await?;
    Ok(())
}

pub(crate) fn read_intent(row: Columns<'_>) -> Result<Intent, StoreError> {
    Ok(Intent {
        child: row.whole("child")?,
        hash: row.word("hash")?,
        body: row.text("body")?,
        order_type: row.word("order_type")?,
        expires_at: row.whole_opt("expires_at")?,
        reservation: row.whole("reservation")?,
    })
}
