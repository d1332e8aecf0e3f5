//! The recorded books are what the venue shows, and whoever trades on them is served by them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use pilotfish_copy::ids::{OrderHash, TokenId, VenueMs, WalletAddress};
use pilotfish_copy::market::{Level, Side};
use pilotfish_copy::money::{Price, Shares, Tick};

use super::resting_levels::RestingLevels;
use super::{BookReplay, SCRIPTED};
use crate::error::SimError;
use crate::replay::Recording;
use crate::venue::rows::{ActivityKind, ActivityQuery, MarketState};
use crate::venue::{Venue, VenueOptions, VenueState};
use crate::world_gen::calendar::{HOUR, MINUTE};
use crate::world_gen::rng::token_of;
use pilotfish_exchange::{AccountKind, Amount, MarketSpec, NewOrder, OrderKind};

fn recorded() -> Option<BookReplay> {
    let folder = std::env::var("PILOTFISH_VECTORS")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data").to_owned());
    let folder = Path::new(&folder).join("recorded/books");
    let paths = ["books_2026-09-28.jsonl.gz", "markets_2026-09-28.json"].map(|name| folder.join(name));
    if let Some(missing) = paths.iter().find(|path| !path.exists()) {
        println!("skipped: {} is missing", missing.display());
        return None;
    }
    Some(BookReplay::load(&paths[0], &paths[1]).expect("the recording can be read"))
}

fn whole(venue: &mut Venue) {
    let end = venue.end().unwrap();
    venue.advance_to(end);
}

#[test]
fn vectors_of_the_recorded_books_stand_level_by_level_for_both_outcomes() {
    let Some(replay) = recorded() else { return };
    assert_eq!((replay.markets().len(), replay.books().len() > 19_000), (18, true));
    let left_out = replay.left_out();
    println!("{left_out:?}");
    assert!(
        left_out.crossed_books < 20 && left_out.small_levels < 1_000,
        "{left_out:?}"
    );
    let market = &replay.markets()[2];
    let opened = Venue::new(VenueOptions::recorded(
        1,
        Recording::from(replay.clone())
            .cut(Some(market.opens_at), None)
            .unwrap(),
    ))
    .unwrap();
    let mut listed = opened.market(&market.condition);
    if listed.is_none() {
        let mut venue = opened;
        venue.advance_to(market.opens_at);
        listed = venue.market(&market.condition);
    }
    let mut state = VenueState::new(1, replay.extent().start);
    let maker = WalletAddress::parse("0x00000000000000000000000000000000000000aa").unwrap();
    state.open_account(
        &maker,
        AccountKind::Agent,
        pilotfish_copy::money::Usd::dollars(1_000_000_000),
    );
    let plain = pilotfish_copy::market::Market {
        tick: Tick::MILLI,
        ..listed.expect("the market").card.market.clone()
    };
    let spec = MarketSpec::plain(plain, replay.extent().start);
    state.exchange.add_market(spec).unwrap();
    let tokens = [0, 1].map(|outcome| token_of(&market.condition, outcome));
    let mut levels = RestingLevels::new(maker, tokens.clone());
    let mut shown = 0;
    for book in replay.books().iter().filter(|book| book.market == 2) {
        state.now = book.at;
        levels.show(&mut state, &book.bids, &book.asks);
        let [first, second] = tokens.each_ref().map(|token| state.exchange.book(token).unwrap());
        assert_eq!((&first.bids, &first.asks), (&book.bids, &book.asks), "at {}", book.at.0);
        let mirror = |levels: &[Level]| -> Vec<Level> {
            levels
                .iter()
                .map(|level| Level {
                    price: level.price.complement(),
                    ..*level
                })
                .collect()
        };
        assert_eq!((second.bids, second.asks), (mirror(&book.asks), mirror(&book.bids)));
        shown += 1;
    }
    assert!(shown > 1_000, "{shown} books");
    assert_eq!(levels.refused, 0);
    assert_eq!(state.exchange.check_invariants(), Vec::<String>::new());
}

#[test]
fn vectors_of_the_recorded_books_are_played_to_the_end() {
    let Some(replay) = recorded() else { return };
    let mut venue = Venue::new(VenueOptions::recorded(7, replay.clone())).unwrap();
    whole(&mut venue);
    assert_eq!(venue.check_invariants(), Vec::<String>::new());
    let markets = venue.markets();
    assert_eq!(markets.len(), 18);
    for described in replay.markets() {
        let row = venue.market(&described.condition).expect("listed");
        assert_eq!(
            (row.state, row.market.payouts),
            (MarketState::Resolved, Some(described.payouts))
        );
        assert_eq!(row.closed_at, Some(described.closes_at));
        assert!(described.closes_at >= described.end);
        let fine = if described.fine_from.is_some_and(|from| from < described.closes_at) {
            Tick::MILLI
        } else {
            Tick::CENT
        };
        assert_eq!(row.market.tick, fine, "{}", described.slug);
    }
    for name in SCRIPTED {
        let trader = venue
            .traders()
            .into_iter()
            .find(|trader| &*trader.name == name)
            .unwrap();
        let rows = venue.activity(&ActivityQuery {
            wallet: Some(trader.wallet),
            ..ActivityQuery::default()
        });
        let trades = |side| {
            rows.iter()
                .filter(|row| row.kind == ActivityKind::Trade && row.side == Some(side))
                .count()
        };
        println!(
            "{name}: {} bought, {} sold, {} rows",
            trades(Side::Buy),
            trades(Side::Sell),
            rows.len()
        );
        assert!(trades(Side::Buy) > 20, "{name} bought {} times", trades(Side::Buy));
    }
    assert!(
        venue.refused_quotes() < 200,
        "{} levels refused",
        venue.refused_quotes()
    );
}

#[test]
fn vectors_of_the_recorded_books_give_the_same_world_however_time_is_cut() {
    let Some(replay) = recorded() else { return };
    let replay = Recording::from(replay).cut(None, Some(HOUR)).unwrap();
    let world = |seed| Venue::new(VenueOptions::recorded(seed, replay.clone())).unwrap();
    let (mut jump, mut steps, mut other) = (world(1), world(1), world(2));
    whole(&mut jump);
    whole(&mut other);
    while steps.now() < replay.extent().end {
        let next = steps.now().plus(MINUTE * 7 / 3).min(replay.extent().end);
        steps.advance_to(next);
    }
    assert_eq!(jump.digest(), steps.digest());
    assert_ne!(jump.digest(), other.digest());
    // A part that begins later lists what is open by then, at the books of then.
    let from = replay.extent().start.plus(40 * MINUTE);
    let part = Recording::from(recorded().unwrap())
        .cut(Some(from), Some(20 * MINUTE))
        .unwrap();
    let venue = Venue::new(VenueOptions::recorded(1, part)).unwrap();
    let open = venue.markets();
    assert!(!open.is_empty() && open.iter().all(|row| row.state == MarketState::Open));
    assert!(open.iter().all(|row| row.best_bid.is_some() || row.best_ask.is_some()));
}

/// A market of ten minutes whose books are given as (second, bids, asks).
fn made(folder: &Path, books: &[(i64, &str, &str)]) -> BookReplay {
    let condition = format!("0x{}", "cd".repeat(32));
    let start = 1_790_586_000_000_i64;
    let markets = format!(
        r#"[{{"market_id":"{condition}","slug":"m","question":"Up or down?","category":"Crypto","start_ts":{start},
           "end_ts":{},"outcome_up":"Up","outcome_down":"Down","payout_up":0.0,"payout_down":1.0}}]"#,
        start + 600_000
    );
    let line = |(second, bids, asks): &(i64, &str, &str)| {
        let ts = start + second * 1_000;
        format!(r#"{{"market":"{condition}","ts":{ts},"side":"UP","bids":{bids},"asks":{asks}}}"#)
    };
    let lines: Vec<String> = books.iter().map(line).collect();
    let [books, markets] = [("books.jsonl", lines.join("\n")), ("markets.json", markets)].map(|(name, text)| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path
    });
    BookReplay::load(&books, &markets).expect("a recording")
}

struct Desk {
    venue: Venue,
    token: TokenId,
    orders: u64,
}

impl Desk {
    fn at(books: &[(i64, &str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let replay = made(folder.path(), books);
        let token = token_of(&replay.markets()[0].condition, 0);
        let venue = Venue::new(VenueOptions::recorded(1, replay)).unwrap();
        Self {
            venue,
            token,
            orders: 0,
        }
    }

    fn wait(&mut self, second: i64) {
        self.venue.advance_to(VenueMs(1_790_586_000_000 + second * 1_000));
    }

    fn client(&mut self, last: &str) -> WalletAddress {
        let wallet = WalletAddress::parse(&format!("0x{last:0>40}")).unwrap();
        self.venue.enroll(&wallet);
        wallet
    }

    fn order(&mut self, owner: &WalletAddress, side: Side, price: &str, shares: i64, kind: OrderKind) -> OrderHash {
        self.orders += 1;
        let id = OrderHash::new(&format!("0x{:064x}", self.orders));
        let order = NewOrder {
            id: id.clone(),
            owner: owner.clone(),
            token: self.token.clone(),
            side,
            price: price.parse().unwrap(),
            amount: Amount::Shares(Shares::from_micros(shares * 1_000_000)),
            kind,
            post_only: false,
            expires_at: None,
            created_at: self.venue.now(),
        };
        self.venue.place(order).expect("taken");
        id
    }

    fn filled(&self, id: &OrderHash) -> i64 {
        self.venue.exchange().order(id).unwrap().matched.micros() / 1_000_000
    }

    fn levels(&self, side: Side) -> BTreeMap<String, String> {
        let book = self.venue.exchange().book(&self.token).unwrap();
        let levels = if side == Side::Buy { book.bids } else { book.asks };
        levels
            .into_iter()
            .map(|level| (level.price.to_string(), level.shares.to_string()))
            .collect()
    }
}

fn shown(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(price, shares)| ((*price).to_owned(), (*shares).to_owned()))
        .collect()
}

#[test]
fn what_is_taken_is_missing_until_the_next_time_stamp() {
    let mut desk = Desk::at(&[
        (1, "[[0.40,100]]", "[[0.45,50],[0.46,80],[0.47,3]]"),
        (2, "[[0.40,100]]", "[[0.45,50],[0.46,90]]"),
        (3, "[[0.40,100]]", "[[0.45,50],[0.46,90]]"),
    ]);
    desk.wait(1);
    // Three shares are what is left of a larger order: nobody could place them.
    assert_eq!(desk.levels(Side::Sell), shown(&[("0.45", "50"), ("0.46", "80")]));
    let me = desk.client("c1");
    let id = desk.order(&me, Side::Buy, "0.46", 70, OrderKind::Gtc);
    assert_eq!(desk.filled(&id), 70, "fifty at the better price, twenty at the next");
    assert_eq!(desk.levels(Side::Sell), shown(&[("0.46", "60")]));
    desk.wait(2);
    assert_eq!(desk.levels(Side::Sell), shown(&[("0.45", "50"), ("0.46", "90")]));
    assert_eq!(desk.venue.check_invariants(), Vec::<String>::new());
}

#[test]
fn a_resting_order_fills_when_the_recorded_book_crosses_it_and_for_what_is_shown() {
    let mut desk = Desk::at(&[
        (1, "[[0.44,100]]", "[[0.46,50]]"),
        (2, "[[0.40,100]]", "[[0.43,20],[0.44,15],[0.47,60]]"),
        (3, "[[0.40,100]]", "[[0.43,20],[0.44,15],[0.47,60]]"),
        (4, "[[0.40,100]]", "[[0.44,200],[0.47,60]]"),
        (5, "[[0.40,100]]", "[[0.47,60]]"),
    ]);
    desk.wait(1);
    let me = desk.client("c1");
    let id = desk.order(&me, Side::Buy, "0.45", 100, OrderKind::Gtc);
    assert_eq!(desk.levels(Side::Buy), shown(&[("0.44", "100"), ("0.45", "100")]));
    desk.wait(2);
    assert_eq!(desk.filled(&id), 35, "what the crossing levels show");
    assert_eq!(
        desk.venue.exchange().order(&id).unwrap().value.micros(),
        35 * 450_000,
        "at its own limit"
    );
    assert_eq!(desk.levels(Side::Sell), shown(&[("0.47", "60")]));
    desk.wait(3);
    assert_eq!(desk.filled(&id), 70);
    desk.wait(4);
    assert_eq!(desk.filled(&id), 100);
    assert_eq!(desk.levels(Side::Sell), shown(&[("0.44", "170"), ("0.47", "60")]));
    assert_eq!(desk.venue.check_invariants(), Vec::<String>::new());
}

#[test]
fn a_resting_order_waits_behind_what_was_shown_at_its_price() {
    let mut desk = Desk::at(&[
        (1, "[[0.44,100]]", "[[0.46,500]]"),
        (2, "[[0.44,150]]", "[[0.46,500]]"),
        (3, "[[0.44,60]]", "[[0.46,500]]"),
        (4, "[[0.44,60]]", "[[0.46,500]]"),
    ]);
    desk.wait(1);
    let (me, other) = (desk.client("c1"), desk.client("c2"));
    desk.order(&other, Side::Buy, "0.46", 400, OrderKind::Gtc);
    let id = desk.order(&me, Side::Buy, "0.44", 30, OrderKind::Gtc);
    desk.wait(2);
    // A hundred stood before it, fifty joined after it.
    desk.order(&other, Side::Sell, "0.44", 90, OrderKind::Fak);
    assert_eq!(desk.filled(&id), 0);
    desk.order(&other, Side::Sell, "0.44", 20, OrderKind::Fak);
    assert_eq!(desk.filled(&id), 10);
    desk.wait(3);
    assert_eq!(
        desk.levels(Side::Buy),
        shown(&[("0.44", "80")]),
        "sixty recorded and twenty of ours"
    );
    assert_eq!(desk.venue.check_invariants(), Vec::<String>::new());
}

#[test]
fn what_is_no_recording_of_books_is_refused_with_the_line() {
    let folder = tempfile::tempdir().unwrap();
    let good = made(folder.path(), &[(1, "[[0.44,100]]", "[[0.46,500]]"), (2, "[]", "[]")]);
    assert_eq!(good.books().len(), 2);
    let paths: [PathBuf; 2] = ["books.jsonl", "markets.json"].map(|name| folder.path().join(name));
    let [books, markets] = &paths;
    let missing = folder.path().join("nothing");
    for (a, b) in [(&missing, markets), (books, &missing)] {
        let loaded = BookReplay::load(a, b);
        assert!(matches!(loaded, Err(SimError::Unreadable { .. })), "{loaded:?}");
    }
    let first = std::fs::read_to_string(books)
        .unwrap()
        .lines()
        .next()
        .unwrap()
        .to_owned();
    let condition = format!("0x{}", "cd".repeat(32));
    let bad = folder.path().join("bad");
    for (from, to, word) in [
        ("\"UP\"", "\"LEFT\"", "side"),
        ("0.44", "1.44", "price"),
        ("0.44", "0.4444", "price"),
        ("100]", "-1]", "size"),
        ("\"bids\"", "\"bid\"", "bids"),
        (condition.as_str(), "0x12", "market"),
        ("cdcd", "abcd", "not among"),
        ("1790586001000", "1790585001000", "back in time"),
    ] {
        std::fs::write(&bad, format!("{first}\n{}\n", first.replace(from, to))).unwrap();
        match BookReplay::load(&bad, markets) {
            Err(SimError::Malformed { line: 2, reason, .. }) => assert!(reason.contains(word), "{word}: {reason}"),
            other => panic!("{word}: {other:?}"),
        }
    }
    std::fs::write(&bad, "").unwrap();
    assert!(matches!(
        BookReplay::load(&bad, markets),
        Err(SimError::Malformed { .. })
    ));
    let described = std::fs::read_to_string(markets).unwrap();
    for (from, to) in [
        ("\"payout_up\":0.0", "\"payout_up\":0.5"),
        ("end_ts\":17905866", "end_ts\":17905856"),
        ("market_id\":\"0xcd", "market_id\":\"cd"),
        ("\"slug\"", "\"slag\""),
        ("}", ""),
    ] {
        assert!(described.contains(from), "{from}");
        std::fs::write(&bad, described.replace(from, to)).unwrap();
        let loaded = BookReplay::load(books, &bad);
        assert!(matches!(loaded, Err(SimError::Malformed { .. })), "{to}: {loaded:?}");
    }
    assert!(
        Recording::from(good.clone())
            .cut(Some(good.extent().end), None)
            .is_err()
    );
    assert!(Recording::from(good).cut(None, Some(0)).is_err());
}

#[test]
fn prices_of_a_recorded_book_are_read_without_loss() {
    let folder = tempfile::tempdir().unwrap();
    let replay = made(
        folder.path(),
        &[
            (1, "[[0.29,57.29],[0.28,160000.01]]", "[[0.57,8.2],[0.58,1829.0]]"),
            (2, "[]", "[]"),
        ],
    );
    let book = &replay.books()[0];
    let level = |price: &str, shares: &str| Level {
        price: price.parse::<Price>().unwrap(),
        shares: shares.parse::<Shares>().unwrap(),
    };
    assert_eq!(book.bids, [level("0.29", "57.29"), level("0.28", "160000.01")]);
    assert_eq!(book.asks, [level("0.57", "8.2"), level("0.58", "1829")]);
}
