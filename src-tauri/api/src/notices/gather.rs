//! Things of one reason become one row: those not read yet together, earlier ones by the day.

use std::collections::BTreeMap;

use pilotfish_copy::accounts::{fill_value, payout_value};
use pilotfish_copy::entity::{GateBasis, GateName};
use pilotfish_copy::event::{EndReason, IncidentCode, SkipReason, WaitReason};
use pilotfish_copy::ids::{CopyOrderId, FollowId, VenueMs, WalletAddress};
use pilotfish_copy::input::RefusalCode;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares, Usd};

use crate::types::{FillBrief, HaltKind, MarketBrief, TraderNewsKind};

/// What makes things one row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reason {
    /// A limit; of one follow where it is that follow's own.
    Limit(GateName, Option<FollowId>),
    NotCopied(SkipReason),
    Waiting(WaitReason),
    Refused(RefusalCode),
    Ended(EndReason),
    Fills,
    Undone,
    Resolved,
    Collected,
    Halt(HaltKind),
    Connection,
    Trouble(IncidentCode),
    TraderMoved(TraderNewsKind, FollowId),
}

/// What has been gathered for one reason. What came last describes the row: things are put in newest first.
#[derive(Debug, Clone, Default)]
pub(super) struct Gathered {
    pub(super) first: VenueMs,
    pub(super) last: VenueMs,
    pub(super) count: u32,
    pub(super) traders: BTreeMap<WalletAddress, (String, u32)>,
    pub(super) skipped: u32,
    pub(super) cut: u32,
    pub(super) left_out: Usd,
    pub(super) basis: Option<GateBasis>,
    pub(super) bought: Usd,
    pub(super) sold: Usd,
    pub(super) fees: Usd,
    /// What payouts come to, or came in as cash.
    pub(super) paid: Usd,
    pub(super) realised: Usd,
    pub(super) shares: Shares,
    pub(super) order: Option<CopyOrderId>,
    pub(super) place: Option<MarketBrief>,
    pub(super) fill: Option<FillBrief>,
    pub(super) down_ms: i64,
    pub(super) stands: bool,
}

/// Where a row stands: among what is new, or on which UTC day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Section {
    New,
    Day(i64),
}

/// Rows by where they stand and why.
#[derive(Debug)]
pub(super) struct Gathering {
    read_until: VenueMs,
    pub(super) rows: BTreeMap<(Section, Reason), Gathered>,
}

impl Gathering {
    /// What is later than that is new.
    pub(super) fn new(read_until: VenueMs) -> Self {
        Self {
            read_until,
            rows: BTreeMap::new(),
        }
    }

    /// The row of that reason for a thing of that time, with the thing counted.
    pub(super) fn count(&mut self, reason: Reason, at: VenueMs) -> &mut Gathered {
        let row = self.row(reason, at);
        row.count = row.count.saturating_add(1);
        row
    }

    /// The row of that reason for a thing of that time.
    pub(super) fn row(&mut self, reason: Reason, at: VenueMs) -> &mut Gathered {
        let section = if at > self.read_until {
            Section::New
        } else {
            Section::Day(at.utc_day())
        };
        let row = self.rows.entry((section, reason)).or_insert_with(|| Gathered {
            first: at,
            last: at,
            ..Gathered::default()
        });
        row.first = row.first.min(at);
        row.last = row.last.max(at);
        row
    }
}

impl Gathered {
    /// One more of that trader's.
    pub(super) fn of(&mut self, trader: &WalletAddress, name: &str) {
        let entry = self
            .traders
            .entry(trader.clone())
            .or_insert_with(|| (name.to_owned(), 0));
        entry.1 = entry.1.saturating_add(1);
    }

    /// One more fill, with what it came to in the books.
    pub(super) fn filled(&mut self, side: Side, shares: Shares, price: Price) {
        let value = fill_value(side, shares, price);
        match side {
            Side::Buy => self.bought += value,
            Side::Sell => self.sold += value,
        }
    }

    /// One more payout, with what it came to in the books.
    pub(super) fn paid_out(&mut self, shares: Shares, payout: Price) {
        self.paid += payout_value(shares, payout);
    }

    /// Where and on what, unless a newer one has said so.
    pub(super) fn describe(&mut self, order: Option<CopyOrderId>, place: MarketBrief) {
        if self.place.is_none() {
            self.place = Some(place);
            self.order = order;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const DAY: i64 = 86_400_000;

    /// Rounded by itself, a notice said a millionth of a dollar more or less than the history of the same fills.
    #[test]
    fn what_fills_and_payouts_came_to_is_what_the_books_say() {
        let mut row = Gathered::default();
        let price = "0.5".parse().unwrap();
        let shares = "2.009999".parse().unwrap();
        row.filled(Side::Buy, "2.000001".parse().unwrap(), "0.4".parse().unwrap());
        row.filled(Side::Sell, shares, price);
        row.paid_out(shares, price);
        let usd = |text: &str| text.parse::<Usd>().unwrap();
        assert_eq!(
            (row.bought, row.sold, row.paid),
            (usd("0.800001"), usd("1.004999"), usd("1.004999"))
        );
    }

    #[test]
    fn what_is_new_is_one_row_a_reason_and_what_was_read_one_a_day() {
        let mut gathering = Gathering::new(VenueMs(3 * DAY));
        for at in [3 * DAY + 5, 3 * DAY + 1, 3 * DAY, 2 * DAY + 7, 2 * DAY, DAY] {
            gathering.count(Reason::Fills, VenueMs(at));
        }
        gathering.count(Reason::Undone, VenueMs(3 * DAY + 2));
        let told: Vec<(Section, Reason, u32)> = gathering
            .rows
            .iter()
            .map(|((section, reason), row)| (*section, reason.clone(), row.count))
            .collect();
        assert_eq!(
            told,
            [
                (Section::New, Reason::Fills, 2),
                (Section::New, Reason::Undone, 1),
                (Section::Day(1), Reason::Fills, 1),
                (Section::Day(2), Reason::Fills, 2),
                (Section::Day(3), Reason::Fills, 1),
            ]
        );
        let new = gathering.rows.get(&(Section::New, Reason::Fills)).unwrap();
        assert_eq!((new.first.0, new.last.0), (3 * DAY + 1, 3 * DAY + 5));
    }
}
