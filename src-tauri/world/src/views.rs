//! What the venue shows, as the core's inputs: the same facts the wire adapter reads off HTTP and sockets.

use pilotfish_copy::ids::{OrderHash, VenueMs, WalletAddress};
use pilotfish_copy::input::{ActivityRow, Liquidity, OrderReport, OwnTrade, RowKind, Settlement, SnapshotPosition};
use pilotfish_copy::money::{Price, Shares};
use pilotfish_exchange::{Trade, TradeStatus};
use pilotfish_sim::venue::Venue;
use pilotfish_sim::venue::rows::{ActivityKind, ActivityQuery, ActivityRecord, PositionStatus};

/// The dust floor of the position list: smaller ones are not shown (polymarket-api §7.3).
const DUST_FLOOR: Shares = Shares::from_micros(100_000);

/// One row of activity; `None` for a trade without its figures, which the world does not make.
pub(crate) fn row(record: &ActivityRecord) -> Option<ActivityRow> {
    let kind = match record.kind {
        ActivityKind::Trade => RowKind::Trade(record.side?),
        ActivityKind::Split => RowKind::Split,
        ActivityKind::Merge => RowKind::Merge,
        ActivityKind::Redeem => RowKind::Redeem,
        ActivityKind::Conversion => RowKind::Conversion,
        ActivityKind::Migration | ActivityKind::Unknown => return None,
    };
    let first = record.card.market.outcomes.first().map(|outcome| outcome.token.clone());
    Some(ActivityRow {
        tx: record.tx.clone(),
        token: record.token.clone().or(first)?,
        condition: record.card.market.condition.clone(),
        kind,
        shares: record.size,
        price: record.price.unwrap_or(Price::ZERO),
        // The wire gives whole seconds.
        at: VenueMs(record.at.0.div_euclid(1_000) * 1_000),
    })
}

/// A trader's activity since an instant.
pub(crate) fn activity(venue: &Venue, trader: &WalletAddress, since: VenueMs) -> Vec<ActivityRow> {
    let query = ActivityQuery {
        wallet: Some(trader.clone()),
        start: Some(VenueMs(since.0.div_euclid(1_000) * 1_000)),
        ascending: true,
        ..ActivityQuery::default()
    };
    venue.activity(&query).iter().filter_map(row).collect()
}

/// A trader's open positions.
pub(crate) fn positions(venue: &Venue, trader: &WalletAddress) -> Vec<SnapshotPosition> {
    let listed = |shares: Shares| shares >= DUST_FLOOR;
    venue
        .positions(trader)
        .into_iter()
        .filter(|position| listed(position.shares))
        .map(|position| SnapshotPosition {
            token: position.token,
            condition: position.card.market.condition.clone(),
            shares: position.shares,
            average_cost: position.avg_price,
            current_price: position.current_price,
            redeemable: position.status == PositionStatus::Redeemable,
        })
        .collect()
}

/// Our legs of a trade.
pub(crate) fn own_legs(trade: &Trade, wallet: &WalletAddress) -> Vec<OwnTrade> {
    let settlement = settlement(trade.status);
    let taken = (trade.taker == *wallet).then(|| OwnTrade {
        trade: trade.id.clone(),
        hash: trade.taker_order.clone(),
        token: trade.token.clone(),
        side: trade.side,
        shares: trade.shares,
        price: trade.price,
        liquidity: Liquidity::Taker,
        settlement,
        at: trade.matched_at,
    });
    let made = trade
        .legs
        .iter()
        .filter(|leg| leg.owner == *wallet)
        .map(|leg| OwnTrade {
            trade: trade.id.clone(),
            hash: leg.order.clone(),
            token: leg.token.clone(),
            side: leg.side,
            shares: leg.shares,
            price: leg.price,
            liquidity: Liquidity::Maker,
            settlement,
            at: trade.matched_at,
        });
    taken.into_iter().chain(made).collect()
}

fn settlement(status: TradeStatus) -> Settlement {
    match status {
        TradeStatus::Matched => Settlement::Matched,
        TradeStatus::Mined => Settlement::Mined,
        TradeStatus::Retrying => Settlement::Retrying,
        TradeStatus::Confirmed => Settlement::Confirmed,
        TradeStatus::Failed => Settlement::Failed,
    }
}

/// What the venue says of one of our orders.
pub(crate) fn report(venue: &Venue, hash: &OrderHash) -> OrderReport {
    match venue.exchange().order(hash) {
        None => OrderReport::Missing { matched: Shares::ZERO },
        Some(order) if order.is_live() => OrderReport::Open { matched: order.matched },
        Some(order) => OrderReport::Closed {
            matched: order.matched,
            status: order.status.as_str().to_owned(),
        },
    }
}
