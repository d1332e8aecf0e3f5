//! Fills, each with what it did to the books. A fill seen again changes how far it has settled and what came of that.

use pilotfish_copy::entity::{Fill, FillEffect};

use crate::codec::{Columns, Whole, word};
use crate::error::StoreError;
use crate::statements::{Statements, upsert};

pub(crate) fn write(into: &mut Statements, fill: &Fill) -> Result<(), StoreError> {
    let effect = &fill.effect;
    upsert!(
        into, "executed_copy_trades",
        key { "trade" => fill.trade.as_str(), "hash" => fill.hash.as_str() },
        set {
            "child" => fill.child.to_whole()?,
            "copy_order" => fill.order.to_whole()?,
            "follow" => fill.follow.to_whole()?,
            "token" => fill.token.as_str(),
            "condition_id" => fill.condition.as_str(),
            "side" => fill.side.as_str(),
            "shares" => fill.shares.micros(),
            "price" => fill.price.micros(),
            "trader_price" => fill.trader_price.micros(),
            "fee" => fill.fee.micros(),
            "liquidity" => word(&fill.liquidity)?,
            "settlement" => word(&fill.settlement)?,
            "at" => fill.at.0,
            "realised" => fill.realised.micros(),
            "effect_shares" => effect.shares.micros(),
            "effect_cost" => effect.cost.micros(),
            "effect_realised" => effect.realised.micros(),
            "effect_fee" => effect.fee.micros(),
            "effect_cash" => effect.cash.micros(),
            "effect_spend_day" => effect.spend_day,
            "stage" => fill.stage.to_whole()?,
        },
    );
    Ok(())
}

pub(crate) fn read(row: Columns<'_>) -> Result<Fill, StoreError> {
    Ok(Fill {
        trade: row.word("trade")?,
        hash: row.word("hash")?,
        child: row.whole("child")?,
        order: row.whole("copy_order")?,
        follow: row.whole("follow")?,
        token: row.word("token")?,
        condition: row.word("condition_id")?,
        side: row.word("side")?,
        shares: row.whole("shares")?,
        price: row.whole("price")?,
        trader_price: row.whole("trader_price")?,
        fee: row.whole("fee")?,
        liquidity: row.word("liquidity")?,
        settlement: row.word("settlement")?,
        at: row.whole("at")?,
        realised: row.whole("realised")?,
        effect: FillEffect {
            shares: row.whole("effect_shares")?,
            cost: row.whole("effect_cost")?,
            realised: row.whole("effect_realised")?,
            fee: row.whole("effect_fee")?,
            cash: row.whole("effect_cash")?,
            spend_day: row.whole_opt("effect_spend_day")?,
        },
        stage: row.whole("stage")?,
    })
}
