//! Fills. A fill seen again changes nothing but how far it has settled and what came of that.

use pilotfish_copy::entity::Fill;
use sqlx::SqliteConnection;

use crate::codec::{Columns, Whole, upsert, word};
use crate::error::StoreError;

pub(crate) async fn write(conn: &mut SqliteConnection, fill: &Fill) -> Result<(), StoreError> {
    upsert!(
        conn, "executed_copy_trades",
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
        stage: row.whole("stage")?,
    })
}
