//! What the follows hold, what waits to be large enough, and turn-rounds that wait for final fills.

use pilotfish_copy::entity::{Accumulated, Holding, TurnRound};
use pilotfish_copy::ids::{FollowId, TokenId};
use sqlx::SqliteConnection;

use crate::codec::{Columns, Whole, json, upsert, whole_opt};
use crate::error::StoreError;

pub(crate) async fn write(conn: &mut SqliteConnection, holding: &Holding) -> Result<(), StoreError> {
    upsert!(
        conn, "holdings",
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

pub(crate) async fn write_accumulated(conn: &mut SqliteConnection, waiting: &Accumulated) -> Result<(), StoreError> {
    upsert!(
        conn, "accumulated",
        key { "follow" => waiting.follow.to_whole()?, "token" => waiting.token.as_str() },
        set { "shares" => waiting.shares.micros(), "price" => waiting.price.micros() },
    );
    Ok(())
}

pub(crate) fn read_accumulated(row: Columns<'_>) -> Result<Accumulated, StoreError> {
    Ok(Accumulated {
        follow: row.whole("follow")?,
        token: row.word("token")?,
        shares: row.whole("shares")?,
        price: row.whole("price")?,
    })
}

pub(crate) async fn forget_accumulated(
    conn: &mut SqliteConnection,
    follow: FollowId,
    token: &TokenId,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM accumulated WHERE follow = ? AND token = ?")
        .bind(follow.to_whole()?)
        .bind(token.as_str())
        .execute(conn)
        .await?;
    Ok(())
}

pub(crate) async fn write_turn_round(conn: &mut SqliteConnection, turn: &TurnRound) -> Result<(), StoreError> {
    upsert!(
        conn, "turn_rounds",
        key { "follow" => turn.follow.to_whole()?, "token" => turn.token.as_str() },
        set { "target" => turn.target.micros(), "detail" => json(&turn.signals)? },
    );
    Ok(())
}

pub(crate) fn read_turn_round(row: Columns<'_>) -> Result<TurnRound, StoreError> {
    Ok(TurnRound {
        follow: row.whole("follow")?,
        token: row.word("token")?,
        signals: row.json("detail")?,
        target: row.whole("target")?,
    })
}

pub(crate) async fn forget_turn_round(
    conn: &mut SqliteConnection,
    follow: FollowId,
    token: &TokenId,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM turn_rounds WHERE follow = ? AND token = ?")
        .bind(follow.to_whole()?)
        .bind(token.as_str())
        .execute(conn)
        .await?;
    Ok(())
}
