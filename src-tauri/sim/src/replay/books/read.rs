//! Reading a recording of books from its two files.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use pilotfish_copy::ids::{ConditionId, VenueMs};
use pilotfish_copy::market::Level;
use pilotfish_copy::money::{LOT, Price, Shares, Tick};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{BookMarket, BookReplay, LEAST_LEVEL, LeftOut, RecordedBook, all_is_done};
use crate::error::SimError;
use crate::replay::Extent;
use crate::replay::files::contents;
use crate::replay::traders::read::condition_of;
use crate::world_gen::rng::to_i64;

/// The most lines of a file: fifty times what there is, and no more than memory takes.
const MOST_LINES: usize = 2_000_000;

#[derive(Deserialize)]
struct MarketLine {
    market_id: String,
    slug: String,
    question: String,
    #[serde(default)]
    category: String,
    start_ts: i64,
    end_ts: i64,
    outcome_up: String,
    outcome_down: String,
    payout_up: f64,
    payout_down: f64,
}

#[derive(Deserialize)]
struct BookLine {
    market: String,
    ts: i64,
    side: String,
    bids: Vec<[f64; 2]>,
    asks: Vec<[f64; 2]>,
}

/// One instant of one market: what was recorded of either outcome, in terms of the first.
#[derive(Default)]
struct Instant {
    first: Option<[Vec<Level>; 2]>,
    second: Option<[Vec<Level>; 2]>,
}

/// A file that is not what it should be.
struct Complaint<'a>(&'a Path);

impl Complaint<'_> {
    fn at(&self, line: usize, reason: impl Into<String>) -> SimError {
        SimError::Malformed {
            path: self.0.to_owned(),
            line: line as u64,
            reason: reason.into(),
        }
    }
}

pub(super) fn load(books: &Path, markets: &Path) -> Result<BookReplay, SimError> {
    let mut hasher = Sha256::new();
    let described = read_markets(markets, &contents(markets, &mut hasher)?)?;
    let text = contents(books, &mut hasher)?;
    let instants = read_books(books, &text, &described)?;
    drop(text);
    let (described, played, left_out) = assemble(described, instants);
    let (Some(first), Some(last)) = (played.first(), played.last()) else {
        return Err(Complaint(books).at(1, "no books that can be played"));
    };
    let digest: [u8; 32] = hasher.finalize().into();
    let id = digest
        .iter()
        .take(16)
        .fold(String::from("books-"), |id, byte| id + &format!("{byte:02x}"));
    Ok(BookReplay {
        extent: Extent {
            id,
            start: first.at,
            end: all_is_done(last.at),
        },
        markets: Arc::new(described),
        books: Arc::new(played),
        left_out,
    })
}

fn read_markets(path: &Path, text: &[u8]) -> Result<Vec<BookMarket>, SimError> {
    let complaint = Complaint(path);
    let lines: Vec<MarketLine> =
        serde_json::from_slice(text).map_err(|error| complaint.at(error.line().max(1), error.to_string()))?;
    let mut markets: Vec<BookMarket> = Vec::with_capacity(lines.len());
    for line in lines {
        let wrong = |what: &str| complaint.at(1, format!("market {}: {what}", line.market_id));
        let condition = condition_of(&line.market_id).ok_or_else(|| wrong("market_id is no condition id"))?;
        if markets.iter().any(|market| market.condition == condition) {
            return Err(wrong("it is described twice"));
        }
        if line.end_ts <= line.start_ts {
            return Err(wrong("it ends before it starts"));
        }
        let payouts = [line.payout_up, line.payout_down].map(|paid| Price::from_micros(micros(paid)));
        let [first, second] = payouts;
        if first < Price::ZERO || second < Price::ZERO || first + second != Price::ONE {
            return Err(wrong("its payouts are no dollar together"));
        }
        markets.push(BookMarket {
            condition,
            slug: line.slug,
            question: line.question,
            category: line.category.to_lowercase(),
            outcomes: [line.outcome_up, line.outcome_down],
            end: VenueMs(line.end_ts),
            payouts,
            opens_at: VenueMs(i64::MAX),
            closes_at: VenueMs(i64::MIN),
            fine_from: None,
        });
    }
    Ok(markets)
}

/// By time, then by the market's place in the file.
type Instants = BTreeMap<(VenueMs, usize), Instant>;

fn read_books(path: &Path, text: &[u8], markets: &[BookMarket]) -> Result<Instants, SimError> {
    let complaint = Complaint(path);
    let places: BTreeMap<&ConditionId, usize> = (0..).zip(markets).map(|(place, m)| (&m.condition, place)).collect();
    let mut last: BTreeMap<usize, i64> = BTreeMap::new();
    let mut instants = Instants::new();
    for (number, line) in (1..).zip(text.split(|byte| *byte == b'\n')).take(MOST_LINES) {
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let book: BookLine =
            serde_json::from_slice(line).map_err(|error| complaint.at(number, format!("no recorded book: {error}")))?;
        let condition = condition_of(&book.market)
            .ok_or_else(|| complaint.at(number, format!("market cannot be {:?}", book.market)))?;
        let place = *places
            .get(&condition)
            .ok_or_else(|| complaint.at(number, format!("market {condition} is not among the markets")))?;
        if book.ts < last.insert(place, book.ts).unwrap_or(i64::MIN) {
            return Err(complaint.at(number, "goes back in time"));
        }
        let mirrored = match book.side.as_str() {
            "UP" => false,
            "DOWN" => true,
            other => return Err(complaint.at(number, format!("side cannot be {other:?}"))),
        };
        let bids = levels(&book.bids, mirrored).map_err(|what| complaint.at(number, what))?;
        let asks = levels(&book.asks, mirrored).map_err(|what| complaint.at(number, what))?;
        let instant = instants.entry((VenueMs(book.ts), place)).or_default();
        // The other outcome's bids are this one's asks.
        if mirrored {
            instant.second = Some([asks, bids]);
        } else {
            instant.first = Some([bids, asks]);
        }
    }
    Ok(instants)
}

fn levels(pairs: &[[f64; 2]], mirrored: bool) -> Result<Vec<Level>, String> {
    let level = |[price, size]: &[f64; 2]| {
        let read = Price::from_micros(micros(*price));
        let shares = Shares::from_micros(micros(*size) / LOT.micros() * LOT.micros());
        if !Tick::MILLI.divides(read) || read < Tick::MILLI.lowest() || read > Tick::MILLI.highest() {
            return Err(format!("a price cannot be {price}"));
        }
        if shares < Shares::ZERO || *size > 1e9 {
            return Err(format!("a size cannot be {size}"));
        }
        let price = if mirrored { read.complement() } else { read };
        Ok(Level { price, shares })
    };
    pairs.iter().map(level).collect()
}

fn micros(value: f64) -> i64 {
    to_i64(value * 1e6)
}

/// Puts the instants in order, leaves out what cannot be played, and dates the markets by what is left.
fn assemble(mut markets: Vec<BookMarket>, instants: Instants) -> (Vec<BookMarket>, Vec<RecordedBook>, LeftOut) {
    let mut left_out = LeftOut::default();
    let mut books = Vec::with_capacity(instants.len());
    for ((at, market), instant) in instants {
        let Some([mut bids, mut asks]) = instant.first.or(instant.second) else {
            continue;
        };
        bids.sort_by_key(|level| -level.price.micros());
        asks.sort_by_key(|level| level.price.micros());
        if let (Some(bid), Some(ask)) = (bids.first(), asks.first())
            && bid.price >= ask.price
        {
            left_out.crossed_books += 1;
            continue;
        }
        for side in [&mut bids, &mut asks] {
            let before = side.len();
            side.retain(|level| level.shares >= LEAST_LEVEL);
            left_out.small_levels += (before - side.len()) as u64;
            side.dedup_by(|next, kept| {
                let same = next.price == kept.price;
                if same {
                    kept.shares += next.shares;
                }
                same
            });
        }
        if let Some(described) = markets.get_mut(market) {
            described.opens_at = described.opens_at.min(at);
            described.closes_at = described.closes_at.max(at);
            let fine = bids.iter().chain(&asks).any(|level| !Tick::CENT.divides(level.price));
            if fine && described.fine_from.is_none() {
                described.fine_from = Some(at);
            }
        }
        books.push(RecordedBook { at, market, bids, asks });
    }
    (markets, books, left_out)
}
