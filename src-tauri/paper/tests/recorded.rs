//! 200 orders on recorded books, each against a model that can be checked by hand.
//!
//! The books are real (18 markets, one book a second, 20 levels). The recording has no trades, so they are made from it by one
//! rule: of the shares that vanish from the best price of a side, or from prices that the best one moved past, half were traded,
//! one millisecond before the book that shows it, and the rest was cancelled. So both views have something to differ about.
//!
//! The model keeps what lies ahead of an order as a number of its own and the order's fill as another, in whole micro-shares; it
//! knows nothing of the paper venue's types. Run it with `--nocapture` for a line an order.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;

use flate2::read::GzDecoder;
use pilotfish_copy::ids::{OrderHash, TokenId, VenueMs};
use pilotfish_copy::market::{Book, Level, Market, Side};
use pilotfish_copy::money::{Tick, Usd};
use pilotfish_paper::{Amount, Lifetime, NewOrder, PaperVenue, Print};
use serde_json::Value;

use crate::common::{market_of, price, shares, usd};

/// From an order's sending to its arrival.
const DELAY_MS: i64 = 250;
const ORDERS: usize = 200;

fn recording() -> Option<PathBuf> {
    let folder = std::env::var("PILOTFISH_VECTORS")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data").to_owned());
    let path = PathBuf::from(folder).join("recorded/books/books_2026-09-28.jsonl.gz");
    if path.exists() {
        return Some(path);
    }
    println!("skipped: no recorded books at {}", path.display());
    None
}

/// One market's books of its first outcome, oldest first: (ms, bids, asks), best first, in micro-units.
struct Recorded {
    market: Market,
    books: Vec<Shot>,
}

#[derive(Clone)]
struct Shot {
    at: i64,
    bids: Vec<(i64, i64)>,
    asks: Vec<(i64, i64)>,
}

#[derive(Debug, Clone, Copy)]
struct Traded {
    at: i64,
    /// The taker bought.
    buy: bool,
    price: i64,
    shares: i64,
}

fn read(path: &PathBuf) -> Vec<Recorded> {
    let mut markets: Vec<Recorded> = Vec::new();
    let lines = BufReader::new(GzDecoder::new(File::open(path).unwrap())).lines();
    for line in lines {
        let row: Value = serde_json::from_str(&line.unwrap()).unwrap();
        if row["side"] != "UP" {
            continue;
        }
        let condition = row["market"].as_str().unwrap();
        let side = |name: &str| -> Vec<(i64, i64)> {
            let levels = row[name].as_array().unwrap();
            levels
                .iter()
                .map(|level| {
                    let number = |index: usize| level[index].to_string();
                    (price(&number(0)).micros(), shares(&number(1)).micros())
                })
                .collect()
        };
        let shot = Shot {
            at: row["ts"].as_i64().unwrap(),
            bids: side("bids"),
            asks: side("asks"),
        };
        match markets
            .iter_mut()
            .find(|known| known.market.condition.as_str() == condition)
        {
            Some(known) => known.books.push(shot),
            None => {
                let number = markets.len();
                let market = Market {
                    tick: Tick::MILLI,
                    ..market_of(condition, &format!("{number}1"), &format!("{number}2"))
                };
                markets.push(Recorded {
                    market,
                    books: vec![shot],
                });
            }
        }
    }
    markets
}

/// The trades between two books, by the rule above.
fn trades_between(before: &Shot, after: &Shot) -> Vec<Traded> {
    let mut trades = Vec::new();
    for (buy, was, is) in [(true, &before.asks, &after.asks), (false, &before.bids, &after.bids)] {
        let Some((best_now, _)) = is.first() else { continue };
        for (rank, (level, shown)) in was.iter().enumerate() {
            let is_past = if buy { level < best_now } else { level > best_now };
            let left = is
                .iter()
                .find(|(other, _)| other == level)
                .map_or(0, |(_, shown)| *shown);
            let gone = if is_past {
                *shown
            } else if rank == 0 && level == best_now {
                (shown - left).max(0)
            } else {
                0
            };
            let traded = gone / 2 / 10_000 * 10_000;
            if traded > 0 {
                trades.push(Traded {
                    at: after.at - 1,
                    buy,
                    price: *level,
                    shares: traded,
                });
            }
        }
    }
    trades
}

/// A plan for one order, in terms of the first outcome and of the token that is traded.
#[derive(Debug, Clone, Copy)]
struct Asked {
    market: usize,
    sent_at: i64,
    until: i64,
    /// Of the second outcome: everything is mirrored.
    second: bool,
    buy: bool,
    /// In the order's own token.
    limit: i64,
    shares: i64,
}

/// A fixed sequence of numbers: the same orders each time.
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: i64) -> i64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((self.0 >> 33) % u64::try_from(end).unwrap()).unwrap()
    }
}

fn plan(markets: &[Recorded]) -> Vec<Asked> {
    let mut draw = Draw(20_260_928);
    let mut plans = Vec::new();
    while plans.len() < ORDERS {
        let market = usize::try_from(draw.below(i64::try_from(markets.len()).unwrap())).unwrap();
        let books = &markets[market].books;
        let end = i64::try_from(books.len()).unwrap();
        let shot = &books[usize::try_from(end / 20 + draw.below(end * 3 / 4)).unwrap()];
        let (second, buy) = (draw.below(2) == 1, draw.below(2) == 1);
        let (Some((bid, _)), Some((ask, _))) = (shot.bids.first(), shot.asks.first()) else {
            continue;
        };
        let (bid, ask) = if second {
            (1_000_000 - ask, 1_000_000 - bid)
        } else {
            (*bid, *ask)
        };
        // From three ticks behind our side's best price to two beyond the other side's.
        let ticks = draw.below(7) - 3;
        let limit = if buy {
            if ticks > 0 {
                ask + (ticks - 1) * 10_000
            } else {
                bid + ticks * 10_000
            }
        } else if ticks > 0 {
            bid - (ticks - 1) * 10_000
        } else {
            ask - ticks * 10_000
        };
        if !(20_000..=980_000).contains(&limit) {
            continue;
        }
        let sent_at = shot.at + draw.below(1_000);
        let until = sent_at + 20_000 + draw.below(400_000);
        let shares = (500 + draw.below(30_000)) * 10_000;
        // A marketable order of less than a dollar is refused.
        if i128::from(shares) * i128::from(limit) < 2_000_000_000_000 {
            continue;
        }
        plans.push(Asked {
            market,
            sent_at,
            until,
            second,
            buy,
            limit,
            shares,
        });
    }
    plans
}

/// What the model says of an order: taken on arrival, made of the rest, and made at best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Outcome {
    taken: i64,
    paid: i64,
    made: i64,
    made_at_best: i64,
}

/// The model. Everything in the first outcome's terms: a purchase of the second at p is a sale of the first at 1 − p.
fn by_hand(asked: &Asked, books: &[Shot]) -> Outcome {
    let limit = if asked.second {
        1_000_000 - asked.limit
    } else {
        asked.limit
    };
    let bids = asked.buy != asked.second;
    let arrives = asked.sent_at + DELAY_MS;
    let now = books.iter().rposition(|shot| shot.at <= arrives).unwrap();
    let other = if bids { &books[now].asks } else { &books[now].bids };
    let mut result = Outcome::default();
    for (level, shown) in other {
        let is_met = if bids { *level <= limit } else { *level >= limit };
        let part = (asked.shares - result.taken).min(*shown);
        if is_met && part > 0 {
            result.taken += part;
            let own = if asked.second { 1_000_000 - level } else { *level };
            let exact = i128::from(part) * i128::from(own);
            // A purchase is rounded up, a sale down.
            let value = if asked.buy {
                (exact + 999_999) / 1_000_000
            } else {
                exact / 1_000_000
            };
            result.paid += i64::try_from(value).unwrap();
        }
    }
    let rest = asked.shares - result.taken;
    let shown_at = |shot: &Shot| {
        let ours = if bids { &shot.bids } else { &shot.asks };
        ours.iter()
            .find(|(level, _)| *level == limit)
            .map_or(0, |(_, shown)| *shown)
    };
    let mut shown = shown_at(&books[now]);
    let (mut ahead, mut ahead_at_best) = (shown, shown);
    for index in now + 1..books.len() {
        let shot = &books[index];
        let mut traded_here = 0;
        for trade in trades_between(&books[index - 1], shot) {
            if trade.at <= arrives || trade.at >= asked.until {
                continue;
            }
            let is_against_us = trade.buy != bids;
            let is_beyond = if bids { trade.price < limit } else { trade.price > limit };
            if is_beyond {
                result.made_at_best = rest;
                if is_against_us {
                    result.made = rest;
                }
            } else if trade.price == limit {
                traded_here += trade.shares;
                let reaches_us = |ahead: &mut i64| {
                    let waits = (*ahead).min(trade.shares);
                    *ahead -= waits;
                    trade.shares - waits
                };
                let at_best = reaches_us(&mut ahead_at_best);
                result.made_at_best = (result.made_at_best + at_best).min(rest);
                if is_against_us {
                    let surely = reaches_us(&mut ahead);
                    result.made = (result.made + surely).min(rest);
                }
            }
        }
        if shot.at >= asked.until {
            break;
        }
        let is_shown = shown_at(shot);
        if index == now + 1 && result.made == 0 {
            ahead = ahead.max(is_shown);
        }
        let before = (shown - traded_here).max(0);
        if is_shown < before {
            // Cancelled evenly.
            let stays = i128::from(ahead_at_best) * i128::from(is_shown) / i128::from(before);
            ahead_at_best = i64::try_from(stays).unwrap();
        }
        ahead_at_best = ahead_at_best.min(is_shown);
        shown = is_shown;
    }
    result
}

fn book_of(token: &str, shot: &Shot) -> Book {
    let side = |levels: &[(i64, i64)]| {
        let level = |(level, shown): &(i64, i64)| Level {
            price: pilotfish_copy::money::Price::from_micros(*level),
            shares: pilotfish_copy::money::Shares::from_micros(*shown),
        };
        levels.iter().map(level).collect()
    };
    Book {
        token: TokenId::new(token),
        observed_at: VenueMs(shot.at),
        bids: side(&shot.bids),
        asks: side(&shot.asks),
        tick: Tick::MILLI,
    }
}

fn print_of(token: &str, trade: Traded) -> Print {
    Print {
        token: TokenId::new(token),
        side: if trade.buy { Side::Buy } else { Side::Sell },
        price: pilotfish_copy::money::Price::from_micros(trade.price),
        shares: pilotfish_copy::money::Shares::from_micros(trade.shares),
        at: VenueMs(trade.at),
        transaction: None,
    }
}

fn order_of(number: usize, asked: &Asked, market: &Market) -> NewOrder {
    NewOrder {
        hash: OrderHash::new(&format!("order-{number}")),
        token: market.outcomes[usize::from(asked.second)].token.clone(),
        side: if asked.buy { Side::Buy } else { Side::Sell },
        price: pilotfish_copy::money::Price::from_micros(asked.limit),
        amount: Amount::Shares(pilotfish_copy::money::Shares::from_micros(asked.shares)),
        lifetime: Lifetime::Gtd(VenueMs(asked.until)),
        post_only: false,
    }
}

/// An account that knows the markets, with money, and with shares to sell: bought at a dollar of a market maker who is not there.
fn account(markets: &[Recorded]) -> PaperVenue {
    let mut venue = PaperVenue::open(usd("1000000000"), VenueMs(0));
    for recorded in markets {
        venue.learn(&recorded.market, VenueMs(0));
        for outcome in &recorded.market.outcomes {
            let stall = Shot {
                at: 0,
                bids: Vec::new(),
                asks: vec![(990_000, 1_000_000_000_000)],
            };
            venue.show(&book_of(outcome.token.as_str(), &stall), VenueMs(0));
            let stock = NewOrder {
                hash: OrderHash::new(&format!("stock-{}", outcome.token)),
                token: outcome.token.clone(),
                side: Side::Buy,
                price: price("0.99"),
                amount: Amount::Budget(usd("600000")),
                lifetime: Lifetime::Fak,
                post_only: false,
            };
            venue.accept(stock, VenueMs(0)).unwrap();
            // The market maker has gone, and what we took with it.
            let nothing = Shot {
                at: 0,
                bids: Vec::new(),
                asks: Vec::new(),
            };
            venue.show(&book_of(outcome.token.as_str(), &nothing), VenueMs(0));
        }
    }
    venue.take_events();
    venue
}

/// What the paper venue makes of one order alone.
fn by_paper(number: usize, asked: &Asked, recorded: &Recorded) -> Outcome {
    let mut venue = account(std::slice::from_ref(recorded));
    let token = recorded.market.outcomes[0].token.as_str();
    let arrives = asked.sent_at + DELAY_MS;
    let now = recorded.books.iter().rposition(|shot| shot.at <= arrives).unwrap();
    let cash = venue.account().cash;
    venue.show(&book_of(token, &recorded.books[now]), VenueMs(recorded.books[now].at));
    let placed = venue
        .accept(order_of(number, asked, &recorded.market), VenueMs(arrives))
        .unwrap();
    let fees: Usd = venue.trades_since(VenueMs(1)).map(|trade| trade.fee.unwrap()).sum();
    let moved = venue.account().cash - cash;
    let paid = if asked.buy { -moved - fees } else { moved + fees };
    for index in now + 1..recorded.books.len() {
        let shot = &recorded.books[index];
        for trade in trades_between(&recorded.books[index - 1], shot) {
            if trade.at > arrives {
                venue.trade(&print_of(token, trade), VenueMs(trade.at));
            }
            check(&venue);
        }
        venue.show(&book_of(token, shot), VenueMs(shot.at));
        check(&venue);
        if shot.at >= asked.until {
            break;
        }
    }
    let order = venue.order(&OrderHash::new(&format!("order-{number}"))).unwrap();
    let made = order.made.micros();
    Outcome {
        taken: placed.taken.micros(),
        paid: paid.micros(),
        made,
        made_at_best: order.filled_optimistic().micros() - placed.taken.micros(),
    }
}

fn check(venue: &PaperVenue) {
    for order in venue.orders() {
        assert!(order.filled() <= order.filled_optimistic());
    }
    let figures = venue.figures();
    assert!(figures.cautious <= figures.optimistic);
}

#[test]
fn two_hundred_orders_on_recorded_books_do_what_the_model_says() {
    let Some(path) = recording() else { return };
    let markets = read(&path);
    assert_eq!(markets.len(), 18);
    let plans = plan(&markets);
    let mut sums = Outcome::default();
    let (mut took, mut rested, mut differ) = (0, 0, 0);
    for (number, asked) in plans.iter().enumerate() {
        let recorded = &markets[asked.market];
        let expected = by_hand(asked, &recorded.books);
        println!("{number:>3} {asked:?} {expected:?}");
        assert_eq!(by_paper(number, asked, recorded), expected, "order {number}: {asked:?}");
        assert!(expected.made <= expected.made_at_best);
        sums.taken += expected.taken;
        sums.made += expected.made;
        sums.made_at_best += expected.made_at_best;
        took += usize::from(expected.taken > 0);
        rested += usize::from(expected.taken < asked.shares);
        differ += usize::from(expected.made < expected.made_at_best);
    }
    println!("{took} took, {rested} rested, {differ} differ between the views: {sums:?}");
    // The sample has something of everything.
    assert!(
        took > 40 && rested > 100 && differ > 5 && sums.made > 0,
        "{took} {rested} {differ} {sums:?}"
    );
}

/// The same orders in one account: depth and trades are shared, so an order gets at most what it gets alone.
#[test]
fn in_one_account_no_order_gets_more_than_alone() {
    let Some(path) = recording() else { return };
    let markets = read(&path);
    let plans = plan(&markets);
    let mut venue = account(&markets);
    let mut happens: Vec<(i64, u8, Happening)> = Vec::new();
    for (market, recorded) in markets.iter().enumerate() {
        for (index, shot) in recorded.books.iter().enumerate() {
            happens.push((shot.at, 1, Happening::Book(market, index)));
            if index > 0 {
                for trade in trades_between(&recorded.books[index - 1], shot) {
                    happens.push((trade.at, 0, Happening::Trade(market, trade)));
                }
            }
        }
    }
    for (number, asked) in plans.iter().enumerate() {
        happens.push((asked.sent_at + DELAY_MS, 2, Happening::Order(number)));
    }
    happens.sort_by_key(|(at, rank, _)| (*at, *rank));
    for (number, (at, _, happening)) in happens.into_iter().enumerate() {
        let at = VenueMs(at);
        match happening {
            Happening::Book(market, index) => {
                let recorded = &markets[market];
                let token = recorded.market.outcomes[0].token.as_str();
                venue.show(&book_of(token, &recorded.books[index]), at);
            }
            Happening::Trade(market, trade) => {
                let token = markets[market].market.outcomes[0].token.as_str();
                venue.trade(&print_of(token, trade), at);
            }
            Happening::Order(number) => {
                let asked = &plans[number];
                venue
                    .accept(order_of(number, asked, &markets[asked.market].market), at)
                    .unwrap();
            }
        }
        if number % 50 == 0 {
            check(&venue);
        }
    }
    for (number, asked) in plans.iter().enumerate() {
        let alone = by_hand(asked, &markets[asked.market].books);
        let order = venue.order(&OrderHash::new(&format!("order-{number}"))).unwrap();
        assert!(
            order.filled().micros() <= alone.taken + alone.made_at_best,
            "order {number}"
        );
        assert!(order.filled() <= order.filled_optimistic());
    }
    println!("{:?}", venue.figures());
}

enum Happening {
    Book(usize, usize),
    Trade(usize, Traded),
    Order(usize),
}
