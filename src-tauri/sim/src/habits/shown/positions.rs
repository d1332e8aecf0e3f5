//! Lists of positions, page by page (polymarket-api §7.3, §7.5).

use pilotfish_copy::ids::{TokenId, VenueMs, WalletAddress};
use pilotfish_copy::money::{MICRO, Price, Shares};

use super::{Ask, Shown};
use crate::habits::{Habit, Spells};
use crate::venue::rows::PositionRow;

/// How long a copy lives: the venue's `max-age` (measured median staleness of a repeated address: 124 s).
const AGE_MS: i64 = 300_000;

/// How far even a fresh list is behind, at least and at most (measured: 5.4 s), and for how long it stays that far.
const BEHIND_MS: (i64, i64) = (3_000, 8_000);
const BEHIND_EVERY_MS: i64 = 10_000;

/// The longest the venue's index was seen to stand still is half an hour; as often as makes two days show it.
const STALE: Spells = Spells {
    every_ms: 6 * 3_600_000,
    chance_micros: 250_000,
    length_ms: (300_000, 1_800_000),
};

/// How often, in a million lists (or pages) of a minute. Rare enough that two in a row are chance, often enough that a
/// day of polls every five minutes meets each.
const EMPTY: u64 = 10_000;
const SHORT: u64 = 10_000;
const MIXED: u64 = 30_000;
const REPEATED: u64 = 10_000;
const SHIFTED: u64 = 30_000;
const ODD: u64 = 50_000;

/// How far apart the pages of one list can be, in milliseconds.
const MIXED_MS: (i64, i64) = (120_000, 1_200_000);

/// How many pages of one list are read at most; a page that names itself as the next would never end.
const PAGES_MOST: usize = 100;

/// Some rows of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PositionsPage {
    /// The rows, greatest value first.
    pub rows: Vec<PositionRow>,
    /// Where the list goes on: the offset of the next page; `None` where it ends. It may be this page's own.
    pub next: Option<usize>,
    /// The instant that the rows are of. The wire does not say it.
    pub as_of: VenueMs,
}

/// A list read from its first page to its last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Its pages.
    pub pages: Vec<PositionsPage>,
    /// Whether the last one was reached; not when a page named itself as the next.
    pub whole: bool,
}

impl Listing {
    /// The rows of all pages.
    pub fn rows(&self) -> impl Iterator<Item = &PositionRow> {
        self.pages.iter().flat_map(|page| &page.rows)
    }
}

impl Shown<'_> {
    /// What a wallet holds, in pages of `limit` rows, read one after the other at this instant. A reader that sees a
    /// cursor again gives up, as ours does.
    #[must_use]
    pub fn positions(&self, wallet: &WalletAddress, limit: usize, ask: Ask) -> Listing {
        let mut pages: Vec<PositionsPage> = Vec::new();
        let mut offset = 0;
        loop {
            let page = self.positions_page(wallet, offset, limit, ask);
            let next = page.next;
            pages.push(page);
            match next {
                None => return Listing { pages, whole: true },
                Some(next) if next <= offset || pages.len() >= PAGES_MOST => {
                    return Listing { pages, whole: false };
                }
                Some(next) => offset = next,
            }
        }
    }

    /// One page of what a wallet holds: `limit` rows from `offset` on.
    #[must_use]
    pub fn positions_page(&self, wallet: &WalletAddress, offset: usize, limit: usize, ask: Ask) -> PositionsPage {
        let limit = limit.max(1);
        let address = format!("{wallet} {offset} {limit}");
        let as_of = self.positions_as_of(wallet, &address, offset, ask);
        let rows = self.cut(wallet, self.venue.positions_as_of(wallet, as_of));
        let start = self.shifted(&address, offset);
        let end = offset.saturating_add(limit).min(rows.len());
        let mut page: Vec<PositionRow> = rows
            .iter()
            .take(start.saturating_add(limit))
            .skip(start)
            .cloned()
            .collect();
        self.add_odd_positions(&address, &mut page);
        let more = end < rows.len();
        let repeated = more && self.repeats(&address);
        PositionsPage {
            rows: page,
            next: more.then_some(if repeated { offset } else { end }),
            as_of,
        }
    }

    /// Whether a page names itself as the next in this minute.
    #[must_use]
    pub fn repeats(&self, address: &str) -> bool {
        self.befalls(Habit::RepeatedPages, address, REPEATED).is_some()
    }

    /// The instant that a page is of, whatever it holds.
    pub fn positions_as_of(&self, wallet: &WalletAddress, address: &str, offset: usize, ask: Ask) -> VenueMs {
        let mut as_of = self.now();
        if self.has(Habit::CachedPositions) {
            if ask == Ask::Cached {
                as_of = self.copied_at(Habit::CachedPositions, address, AGE_MS);
            }
            let bucket = as_of.0.div_euclid(BEHIND_EVERY_MS);
            let mut behind = self.draw(Habit::CachedPositions, wallet.as_str(), bucket);
            as_of = as_of.plus(-behind.between(BEHIND_MS.0, BEHIND_MS.1));
        }
        if offset > 0
            && let Some(mut draw) = self.befalls(Habit::MixedPages, address, MIXED)
        {
            as_of = as_of.plus(-draw.between(MIXED_MS.0, MIXED_MS.1));
        }
        if self.is_own(wallet) {
            as_of = as_of.min(self.balance_as_of(wallet));
        }
        match self.spell(Habit::StalePositions, &STALE, wallet.as_str()) {
            Some(spell) => as_of.min(spell.from),
            None => as_of,
        }
    }

    /// The list, unless it is empty or ends early in this minute.
    pub fn cut(&self, wallet: &WalletAddress, mut rows: Vec<PositionRow>) -> Vec<PositionRow> {
        if self.befalls(Habit::EmptyPositions, wallet.as_str(), EMPTY).is_some() {
            rows.clear();
        }
        let last = i64::try_from(rows.len()).unwrap_or(i64::MAX) - 1;
        if let Some(mut draw) = self.befalls(Habit::ShortPositions, wallet.as_str(), SHORT)
            && last > 0
        {
            rows.truncate(usize::try_from(draw.between(0, last)).unwrap_or(0));
        }
        rows
    }

    /// Where a page begins: a row too early or too late, when the list has moved since the page before.
    pub fn shifted(&self, address: &str, offset: usize) -> usize {
        match self.befalls(Habit::ShiftedPages, address, SHIFTED) {
            Some(mut draw) if offset > 0 => {
                if draw.between(0, 1) == 0 {
                    offset - 1
                } else {
                    offset + 1
                }
            }
            _ => offset,
        }
    }

    /// Rows that cannot be, among those that can.
    pub fn add_odd_positions(&self, address: &str, rows: &mut Vec<PositionRow>) {
        let Some(mut draw) = self.befalls(Habit::OddRows, address, ODD) else {
            return;
        };
        let Some(mut odd) = draw.pick(rows).cloned() else {
            return;
        };
        match draw.between(0, 4) {
            0 => odd.shares = -odd.shares,
            1 => odd.avg_price = Price::from_micros(MICRO + draw.between(1, MICRO)),
            2 => odd.token = TokenId::new(""),
            3 => odd.current_price = Price::from_micros(-draw.between(1, MICRO)),
            _ => odd.shares = Shares::from_micros(i64::MAX),
        }
        rows.push(odd);
    }
}
