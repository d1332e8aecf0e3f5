//! Child orders, with what is known of each by rank.

use pilotfish_copy::command::ChildKind;
use pilotfish_copy::entity::{ChildOrder, Evidence};
use pilotfish_copy::ids::OrderHash;

use crate::codec::{Columns, Whole, whole_opt, word};
use crate::error::StoreError;
use crate::statements::{Statements, upsert};

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

pub(crate) fn write(into: &mut Statements, child: &ChildOrder) -> Result<(), StoreError> {
    let kind = kind_columns(&child.kind);
    let evidence = &child.evidence;
    upsert!(
        into, "child_orders",
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
            "void_after" => whole_opt(child.void_after.as_ref())?,
            "state" => word(&child.state)?,
            "answered" => evidence.answered.micros(),
            "reported" => evidence.reported.micros(),
            "traded" => evidence.traded.micros(),
            "failed" => evidence.failed.micros(),
            "seen_live" => evidence.seen_live,
            "over" => evidence.over,
            "cancel_answered" => evidence.cancel_answered,
            "missing_since" => whole_opt(evidence.missing_since.as_ref())?,
            "filled" => child.filled.micros(),
            "value" => child.value.micros(),
            "created_at" => child.created_at.0,
            "stage" => child.stage.to_whole()?,
            "last" => child.last,
        },
    );
    Ok(())
}

pub(crate) fn read(row: Columns<'_>) -> Result<ChildOrder, StoreError> {
    Ok(ChildOrder {
        id: row.whole("id")?,
        order: row.whole("copy_order")?,
        token: row.word("token")?,
        side: row.word("side")?,
        kind: read_kind(row)?,
        hash: row.word_opt("hash")?,
        void_after: row.whole_opt("void_after")?,
        state: row.word("state")?,
        evidence: Evidence {
            answered: row.whole("answered")?,
            reported: row.whole("reported")?,
            traded: row.whole("traded")?,
            failed: row.whole("failed")?,
            seen_live: row.whole("seen_live")?,
            over: row.whole("over")?,
            cancel_answered: row.whole("cancel_answered")?,
            missing_since: row.whole_opt("missing_since")?,
        },
        filled: row.whole("filled")?,
        value: row.whole("value")?,
        created_at: row.whole("created_at")?,
        stage: row.whole("stage")?,
        last: row.whole("last")?,
    })
}
