//! Rows of activity: each counts once, however often and from wherever it comes.

use std::collections::BTreeMap;

use crate::core::Core;
use crate::entity::{Change, Follow, FollowStatus, Gather, Known, PriceSource, SeenRow};
use crate::event::SkipReason;
use crate::ids::{TokenId, WalletAddress};
use crate::input::{ActivityRow, RowKind, RowSource};
use crate::market::Side;
use crate::money::{Price, Rounding, Shares};
use crate::schedule::ROW_MEMORY_MS;
use crate::state::Pair;

impl Core {
    pub(crate) fn take_rows(&mut self, trader: &WalletAddress, rows: Vec<ActivityRow>, source: RowSource) {
        let Some(follow) = self.state.follow_of(trader).cloned() else {
            return;
        };
        if follow.status != FollowStatus::Active {
            return; // The baseline that comes will contain them, or the poll after it will bring them again.
        }
        let mut complete = true;
        for (row, count) in counted(rows, source) {
            complete &= self.take_row(&follow, &row, count);
        }
        if source == RowSource::Poll && complete {
            self.activity_is_read(follow.id);
        }
    }

    /// Activity is complete up to now; what is older than the memory is forgotten, about once an hour.
    fn activity_is_read(&mut self, id: crate::ids::FollowId) {
        let Some(mut follow) = self.state.follows.get(&id).cloned() else {
            return;
        };
        let hour = |at: crate::ids::VenueMs| at.0.div_euclid(3_600_000);
        let turned = hour(follow.activity_through) != hour(self.now);
        follow.activity_through = self.now;
        self.put(Change::Follow(follow));
        if turned {
            self.put(Change::SeenGone {
                follow: id,
                before: self.now.plus(-ROW_MEMORY_MS),
            });
        }
    }

    /// Takes one row that stood `count` times in its batch. False if it has to come again, because facts are missing.
    fn take_row(&mut self, follow: &Follow, row: &ActivityRow, count: u32) -> bool {
        let seen = seen_row(follow, row, count);
        let before = self.state.seen_count(&seen);
        if before >= count {
            return true;
        }
        if row.at < follow.activity_through.plus(-ROW_MEMORY_MS) {
            return true; // Too old to be told from a repetition; a snapshot shows it if it was missed.
        }
        let both = matches!(row.kind, RowKind::Split | RowKind::Merge);
        let complement = self
            .state
            .market_of(&row.token)
            .and_then(|market| market.complement(&row.token))
            .cloned();
        if both && complement.is_none() {
            self.read_market_now(&row.condition);
            return false;
        }
        self.put(Change::Seen(seen));
        let times = i64::from(count - before);
        let shares = Shares::from_micros(row.shares.micros().saturating_mul(times));
        self.move_known(follow, row, &row.token, shares);
        if let (true, Some(other)) = (both, complement) {
            self.move_known(follow, row, &other, shares);
        }
        true
    }

    /// Moves the known position by one row and gathers what is to be copied of it.
    fn move_known(&mut self, follow: &Follow, row: &ActivityRow, token: &TokenId, shares: Shares) {
        let pair: Pair = (follow.id, token.clone());
        let mut known = self.known_or_new(follow, &pair, row);
        if row.at <= known.covered_until {
            self.note(follow.id, token, SkipReason::AlreadyCounted, shares);
            return;
        }
        let before = known.shares;
        let side = match row.kind {
            RowKind::Trade(side) => side,
            RowKind::Split => Side::Buy,
            RowKind::Merge | RowKind::Redeem => Side::Sell,
            RowKind::Conversion => {
                self.note(follow.id, token, SkipReason::Conversion, shares);
                return;
            }
        };
        known.shares = match side {
            Side::Buy => before + shares,
            Side::Sell => (before - shares).at_least(Shares::ZERO),
        };
        known.last_row_at = Some(known.last_row_at.map_or(row.at, |at| at.max(row.at)));
        known.pending = None;
        self.put(Change::Known(known));
        match row.kind {
            RowKind::Trade(side) => self.gather(follow, row, &pair, side, before, shares, Some(row.price)),
            RowKind::Merge => {
                let price = self.estimate(&pair);
                self.gather_estimated(follow, row, &pair, before, shares, price);
            }
            RowKind::Split => self.note(follow.id, token, SkipReason::Split, shares),
            RowKind::Redeem | RowKind::Conversion => self.note(follow.id, token, SkipReason::Redemption, shares),
        }
    }

    fn known_or_new(&self, follow: &Follow, pair: &Pair, row: &ActivityRow) -> Known {
        self.state.known.get(pair).cloned().unwrap_or_else(|| Known {
            follow: pair.0,
            token: pair.1.clone(),
            condition: row.condition.clone(),
            shares: Shares::ZERO,
            average_cost: None,
            last_price: None,
            covered_until: follow.baseline_at.unwrap_or(follow.created_at),
            last_row_at: None,
            pending: None,
        })
    }

    /// A merge has no price of its own: without any price seen it is noted, since an order could not be priced.
    fn gather_estimated(
        &mut self,
        follow: &Follow,
        row: &ActivityRow,
        pair: &Pair,
        before: Shares,
        shares: Shares,
        price: Option<Price>,
    ) {
        let held = self.state.held(pair);
        if price.is_none() && held.is_zero() {
            self.note(follow.id, &pair.1, SkipReason::NothingHeld, shares);
            return;
        }
        self.gather(follow, row, pair, Side::Sell, before, shares, price);
    }

    #[allow(clippy::too_many_arguments, reason = "one row's facts, used once")]
    fn gather(
        &mut self,
        follow: &Follow,
        row: &ActivityRow,
        pair: &Pair,
        side: Side,
        before: Shares,
        shares: Shares,
        price: Option<Price>,
    ) {
        let source = match row.kind {
            RowKind::Trade(_) => PriceSource::Traded,
            _ => PriceSource::Estimated,
        };
        let standing = self.state.gathers.get(pair);
        if standing.is_some_and(|gather| gather.side != side || gather.price_source != source) {
            self.flush_gather(pair); // In order: the earlier change is signalled before the turn.
        }
        // A merge of something held, never priced by anyone: half a dollar, and the bound holds around it.
        let price = price.unwrap_or(Price::from_micros(500_000));
        let value = shares.value(price, Rounding::HalfUp);
        let gather = match self.state.gathers.get(pair).cloned() {
            Some(mut gather) => {
                gather.shares += shares;
                gather.value += value;
                gather.rows += 1;
                gather.traded_at = gather.traded_at.min(row.at);
                gather
            }
            None => Gather {
                follow: follow.id,
                token: pair.1.clone(),
                condition: row.condition.clone(),
                side,
                before,
                shares,
                value,
                rows: 1,
                first_tx: row.tx.clone(),
                traded_at: row.at,
                due: self.now.plus(follow.settings.gathers_for_ms()),
                price_source: source,
            },
        };
        self.put(Change::Gather(gather));
    }
}

/// Rows with the number of times each stood in its batch, oldest first. A stream may repeat itself: there, once is once.
fn counted(rows: Vec<ActivityRow>, source: RowSource) -> Vec<(ActivityRow, u32)> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut distinct: Vec<(ActivityRow, u32)> = Vec::new();
    for row in rows {
        let key = format!(
            "{}/{}/{}/{}/{}",
            row.tx,
            row.token,
            kind_word(row.kind),
            row.shares,
            row.price
        );
        match counts.get(&key).and_then(|index| distinct.get_mut(*index)) {
            Some((_, count)) if source == RowSource::Poll => *count += 1,
            Some(_) => {}
            None => {
                counts.insert(key, distinct.len());
                distinct.push((row, 1));
            }
        }
    }
    distinct.sort_by(|(a, _), (b, _)| (a.at, &a.tx).cmp(&(b.at, &b.tx)));
    distinct
}

fn seen_row(follow: &Follow, row: &ActivityRow, count: u32) -> SeenRow {
    SeenRow {
        follow: follow.id,
        tx: row.tx.clone(),
        token: row.token.clone(),
        kind: kind_word(row.kind).to_owned(),
        shares: row.shares,
        price: row.price,
        at: row.at,
        count,
    }
}

const fn kind_word(kind: RowKind) -> &'static str {
    match kind {
        RowKind::Trade(Side::Buy) => "buy",
        RowKind::Trade(Side::Sell) => "sell",
        RowKind::Split => "split",
        RowKind::Merge => "merge",
        RowKind::Redeem => "redeem",
        RowKind::Conversion => "conversion",
    }
}
