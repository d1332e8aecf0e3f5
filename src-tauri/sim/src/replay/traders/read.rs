//! Reading a recording from its two files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use pilotfish_copy::ids::{ConditionId, VenueMs, WalletAddress};
use pilotfish_copy::money::{Price, Shares};
use sha2::{Digest, Sha256};

use super::{RecordedChange, RecordedKind, RecordedMarket, RecordedPrice, Replay};
use crate::error::SimError;
use crate::replay::Extent;
use crate::replay::files::contents;
use crate::world_gen::calendar::parse_utc;
use crate::world_gen::rng::token_of;

/// The most rows of a file: some thousand times what there is, and no more than memory takes easily.
const MOST_ROWS: usize = 2_000_000;

/// A file's columns by name and its rows.
struct Table {
    path: PathBuf,
    columns: BTreeMap<String, usize>,
    rows: Vec<(u64, csv::StringRecord)>,
}

impl Table {
    fn read(path: &Path, hasher: &mut Sha256) -> Result<Self, SimError> {
        let text = contents(path, hasher)?;
        let malformed = |error: csv::Error| SimError::Malformed {
            path: path.to_owned(),
            line: error.position().map_or(1, csv::Position::line),
            reason: error.to_string(),
        };
        let mut reader = csv::Reader::from_reader(text.as_slice());
        let header = reader.headers().map_err(malformed)?.clone();
        let columns = header
            .iter()
            .enumerate()
            .map(|(index, name)| (name.to_owned(), index))
            .collect();
        let mut rows = Vec::new();
        for record in reader.records().take(MOST_ROWS) {
            let record = record.map_err(malformed)?;
            rows.push((record.position().map_or(0, csv::Position::line), record));
        }
        Ok(Self {
            path: path.to_owned(),
            columns,
            rows,
        })
    }

    fn error(&self, line: u64, reason: String) -> SimError {
        SimError::Malformed {
            path: self.path.clone(),
            line,
            reason,
        }
    }

    fn field<'a>(&self, line: u64, row: &'a csv::StringRecord, name: &str) -> Result<&'a str, SimError> {
        let index = self
            .columns
            .get(name)
            .ok_or_else(|| self.error(1, format!("no column {name}")))?;
        row.get(*index).ok_or_else(|| self.error(line, format!("no {name}")))
    }

    /// A field read by `parse`.
    fn value<T>(
        &self,
        line: u64,
        row: &csv::StringRecord,
        name: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, SimError> {
        let text = self.field(line, row, name)?;
        parse(text).ok_or_else(|| self.error(line, format!("{name} cannot be {text:?}")))
    }
}

fn outcome_of(text: &str) -> Option<usize> {
    text.parse().ok().filter(|index| *index < 2)
}

pub(in crate::replay) fn condition_of(text: &str) -> Option<ConditionId> {
    let hex = text.strip_prefix("0x")?;
    (hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
        .then(|| ConditionId::new(&text.to_ascii_lowercase()))
}

fn price_of(text: &str) -> Option<Price> {
    text.parse()
        .ok()
        .filter(|price| (Price::ZERO..=Price::ONE).contains(price))
}

fn shares_of(text: &str) -> Option<Shares> {
    text.parse().ok().filter(|shares| *shares >= Shares::ZERO)
}

pub(super) fn load(changes: &Path, prices: &Path) -> Result<Replay, SimError> {
    let mut hasher = Sha256::new();
    let changes = Table::read(changes, &mut hasher)?;
    let prices = Table::read(prices, &mut hasher)?;
    let (rows, markets) = read_changes(&changes)?;
    let prices_read = read_prices(&prices)?;
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
        return Err(changes.error(1, "no rows".to_owned()));
    };
    let priced: BTreeSet<&ConditionId> = prices_read.iter().map(|price| &price.condition).collect();
    if let Some(market) = markets.iter().find(|market| !priced.contains(&market.condition)) {
        return Err(prices.error(1, format!("no price of market {}", market.condition)));
    }
    let start = prices_read.first().map_or(first.at, |price| price.at.min(first.at));
    let end = prices_read.last().map_or(last.at, |price| price.at.max(last.at));
    let digest: [u8; 32] = hasher.finalize().into();
    let id = digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    Ok(Replay {
        extent: Extent { id, start, end },
        markets,
        rows,
        prices: prices_read,
    })
}

fn read_changes(table: &Table) -> Result<(Vec<RecordedChange>, Vec<RecordedMarket>), SimError> {
    let mut rows: Vec<RecordedChange> = Vec::with_capacity(table.rows.len());
    let mut markets: Vec<(RecordedMarket, [bool; 2])> = Vec::new();
    let mut places: BTreeMap<ConditionId, usize> = BTreeMap::new();
    for (number, (line, row)) in (1_u64..).zip(&table.rows) {
        let change = read_change(table, number, *line, row)?;
        in_order(table, *line, rows.last().map(|last| last.at), change.at)?;
        let place = *places.entry(change.condition.clone()).or_insert_with(|| {
            markets.push((nameless(&change.condition), [false; 2]));
            markets.len() - 1
        });
        let Some((market, named)) = markets.get_mut(place) else {
            continue;
        };
        market.title = table.field(*line, row, "title")?.to_owned();
        market.event_slug = table.field(*line, row, "event_slug")?.to_owned();
        let index = change.outcome_index;
        if let (Some(name), Some(named)) = (market.outcomes.get_mut(index), named.get_mut(index)) {
            *name = table.field(*line, row, "outcome")?.to_owned();
            *named = true;
        }
        rows.push(change);
    }
    Ok((
        rows,
        markets
            .into_iter()
            .map(|(market, named)| with_both_names(market, named))
            .collect(),
    ))
}

fn read_change(table: &Table, number: u64, line: u64, row: &csv::StringRecord) -> Result<RecordedChange, SimError> {
    let condition = table.value(line, row, "condition_id", condition_of)?;
    let outcome_index = table.value(line, row, "outcome_index", outcome_of)?;
    Ok(RecordedChange {
        row: number,
        at: table.value(line, row, "observed_utc", parse_utc)?,
        wallet: table.value(line, row, "wallet", |text| WalletAddress::parse(text).ok())?,
        name: Arc::from(table.field(line, row, "name")?),
        token: token_of(&condition, outcome_index),
        condition,
        outcome_index,
        kind: table.value(line, row, "kind", |text| match text {
            "change" => Some(RecordedKind::Change),
            "baseline" => Some(RecordedKind::Baseline),
            _ => None,
        })?,
        before: table.value(line, row, "shares_before", shares_of)?,
        after: table.value(line, row, "shares_after", shares_of)?,
        price: table.value(line, row, "market_price", price_of)?,
        avg_price: table.value(line, row, "avg_price", price_of)?,
    })
}

fn nameless(condition: &ConditionId) -> RecordedMarket {
    RecordedMarket {
        condition: condition.clone(),
        title: String::new(),
        event_slug: String::new(),
        outcomes: [String::new(), String::new()],
    }
}

fn with_both_names(mut market: RecordedMarket, named: [bool; 2]) -> RecordedMarket {
    let other = |name: &str| match name {
        "Yes" => "No",
        "No" => "Yes",
        "Over" => "Under",
        "Under" => "Over",
        _ => "Other",
    };
    let [first, second] = &mut market.outcomes;
    match named {
        [true, false] => *second = other(first).to_owned(),
        [false, true] => *first = other(second).to_owned(),
        _ => {}
    }
    market
}

fn read_prices(table: &Table) -> Result<Vec<RecordedPrice>, SimError> {
    let mut prices: Vec<RecordedPrice> = Vec::with_capacity(table.rows.len());
    for (line, row) in &table.rows {
        let line = *line;
        let price = RecordedPrice {
            at: table.value(line, row, "observed_utc", parse_utc)?,
            condition: table.value(line, row, "condition_id", condition_of)?,
            outcome_index: table.value(line, row, "outcome_index", outcome_of)?,
            price: table.value(line, row, "market_price", price_of)?,
        };
        in_order(table, line, prices.last().map(|last| last.at), price.at)?;
        prices.push(price);
    }
    Ok(prices)
}

fn in_order(table: &Table, line: u64, last: Option<VenueMs>, at: VenueMs) -> Result<(), SimError> {
    if last.is_some_and(|last| at < last) {
        return Err(table.error(line, "goes back in time".to_owned()));
    }
    Ok(())
}
