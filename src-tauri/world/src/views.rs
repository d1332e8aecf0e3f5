//! What the venue shows, as the core's inputs: the same facts the wire adapter reads off HTTP and sockets.

use std::collections::BTreeSet;

use pilotfish_copy::ids::{OrderHash, VenueMs, WalletAddress};
use pilotfish_copy::input::{ActivityRow, Liquidity, OrderReport, OwnTrade, RowKind, Settlement, SnapshotPosition};
use pilotfish_copy::money::{Price, Shares};
use pilotfish_exchange::{Trade, TradeStatus};
use pilotfish_sim::habits::{Ask, LookUp};
use pilotfish_sim::venue::Venue;
use pilotfish_sim::venue::rows::{ActivityKind, ActivityQuery, ActivityRecord, PositionStatus};

/// Rows of a page.
pub(crate) const PAGE: usize = 100;

/// The dust floor of the position list: smaller ones are not shown.
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
    // Of a row that names no token: a conversion takes NO; a split or merge moves both.
    let outcome = usize::from(kind == RowKind::Conversion);
    let unnamed = record.card.market.outcomes.get(outcome);
    Some(ActivityRow {
        tx: record.tx.clone(),
        token: record.token.clone().or_else(|| Some(unnamed?.token.clone()))?,
        condition: record.card.market.condition.clone(),
        kind,
        shares: record.size,
        price: record.price.unwrap_or(Price::ZERO),
        // The wire gives whole seconds.
        at: VenueMs(record.at.0.div_euclid(1_000) * 1_000),
    })
}

/// A trader's activity since an instant, the instant that the page is of, and whether it has all of it.
pub(crate) fn activity(venue: &Venue, trader: &WalletAddress, since: VenueMs) -> (Vec<ActivityRow>, VenueMs, bool) {
    let query = ActivityQuery {
        wallet: Some(trader.clone()),
        start: Some(VenueMs(since.0.div_euclid(1_000) * 1_000)),
        ascending: true,
        ..ActivityQuery::default()
    };
    let page = venue.shown().activity(&query, Ask::Cached);
    (page.rows.iter().filter_map(row).collect(), page.as_of, page.complete)
}

/// A trader's open positions, and whether every page was read, none twice and none shifted.
pub(crate) fn positions(venue: &Venue, trader: &WalletAddress, uncached: bool) -> (Vec<SnapshotPosition>, bool) {
    let ask = if uncached { Ask::Fresh } else { Ask::Cached };
    let listing = venue.shown().positions(trader, PAGE, ask);
    let mut seen = BTreeSet::new();
    let mut twice = false;
    let positions = listing
        .rows()
        .filter(|row| row.shares >= DUST_FLOOR)
        .map(|row| {
            twice |= !seen.insert(row.token.clone());
            SnapshotPosition {
                token: row.token.clone(),
                condition: row.card.market.condition.clone(),
                shares: row.shares,
                average_cost: row.avg_price,
                current_price: row.current_price,
                redeemable: row.status == PositionStatus::Redeemable,
            }
        })
        .collect();
    (positions, listing.whole && !twice)
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
        fee: None,
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
            fee: None,
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
    match venue.shown().look_up(hash) {
        LookUp::Missing => OrderReport::Missing { matched: Shares::ZERO },
        LookUp::Found(order) if order.is_live() => OrderReport::Open { matched: order.matched },
        LookUp::Found(order) => OrderReport::Closed {
            matched: order.matched,
            status: order.status.as_str().to_owned(),
        },
    }
}
