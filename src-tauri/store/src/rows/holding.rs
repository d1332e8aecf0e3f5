//! What the follows hold, and what resolved markets owe them.

use pilotfish_copy::entity::{Claim, Holding};

use crate::codec::{Columns, Whole, whole_opt};
use crate::error::StoreError;
use crate::statements::{Statements, upsert};

pub(crate) fn write(into: &mut Statements, holding: &Holding) -> Result<(), StoreError> {
    upsert!(
        into, "holdings",
        key { "follow" => holding.follow.to_whole()?, "token" => holding.token.as_str() },
        set {
            "condition_id" => holding.condition.as_str(),
            "shares" => holding.shares.micros(),
            "cost" => holding.cost.micros(),
            "realised" => holding.realised.micros(),
            "fees" => holding.fees.micros(),
            "episode_base" => holding.episode_base.micros(),
            "payout" => whole_opt(holding.payout.as_ref())?,
            "paid_shares" => holding.paid_shares.micros(),
        },
    );
    Ok(())
}

pub(crate) fn read(row: Columns<'_>) -> Result<Holding, StoreError> {
    Ok(Holding {
        follow: row.whole("follow")?,
        token: row.word("token")?,
        condition: row.word("condition_id")?,
        shares: row.whole("shares")?,
        cost: row.whole("cost")?,
        realised: row.whole("realised")?,
        fees: row.whole("fees")?,
        episode_base: row.whole("episode_base")?,
        payout: row.whole_opt("payout")?,
        paid_shares: row.whole("paid_shares")?,
    })
}

pub(crate) fn write_claim(into: &mut Statements, claim: &Claim) -> Result<(), StoreError> {
    upsert!(
        into, "claims",
        key { "follow" => claim.follow.to_whole()?, "token" => claim.token.as_str() },
        set {
            "condition_id" => claim.condition.as_str(),
            "shares" => claim.shares.micros(),
            "usd" => claim.usd.micros(),
            "redeemed" => claim.redeemed.micros(),
            "since" => claim.since.0,
        },
    );
    Ok(())
}

pub(crate) fn read_claim(row: Columns<'_>) -> Result<Claim, StoreError> {
    Ok(Claim {
        follow: row.whole("follow")?,
        token: row.word("token")?,
        condition: row.word("condition_id")?,
        shares: row.whole("shares")?,
        usd: row.whole("usd")?,
        redeemed: row.whole("redeemed")?,
        since: row.whole("since")?,
    })
}
