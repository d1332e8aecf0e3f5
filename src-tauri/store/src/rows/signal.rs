//! Signals and what was decided on them.

use pilotfish_copy::entity::{Decision, Signal};
use pilotfish_copy::money::Shares;

use crate::codec::{Columns, Whole, json, whole_opt, word, word_opt};
use crate::error::StoreError;
use crate::statements::{Statements, upsert};

pub(crate) fn write(into: &mut Statements, signal: &Signal) -> Result<(), StoreError> {
    let decision = signal.decision.as_ref();
    upsert!(
        into, "signals",
        key { "id" => signal.id.to_whole()? },
        set {
            "signal_key" => signal.key.as_str(),
            "follow" => signal.follow.to_whole()?,
            "trader" => signal.trader.as_str(),
            "token" => signal.token.as_str(),
            "condition_id" => signal.condition.as_str(),
            "kind" => word(&signal.kind)?,
            "side" => signal.side.as_str(),
            "shares_before" => signal.before.micros(),
            "shares_after" => signal.after.micros(),
            "price" => signal.price.micros(),
            "price_source" => word(&signal.price_source)?,
            "origin" => word(&signal.origin)?,
            "at" => signal.at.0,
            "seen_at" => signal.seen_at.0,
            "percentage_tenths" => signal.percentage.to_whole()?,
            "asked" => decision.map(|decision| decision.asked.micros()),
            "allowed" => decision.map(|decision| decision.allowed.micros()),
            "copy_order" => whole_opt(decision.and_then(|decision| decision.order.as_ref()))?,
            "skip_reason" => word_opt(decision.and_then(|decision| decision.skipped.as_ref()))?,
            "decided_price" => decision.map(|decision| decision.price.micros()),
            "decided_at" => decision.map(|decision| decision.at.0),
            "gates" => decision.map(|decision| json(&decision.gates)).transpose()?,
        },
    );
    Ok(())
}

pub(crate) fn read(row: Columns<'_>) -> Result<Signal, StoreError> {
    let asked: Option<Shares> = row.whole_opt("asked")?;
    let decision = asked
        .map(|asked| {
            Ok::<_, StoreError>(Decision {
                asked,
                allowed: row.whole("allowed")?,
                order: row.whole_opt("copy_order")?,
                skipped: row.word_opt("skip_reason")?,
                price: row.whole("decided_price")?,
                at: row.whole("decided_at")?,
                gates: row.json("gates")?,
            })
        })
        .transpose()?;
    Ok(Signal {
        id: row.whole("id")?,
        key: row.text("signal_key")?,
        follow: row.whole("follow")?,
        trader: row.word("trader")?,
        token: row.word("token")?,
        condition: row.word("condition_id")?,
        kind: row.word("kind")?,
        side: row.word("side")?,
        before: row.whole("shares_before")?,
        after: row.whole("shares_after")?,
        price: row.whole("price")?,
        price_source: row.word("price_source")?,
        origin: row.word("origin")?,
        at: row.whole("at")?,
        seen_at: row.whole("seen_at")?,
        percentage: row.whole("percentage_tenths")?,
        decision,
    })
}
