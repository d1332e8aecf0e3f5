//! What the follows want to hold, and what waits: reversals for final fills, small changes for more.

use pilotfish_copy::entity::{CarriedOver, Reversal, Target};

use crate::codec::{Columns, Whole, json};
use crate::error::StoreError;
use crate::statements::{Statements, upsert};

pub(crate) fn write(into: &mut Statements, target: &Target) -> Result<(), StoreError> {
    upsert!(
        into, "targets",
        key { "follow" => target.follow.to_whole()?, "token" => target.token.as_str() },
        set { "condition_id" => target.condition.as_str(), "shares" => target.shares.micros() },
    );
    Ok(())
}

pub(crate) fn read(row: Columns<'_>) -> Result<Target, StoreError> {
    Ok(Target {
        follow: row.whole("follow")?,
        token: row.word("token")?,
        condition: row.word("condition_id")?,
        shares: row.whole("shares")?,
    })
}

pub(crate) fn write_reversal(into: &mut Statements, reversal: &Reversal) -> Result<(), StoreError> {
    upsert!(
        into, "reversals",
        key { "follow" => reversal.follow.to_whole()?, "token" => reversal.token.as_str() },
        set { "signals" => json(&reversal.signals)? },
    );
    Ok(())
}

pub(crate) fn read_reversal(row: Columns<'_>) -> Result<Reversal, StoreError> {
    Ok(Reversal {
        follow: row.whole("follow")?,
        token: row.word("token")?,
        signals: row.json("signals")?,
    })
}

pub(crate) fn write_carried_over(into: &mut Statements, waiting: &CarriedOver) -> Result<(), StoreError> {
    upsert!(
        into, "carried_over",
        key { "follow" => waiting.follow.to_whole()?, "token" => waiting.token.as_str() },
        set { "shares" => waiting.shares.micros(), "price" => waiting.price.micros() },
    );
    Ok(())
}

pub(crate) fn read_carried_over(row: Columns<'_>) -> Result<CarriedOver, StoreError> {
    Ok(CarriedOver {
        follow: row.whole("follow")?,
        token: row.word("token")?,
        shares: row.whole("shares")?,
        price: row.whole("price")?,
    })
}
